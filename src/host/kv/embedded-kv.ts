/**
 * A Redis subset inside this process, on `node:sqlite`, as a transport of @upstash/redis. The client that
 * talks to Vercel KV over HTTP also runs over it, locally or on a single server. Several processes may
 * share the file.
 *
 * Every request is one SQLite transaction. A `multi-exec` is applied completely or not at all, which is
 * stricter than Redis: there, a command that fails during the transaction leaves the others applied.
 * Code for both must not rely on the difference.
 *
 * SQLite goes on writing into a file that has been removed, and all of it is lost with the process. Every request
 * therefore checks that the file at the path is still the opened one.
 *
 * The file is in WAL mode with `synchronous = NORMAL`: an acknowledged write survives a killed process;
 * the last few may be lost if the machine loses power.
 */
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type * as Sqlite from "node:sqlite";
import type { Requester, UpstashRequest, UpstashResponse } from "@upstash/redis";
import { COMMANDS } from "./embedded-kv-commands.ts";
import type { Command, Reply } from "./embedded-kv-commands.ts";
import { CommandError, createKeyspace } from "./embedded-kv-keyspace.ts";
import type { Keyspace } from "./embedded-kv-keyspace.ts";

/** How long a write waits for another process' transaction, during which it blocks the event loop. */
const BUSY_TIMEOUT_MS = 5_000;

const SQLITE_BUSY = 5;

/** The part of the file that is read through memory mapping: address space, not memory. */
const MAPPED_BYTES = 1_073_741_824;

type Entry = { result: Reply } | { error: string };

interface Call {
  readonly name: string;
  readonly args: readonly string[];
  readonly command: Command;
}

export interface EmbeddedKvOptions {
  /** The clock for expiry, in epoch ms. */
  readonly now?: () => number;
}

/**
 * Opens the store in the file at `path`; the file and its folder are created if missing.
 *
 * @throws {Error} if this Node has no `node:sqlite` (added in 22.13), or the file is not a store.
 */
export function openEmbeddedKv(path: string, { now = Date.now }: EmbeddedKvOptions = {}): Requester & { close(): void } {
  const db = openDatabase(path);
  const keys = createKeyspace(db, now);
  const opened = identityOf(path);

  const transaction = <T>(calls: readonly (Call | CommandError)[], work: () => T): T => {
    const writes = calls.some((call) => !(call instanceof CommandError) && call.command.writes);
    // IMMEDIATE takes the write lock at the start, where SQLite waits for it: a transaction that starts
    // as a reader and then writes fails immediately if another process wrote in between.
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
    async request<TResult>(request: UpstashRequest) {
      if (identityOf(path) !== opened) {
        throw new Error(`${path} was removed or replaced while this process has it open. Nothing can be stored until it is restarted.`);
      }
      return asResponse<TResult>(answer(request));
    },
    close: () => db.close(),
  };
}

function openDatabase(path: string): Sqlite.DatabaseSync {
  // Loaded at run time instead of imported: bundlers leave this call alone, and a Node without the module
  // returns undefined, so that a deployment that never opens a file still starts.
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
  // A report reads some hundred KB of rollups from all over the file: from the system's cache without a call and a copy for each page.
  db.exec(`PRAGMA mmap_size = ${MAPPED_BYTES}`);
  // SQLite opens a file that it may not write for reading only, and keeps it so even if that changes.
  db.exec("BEGIN IMMEDIATE; ROLLBACK");
  return db;
}

/** Device and inode; undefined if there is no file. */
function identityOf(path: string): string | undefined {
  const file = statSync(path, { throwIfNoEntry: false });
  return file && `${file.dev} ${file.ino}`;
}

function rollBack(db: Sqlite.DatabaseSync): void {
  try {
    db.exec("ROLLBACK");
  } catch {
    // SQLite may already have ended the transaction, for example on a full disk. The first error is thrown.
  }
}

/**
 * WAL mode is stored in the file, so only the first process has to set it. SQLite does not wait for a
 * lock here, regardless of the busy timeout, so processes that open a new file at once retry.
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
  if (args.length < command.min || args.length > command.max) return new CommandError(`ERR wrong number of arguments for '${lower}' command`);
  return { name: lower, args, command };
}

function execute(keys: Keyspace, call: Call | CommandError): Entry {
  try {
    if (call instanceof CommandError) throw call;
    return { result: call.command.run(keys, call.args) };
  } catch (error) {
    // Any other error, for example a full disk, is not a Redis reply and rolls back the whole request.
    if (error instanceof CommandError) return { error: error.message };
    throw error;
  }
}

function asList(body: unknown): unknown[] {
  if (!Array.isArray(body)) throw new CommandError("ERR the body of a request is a list");
  return body;
}

/**
 * The interface has one type for all endpoints, although a pipeline is answered with a list: each caller
 * in the client knows which of the two it requested.
 */
function asResponse<TResult>(answered: Entry | Entry[]): UpstashResponse<TResult> {
  return answered as UpstashResponse<TResult>;
}
