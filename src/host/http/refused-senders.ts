/** The senders that are over a limit, in this process' memory, so that refusing them again costs no request to the store. */
export interface RefusedSenders {
  /** Remembers that the sender is refused until then. */
  refuse(name: string, now: Date, until: Date): void;
  /** The whole seconds that the sender must wait, at least 1; undefined if it is not known to be refused. */
  secondsToWait(name: string, now: Date): number | undefined;
}

/** About 2 MB. Beyond it the oldest entry is forgotten, and that sender's next post costs a request again. */
const MOST_SENDERS = 10_000;

export function createRefusedSenders({ most = MOST_SENDERS } = {}): RefusedSenders {
  const refused = new Map<string, { since: number; until: number }>();

  return {
    refuse(name, now, until) {
      refused.delete(name);
      const [oldest] = refused.keys();
      if (oldest !== undefined && refused.size >= most) refused.delete(oldest);
      refused.set(name, { since: now.getTime(), until: until.getTime() });
    },
    secondsToWait(name, now) {
      const entry = refused.get(name);
      if (!entry) return undefined;
      const at = now.getTime();
      // Before `since`: the clock was ahead and has been corrected.
      if (at >= entry.since && at < entry.until) return Math.ceil((entry.until - at) / 1_000);
      refused.delete(name);
      return undefined;
    },
  };
}
