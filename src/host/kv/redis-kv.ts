/**
 * A Redis or Valkey, over its own protocol, as a transport of @upstash/redis: the client that talks to Vercel KV over
 * HTTP also runs over this. A request is a command, a pipeline, or a transaction (MULTI … EXEC), and is written to one
 * connection at once, so that no other request comes in between.
 *
 * The first request opens the connection, and the next one opens it again after it broke. Nothing reconnects by itself,
 * and no command waits for a database that is down: a request ends within its time limit. After the limit the
 * connection is given up, because a network that drops packets would otherwise hold every request for minutes.
 */
import { isIP } from "node:net";
import type { Requester, UpstashRequest, UpstashResponse } from "@upstash/redis";
import { parseRedisUrl, type RedisAddress } from "./redis-url.ts";

export interface RedisKv {
  /** A transport. If the connection breaks, it sends a request up to `retries` times more. */
  requester(options: { readonly retries: number }): Requester;
  close(): void;
}

export interface RedisLimits {
  /** In ms, for one request together with the connection and the retries. */
  readonly timeout: number;
  /** In ms, before a retry. */
  readonly retryAfter: number;
}

/** A request under way. */
interface Attempt {
  isLate: boolean;
  connection: Promise<Connection> | undefined;
}

/** In ms. How long after a failed attempt to connect requests fail with its error, instead of making another attempt each. */
const CONNECT_PAUSE = 50;

type Command = readonly string[];
type Entry = { readonly result: unknown } | { readonly error: string };

/** The part of the package's client that is used. */
interface Connection {
  sendCommand(command: string[]): Promise<unknown>;
  /** Ends it at once; its commands fail. */
  end(): void;
  /** Whether this is an error that the database answered with. */
  isReply(error: unknown): error is Error;
}

/** @throws {TypeError} if the address is malformed. Nothing is connected yet. */
export function openRedisKv(address: string, { timeout, retryAfter }: RedisLimits): RedisKv {
  const target = parseRedisUrl(address);
  let current: Promise<Connection> | undefined;
  let failed: { readonly at: number; readonly error: unknown } | undefined;

  function drop(broken: Promise<Connection> | undefined): void {
    if (current === broken) current = undefined;
    void broken?.then((connection) => connection.end(), () => {});
  }

  function connected(): Promise<Connection> {
    if (current) return current;
    if (failed && performance.now() - failed.at < CONNECT_PAUSE) return Promise.reject(failed.error);
    const opening: Promise<Connection> = connect(target, { timeout, onEnd: () => drop(opening) });
    current = opening;
    opening.catch((error: unknown) => {
      failed = { at: performance.now(), error };
      drop(opening);
    });
    return opening;
  }

  /** Sends a request until it is answered, and again up to `retries` times if its connection broke. */
  async function ask(request: UpstashRequest, retries: number, attempt: Attempt): Promise<Entry | Entry[]> {
    let connection: Connection | undefined;
    try {
      attempt.connection = connected();
      connection = await attempt.connection;
      return await send(connection, request);
    } catch (error) {
      if (retries === 0 || attempt.isLate || connection?.isReply(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, retryAfter));
      if (attempt.isLate) throw error;
      return ask(request, retries - 1, attempt);
    }
  }

  return {
    requester: ({ retries }) => ({
      async request<TResult>(request: UpstashRequest) {
        const attempt: Attempt = { isLate: false, connection: undefined };
        const late = Promise.withResolvers<never>();
        const timer = setTimeout(() => {
          attempt.isLate = true;
          // Not one that was opened meanwhile.
          drop(attempt.connection);
          late.reject(new DOMException(`Redis did not answer within ${timeout / 1_000} s.`, "TimeoutError"));
        }, timeout);
        try {
          const answer = await Promise.race([ask(request, retries, attempt), late.promise]);
          // One type for a reply and for a list of them, as in the package's own transport.
          return answer as UpstashResponse<TResult>;
        } finally {
          clearTimeout(timer);
        }
      },
    }),
    close: () => drop(current),
  };
}

/** Loads the client's package, which a site without REDIS_URL never does, and connects. */
async function connect({ host, port, isEncrypted, username, password, database }: RedisAddress, { timeout, onEnd }: { timeout: number; onEnd: () => void }): Promise<Connection> {
  const { createClient, ErrorReply } = await import("@redis/client");
  const bounds = { host, port, connectTimeout: timeout, reconnectStrategy: false } as const;
  const client = createClient({
    // The replies of version 2 of the protocol are those of the REST service: a hash is a list of names and values.
    RESP: 2,
    // Only a name can be in a TLS hello (RFC 6066, 3).
    socket: isEncrypted ? { ...bounds, tls: true, ...(isIP(host) === 0 && { servername: host }) } : { ...bounds, tls: false },
    database,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    maintNotifications: "disabled",
    // Requests have their own limit.
    commandOptions: { timeout: 0 },
  });
  // Commands that wait for a reply fail with it as well, so it is logged by the request.
  client.on("error", onEnd);
  client.on("terminated", onEnd);
  // An idle connection does not keep a script running. A request's timer does.
  client.unref();
  await client.connect();
  return {
    sendCommand: (command) => client.sendCommand(command),
    end: () => client.destroy(),
    isReply: (error): error is Error => error instanceof ErrorReply,
  };
}

async function send(connection: Connection, { path: [endpoint = ""] = [], body }: UpstashRequest): Promise<Entry | Entry[]> {
  if (endpoint === "") return entryOf(connection, (await sendAll(connection, [asCommand(body)]))[0]);
  const commands = asList(body).map(asCommand);
  if (endpoint === "pipeline") return (await sendAll(connection, commands)).map((settled) => entryOf(connection, settled));
  if (endpoint === "multi-exec") return transact(connection, commands);
  throw new Error(`There is no endpoint "${endpoint}" of a Redis.`);
}

/** Writes all commands in one turn of the event loop. */
function sendAll(connection: Connection, commands: readonly Command[]): Promise<PromiseSettledResult<unknown>[]> {
  return Promise.allSettled(commands.map((command) => connection.sendCommand([...command])));
}

/** As in Redis, a command that fails while the transaction runs leaves the others applied. One that cannot be queued fails all. */
async function transact(connection: Connection, commands: readonly Command[]): Promise<Entry[]> {
  const settled = await sendAll(connection, [["MULTI"], ...commands, ["EXEC"]]);
  const executed = settled.at(-1);
  if (executed?.status === "fulfilled") {
    return asList(executed.value).map((reply) => (connection.isReply(reply) ? { error: reply.message } : { result: reply }));
  }
  const first = settled.slice(0, -1).find((one) => one.status === "rejected");
  const error: unknown = executed?.reason;
  // EXECABORT does not say which command is wrong.
  if (connection.isReply(error) && first) error.message += ` ${(first.reason as Error).message}`;
  throw error;
}

/** @throws the error of a connection that broke, which is no reply. */
function entryOf(connection: Connection, settled: PromiseSettledResult<unknown> | undefined): Entry {
  if (settled?.status === "fulfilled") return { result: settled.value };
  const error: unknown = settled?.reason;
  if (connection.isReply(error)) return { error: error.message };
  throw error;
}

function asCommand(body: unknown): string[] {
  return asList(body).map((part) => String(part));
}

function asList(body: unknown): unknown[] {
  if (!Array.isArray(body)) throw new TypeError("ERR the body of a request is a list");
  return body;
}
