/** Sends requests to the site: well-formed ones with node:http, and malformed ones as raw bytes. */
import { once } from "node:events";
import { request, type Agent, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";

export interface Sent {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** Sent as it is, without resolving or escaping. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Sent without a length. */
  isChunked?: boolean;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Of JSON only; empty for everything else. */
  body: string;
}

/** Much longer than any answer takes: answers may be slow, but must not be missing. */
const TIMEOUT_MS = 30_000;

/**
 * Sends a request, and a second time if the server had just closed the idle connection. Browsers do the same, and
 * the server has read nothing.
 *
 * @throws {Error} if the connection breaks before the answer is complete, or after 30 s.
 */
export async function ask(origin: URL, agent: Agent, sent: Sent): Promise<Answer> {
  const first = askOnce(origin, agent, sent);
  try {
    return await first.answer;
  } catch (error) {
    if (!first.outgoing.reusedSocket || (error as NodeJS.ErrnoException).code !== "ECONNRESET" || first.isAnswered()) throw error;
    return askOnce(origin, agent, sent).answer;
  }
}

function askOnce(origin: URL, agent: Agent, { method = "GET", path, headers = {}, body, isChunked = false }: Sent) {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const length = body === undefined || isChunked ? {} : { "content-length": Buffer.byteLength(body) };
  const outgoing = request({ host: origin.hostname, port: origin.port, agent, method, path, headers: { ...headers, ...length } });
  outgoing.setTimeout(TIMEOUT_MS, () => outgoing.destroy(new Error(`no answer within ${TIMEOUT_MS / 1_000} s`)));
  outgoing.on("error", reject);
  let isAnswered = false;
  outgoing.on("response", (incoming) => {
    isAnswered = true;
    const isJson = incoming.headers["content-type"]?.startsWith("application/json") ?? false;
    let text = "";
    incoming.setEncoding("utf8");
    incoming.on("data", (chunk: string) => isJson && (text += chunk));
    incoming.on("error", reject);
    incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }));
  });
  if (isChunked && body !== undefined) outgoing.write(body);
  outgoing.end(isChunked ? undefined : body);
  return { outgoing, answer: promise, isAnswered: () => isAnswered };
}

export interface RawSent {
  from: string;
  pieces: readonly string[];
  /** Between the pieces, and after the last one where nothing more is sent. */
  gapMs?: number;
}

/** Sends the pieces and waits for the answer's status. @throws {Error} if there is none. */
export async function askRaw(origin: URL, raw: RawSent): Promise<number> {
  const socket = open(origin, raw.from);
  try {
    const heard = Promise.withResolvers<number>();
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1];
      if (status) heard.resolve(Number(status));
    });
    socket.on("error", heard.reject);
    socket.on("close", () => heard.reject(new Error("the connection was closed without an answer")));
    socket.setTimeout(TIMEOUT_MS, () => heard.reject(new Error(`no answer within ${TIMEOUT_MS / 1_000} s`)));
    // Handled below; an answer may come before the last piece is sent.
    heard.promise.catch(() => {});
    await write(socket, raw);
    return await heard.promise;
  } finally {
    socket.destroy();
  }
}

/** Sends the pieces and disconnects without waiting for an answer. */
export async function dropRaw(origin: URL, raw: RawSent): Promise<void> {
  const socket = open(origin, raw.from);
  try {
    socket.on("error", () => {});
    await write(socket, raw);
    if (raw.gapMs !== undefined) await setTimeout(raw.gapMs);
  } finally {
    socket.destroy();
  }
}

function open(origin: URL, from: string) {
  return connect({ host: origin.hostname, port: Number(origin.port), localAddress: from });
}

async function write(socket: ReturnType<typeof open>, { pieces, gapMs }: RawSent): Promise<void> {
  await once(socket, "connect");
  for (const [i, piece] of pieces.entries()) {
    if (i > 0 && gapMs !== undefined) await setTimeout(gapMs);
    if (socket.destroyed) return;
    // The callback means that the kernel has the bytes and delivers them, even if the socket closes.
    await new Promise((resolve) => socket.write(piece, resolve));
  }
}
