import type { UpstashRequest, UpstashResponse } from "@upstash/redis";
import type { VercelKV } from "@vercel/kv";
import { COMMANDS } from "./embedded-kv-commands.ts";

export interface WriteOutcome {
  readonly ok: boolean;
  /** On the process' monotonic clock (`performance.now()`), in ms. */
  readonly at: number;
}

export interface WriteWatch {
  /** The outcome of the process' last write; undefined before the first. A store that is full answers reads, but no write. */
  last(): WriteOutcome | undefined;
}

/** Records the outcome of every write that is sent through these clients. */
export function watchWrites(clients: readonly VercelKV[]): WriteWatch {
  let last: WriteOutcome | undefined;
  const note = (ok: boolean) => {
    last = { ok, at: performance.now() };
  };
  for (const client of clients) {
    client.use(async <TResult>(request: UpstashRequest, next: <T>(request: UpstashRequest) => Promise<UpstashResponse<T>>) => {
      if (!writes(request.body)) return next<TResult>(request);
      try {
        const response = await next<TResult>(request);
        note(![response].flat().some(({ error }) => error !== undefined));
        return response;
      } catch (error) {
        note(false);
        throw error;
      }
    });
  }
  return { last: () => last };
}

/** Whether a request's body, one command or a list of them, has a write. */
function writes(body: unknown): boolean {
  if (!Array.isArray(body)) return false;
  const commands: unknown[] = Array.isArray(body[0]) ? body : [body];
  return commands.some((command) => Array.isArray(command) && COMMANDS.get(String(command[0]).toLowerCase())?.writes === true);
}
