/**
 * Counts a thing once, however often and wherever it is reported, also when a writer dies halfway
 * or does not hear that it succeeded.
 *
 * A writer first claims the thing, then looks whether it has been counted, and then writes the
 * counts, the mark that they are in, and the end of its claim in one transaction. A crash before
 * leaves a claim that expires and nothing counted; a reply lost after leaves the mark, which the
 * next report of the same thing is answered from.
 *
 * What remains: a transaction that the network holds back until its claim has expired, after its
 * sender gave it up. Claims last longer than a sender waits, and a sender that was held up itself
 * (a function can be frozen at any line) does not write any more.
 */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Kv, KvClient } from "../../host/kv/kv.ts";
import { claimKey, markKey } from "./metrics-keys.ts";

/** Commands that go together: one request. */
export type Batch = ReturnType<KvClient["multi"]>;

/** Somebody else is counting the same thing right now. Asking again a little later helps. */
export class BusyError extends Error {
  override name = "BusyError";
  readonly retryAfterSeconds = Math.ceil(CLAIM_MS / 1_000);
}

export interface Once {
  /** The kind of thing, "sample". */
  readonly what: string;
  readonly id: string;
  /** How long the mark is kept; what comes later is counted again. */
  readonly keptSeconds: number;
  /** Reads that are wanted together with the mark, in the same round trip. */
  ask?(batch: Batch): void;
  /** Looks at the mark, null where there is none: what is to be written, or undefined where all is counted. */
  decide(mark: unknown, answers: readonly unknown[]): Decision | undefined | Promise<Decision | undefined>;
}

export interface Decision {
  /** Adds the writes, and gives the mark: an object, so that the client can take its JSON for nothing else. */
  fill(tx: Batch): object;
}

/** The replies to what `fill` asked for, or the mark that said that all had been counted. */
export type Counted = { counted: true; replies: readonly unknown[] } | { counted: false; mark: unknown };

const CLAIM_MS = 5_000;
/** What is left of a claim then is more than `writer` waits for its reply, 2 s. */
const WRITE_WITHIN_MS = 2_500;
const ATTEMPTS = 4;
const ATTEMPT_AFTER_MS = 150;

/** Two round trips, one where the thing has been counted. @throws {BusyError} after three more looks. */
export async function countOnce(kv: Pick<Kv, "client" | "writer">, once: Once, now: () => Date): Promise<Counted> {
  const keys = { claim: claimKey(once.what, once.id), mark: markKey(once.what, once.id) };
  const token = randomUUID();
  const startedAt = now().getTime();
  const isInTime = () => now().getTime() - startedAt < WRITE_WITHIN_MS;

  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (attempt > 1) await setTimeout(ATTEMPT_AFTER_MS);
    const { isOurs, mark, answers } = await look(kv.client, keys, token, { ...once, isRepeated: attempt > 1 });
    const decision = await once.decide(mark, answers);
    if (decision === undefined) {
      if (isOurs && isInTime()) await kv.client.del(keys.claim);
      return { counted: false, mark };
    }
    if (!isOurs) continue;
    if (!isInTime()) break;
    const tx = kv.writer.multi();
    const newMark = decision.fill(tx);
    tx.set(keys.mark, newMark, { ex: once.keptSeconds });
    tx.del(keys.claim);
    return { counted: true, replies: await tx.exec<unknown[]>() };
  }
  throw new BusyError(`Another writer is counting this ${once.what}.`);
}

async function look(
  client: KvClient,
  keys: { claim: string; mark: string },
  token: string,
  { ask, isRepeated }: Pick<Once, "ask"> & { isRepeated: boolean },
) {
  const batch = client.pipeline();
  // In this order: a mark that is not there after the claim was got will not be written by another.
  batch.set(keys.claim, token, { nx: true, px: CLAIM_MS });
  batch.get(keys.mark);
  // Ours may be the claim in the way, if the reply that told us was lost and the client asked again.
  if (isRepeated) batch.get(keys.claim);
  ask?.(batch);
  const [claimed, mark, ...rest] = await batch.exec<unknown[]>();
  const holder = isRepeated ? rest[0] : undefined;
  return { isOurs: claimed === "OK" || holder === token, mark, answers: isRepeated ? rest.slice(1) : rest };
}
