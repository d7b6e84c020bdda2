import type { Requester, UpstashRequest, UpstashResponse } from "@upstash/redis";
import { VercelKV } from "@vercel/kv";
import { openEmbeddedKv } from "../../../src/host/kv/embedded-kv.ts";
import type { Kv } from "../../../src/host/kv/kv.ts";

interface Waiting {
  readonly commands: readonly unknown[];
  /** Whether the answer is one reply and not a list. */
  readonly isSingle: boolean;
  resolve(reply: unknown): void;
  reject(reason: unknown): void;
}

/** Opens the embedded engine in the file at `path` for many writes at once. Creates the file and its folder if they are missing. */
export function openToFill(path: string): Pick<Kv, "client" | "writer"> {
  const client = new VercelKV(groupRequests(openEmbeddedKv(path)));
  return { client, writer: client };
}

/**
 * Sends simultaneous requests as one, which the embedded engine runs in one transaction: most of the cost of a
 * write there is the transaction's own pages and checkpoints. All are kept or none. A command that fails in a
 * `multi` does not undo the others, so this is for writers that stop at the first error.
 */
export function groupRequests(requester: Requester): Requester {
  let waiting: Waiting[] = [];

  async function send(): Promise<void> {
    const group = waiting;
    waiting = [];
    try {
      const replies = listOf(await requester.request({ path: ["pipeline"], body: group.flatMap(({ commands }) => commands) }));
      let from = 0;
      for (const { commands, isSingle, resolve } of group) {
        const own = replies.slice(from, (from += commands.length));
        resolve(isSingle ? own[0] : own);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  return {
    request: <TResult>({ path: [endpoint = ""] = [], body }: UpstashRequest) =>
      new Promise<UpstashResponse<TResult>>((resolve, reject) => {
        const isSingle = endpoint === "";
        // Runs after all pending callbacks, so that their requests are included.
        if (waiting.length === 0) setImmediate(() => void send());
        waiting.push({ commands: isSingle ? [body] : listOf(body), isSingle, resolve: (reply) => resolve(reply as UpstashResponse<TResult>), reject });
      }),
  };
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError("A batch of commands and its answer must be lists.");
  return value;
}
