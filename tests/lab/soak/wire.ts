/** How requests get to the site: whole ones by node:http, and what no client would send byte by byte. */
import { once } from "node:events";
import { request, type Agent, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { setTimeout } from "node:timers/promises";

export interface Sent {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
  /** As it is sent, nothing resolved and nothing escaped. */
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Sent without saying how long it is. */
  isChunked?: boolean;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Of JSON only; empty for everything else. */
  body: string;
}

/** Far beyond what an answer takes: it may be slow, and must not be missing. */
const TIMEOUT_MS = 30_000;

/**
 * Asks once, and once more where the server had just closed the idle connection that was to be used:
 * so do browsers, and nothing was read then.
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
    // Looked at below; an answer may come before the last piece has gone.
    heard.promise.catch(() => {});
    await write(socket, raw);
    return await heard.promise;
  } finally {
    socket.destroy();
  }
}

/** Sends the pieces and goes away without an answer. */
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
    // When it is called the kernel has it, and delivers it although we close.
    await new Promise((resolve) => socket.write(piece, resolve));
  }
}
