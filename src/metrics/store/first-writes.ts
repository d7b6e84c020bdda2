/**
 * What this instance need not say again: which keys have their expiry. Whoever may be creating a
 * key sets its expiry in the same transaction, so that none is ever without; whoever has done so
 * once does not pay for it again. A transaction that failed is not remembered.
 *
 * A key that is deleted by hand and created anew by an instance that remembers it stays.
 */
import type { Batch } from "./counted-once.ts";

/** What one transaction will have made known. */
export interface Novelties {
  /** Sets the key's expiry, unless that is known to be set. */
  expire(tx: Batch, key: string, seconds: number): void;
  /** Notes what to do once the transaction has succeeded. */
  whenKept(remember: () => void): void;
  /** Called when it has. */
  kept(): void;
}

export interface FirstWrites {
  /** For one transaction. */
  begin(): Novelties;
}

/** One hour and one day of every scope there can be are about 240 keys; twice as many with the extremes. */
const REMEMBERED = 2_000;

export function createFirstWrites(): FirstWrites {
  const known = new Set<string>();
  return {
    begin() {
      const notes: (() => void)[] = [];
      return {
        expire(tx, key, seconds) {
          if (known.has(key)) return;
          tx.expire(key, Math.max(seconds, 1));
          notes.push(() => {
            // All at once is simple, and costs each key in use one more EXPIRE.
            if (known.size >= REMEMBERED) known.clear();
            known.add(key);
          });
        },
        whenKept: (remember) => void notes.push(remember),
        kept() {
          for (const note of notes) note();
        },
      };
    },
  };
}
