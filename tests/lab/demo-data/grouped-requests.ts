import type { Requester, UpstashRequest, UpstashResponse } from "@upstash/redis";
import { VercelKV } from "@vercel/kv";
import { openEmbeddedKv } from "../../../src/host/kv/embedded-kv.ts";
import type { Kv } from "../../../src/host/kv/kv.ts";

interface Waiting {
  readonly commands: readonly unknown[];
  /** Whether it is answered with one reply, and not with a list. */
  readonly isSingle: boolean;
  resolve(reply: unknown): void;
  reject(reason: unknown): void;
}

/** The embedded engine in the file at `path`, to put much in at once. The file and its folder are created where missing. */
export function openToFill(path: string): Pick<Kv, "client" | "writer"> {
  const client = new VercelKV(groupRequests(openEmbeddedKv(path)));
  return { client, writer: client };
}

/**
 * Sends what is asked for at the same time as one request, which the embedded engine makes one
 * transaction: most of what a write costs there is the transaction's own pages and checkpoints.
 * All of them are kept or none is. A command that fails in a `multi` does not undo the others of it,
 * so this is for writers who give up at the first error.
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
        // Behind everything that is ready to run: whoever is about to ask comes along.
        if (waiting.length === 0) setImmediate(() => void send());
        waiting.push({ commands: isSingle ? [body] : listOf(body), isSingle, resolve: (reply) => resolve(reply as UpstashResponse<TResult>), reject });
      }),
  };
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError("A batch of commands, and its answer, is a list.");
  return value;
}
