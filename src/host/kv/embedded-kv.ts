/**
 * A Redis subset inside this process, on `node:sqlite`, behind the interface that @upstash/redis
 * expects of a transport. The very client that talks to Vercel KV over HTTP runs over it, on a
 * laptop or a single server, and several processes may share the file.
 *
 * Every request is one SQLite transaction. A `multi-exec` is kept as a whole or not at all, which
 * is stricter than Redis: there, a command that fails while the transaction runs leaves the ones
 * around it applied. Code that works with either must not rely on the difference.
 *
 * The file is in WAL mode with `synchronous = NORMAL`: an acknowledged write survives the process
 * being killed; the last few may be lost when the machine loses power.
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type * as Sqlite from "node:sqlite";
import type { Requester, UpstashRequest, UpstashResponse } from "@upstash/redis";
import { wrongArity } from "./embedded-kv-arguments.ts";
import { COMMANDS } from "./embedded-kv-commands.ts";
import type { Command, Reply } from "./embedded-kv-commands.ts";
import { CommandError, createKeyspace } from "./embedded-kv-keyspace.ts";
import type { Keyspace } from "./embedded-kv-keyspace.ts";

/** How long a write waits for another process' transaction. It blocks the event loop meanwhile. */
const BUSY_TIMEOUT_MS = 5_000;

const SQLITE_BUSY = 5;

type Entry = { result: Reply } | { error: string };

interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly command: Command;
}

export interface EmbeddedKvOptions {
  /** Epoch ms; expiry goes by it. */
  readonly now?: () => number;
}

/**
 * Opens the store in the file at `path`; the file and its folder are created where missing.
 *
 * @throws {Error} where this Node has no `node:sqlite` (it came with 22.13), or the file is no store.
 */
export function openEmbeddedKv(path: string, { now = Date.now }: EmbeddedKvOptions = {}): Requester & { close(): void } {
  const db = openDatabase(path);
  const keys = createKeyspace(db, now);

  const transaction = <T>(calls: readonly (Call | CommandError)[], work: () => T): T => {
    const writes = calls.some((call) => !(call instanceof CommandError) && call.command.writes);
    // IMMEDIATE takes the write lock first, where waiting for it is allowed: a transaction that
    // starts as a reader and turns writer fails at once if somebody wrote in between.
    db.exec(writes ? "BEGIN IMMEDIATE" : "BEGIN");
    try {
      if (writes) keys.sweep();
      const outcome = work();
      db.exec("COMMIT");
      return outcome;
    } catch (error) {
      rollBack(db);
      throw error;
    }
  };

  const answer = ({ path: [endpoint = ""] = [], body }: UpstashRequest): Entry | Entry[] => {
    if (endpoint === "") {
      const call = parse(body);
      return transaction([call], () => execute(keys, call));
    }
    if (endpoint !== "pipeline" && endpoint !== "multi-exec") {
      return { error: `ERR the embedded store has no endpoint '${endpoint}'` };
    }
    const calls = asList(body).map((entry) => parse(entry));
    if (endpoint === "pipeline") return transaction(calls, () => calls.map((call) => execute(keys, call)));
    return transaction(calls, () => calls.map((call, i) => {
      const entry = execute(keys, call);
      if ("error" in entry) {
        throw new CommandError(
          "EXECABORT Transaction discarded because of previous errors. " +
            `Command ${i + 1}${call instanceof CommandError ? "" : ` [ ${call.name} ]`} failed: ${entry.error}`,
        );
      }
      return entry;
    }));
  };

  return {
    request: async <TResult>(request: UpstashRequest) => asResponse<TResult>(answer(request)),
    close: () => db.close(),
  };
}

function openDatabase(path: string): Sqlite.DatabaseSync {
  // Asked of the process and not imported: a bundler leaves the call alone, and a Node without
  // the module answers undefined, so that a deployment which never opens a file still starts.
  const sqlite: typeof Sqlite | undefined = process.getBuiltinModule("node:sqlite");
  if (sqlite === undefined) {
    throw new Error(
      `The embedded store needs node:sqlite, which Node ${process.versions.node} lacks. Use Node 24, or set ` +
        "KV_REST_API_URL and KV_REST_API_TOKEN to use Vercel KV instead.",
    );
  }
  mkdirSync(dirname(path), { recursive: true });
  const db = new sqlite.DatabaseSync(path);
  db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  turnToWal(db);
  db.exec("PRAGMA synchronous = NORMAL");
  return db;
}

function rollBack(db: Sqlite.DatabaseSync): void {
  try {
    db.exec("ROLLBACK");
  } catch {
    // A full disk, for one, has made SQLite end the transaction by itself; the first error counts.
  }
}

/**
 * WAL stays with the file, so only the first process has to turn it. SQLite does not wait for a lock
 * here, whatever the busy timeout, so processes that open a new file at once have to take turns.
 */
function turnToWal(db: Sqlite.DatabaseSync): void {
  const deadline = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      db.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      const isBusy = error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;
      if (!isBusy || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function parse(body: unknown): Call | CommandError {
  const [name = "", ...args] = asList(body).map((part) => String(part));
  const lower = name.toLowerCase();
  const command = COMMANDS.get(lower);
  if (command === undefined) {
    return new CommandError(`ERR unknown command '${name}': the embedded store knows ${[...COMMANDS.keys()].join(", ")}`);
  }
  if (args.length < command.min || args.length > command.max) return wrongArity(lower);
  return { name: lower, args, command };
}

function execute(keys: Keyspace, call: Call | CommandError): Entry {
  try {
    if (call instanceof CommandError) throw call;
    return { result: call.command.run(keys, call.args) };
  } catch (error) {
    // Anything else, a full disk for one, is no answer of Redis and undoes the whole request.
    if (error instanceof CommandError) return { error: error.message };
    throw error;
  }
}

function asList(body: unknown): unknown[] {
  if (!Array.isArray(body)) throw new CommandError("ERR the body of a request is a list");
  return body;
}

/**
 * The interface gives every endpoint one type, though a pipeline is answered with a list: each
 * caller in the client knows which of the two it asked for.
 */
function asResponse<TResult>(answered: Entry | Entry[]): UpstashResponse<TResult> {
  return answered as UpstashResponse<TResult>;
}
