import type { Kv } from "./kv.ts";

/**
 * Short-lived values that all instances share, each with a lock for renewing it:
 *
 *     readyslot:v3:<name>:<key>        the value as JSON, expires
 *     readyslot:v3:<name>:<key>:lock   expires; the instance that set it renews the value
 *
 * A lock is never released: it is also the pause until the next renewal.
 */
export interface SharedCopies {
  /** The value (null if there is none) and, with `lockMs`, whether the caller has got the lock for so long. Takes one round trip. */
  look(key: string, lockMs?: number): Promise<{ readonly value: unknown; readonly isMine: boolean }>;
  keep(key: string, value: unknown, keptMs: number): Promise<void>;
}

/** @param connect may throw; every method then rejects. */
export function sharedCopies(connect: () => Pick<Kv, "client" | "writer">, name: string): SharedCopies {
  const keyOf = (key: string) => `readyslot:v3:${name}:${key}`;
  return {
    async look(key, lockMs) {
      if (lockMs === undefined) return { value: await connect().client.get(keyOf(key)), isMine: false };
      // Not repeated after a lost reply: the lock would seem to be another's.
      const [value, lock] = await connect().writer.pipeline().get(keyOf(key)).set(`${keyOf(key)}:lock`, 1, { nx: true, px: lockMs }).exec<[unknown, "OK" | null]>();
      return { value, isMine: lock !== null };
    },
    async keep(key, value, keptMs) {
      await connect().client.set(keyOf(key), value, { px: keptMs });
    },
  };
}
