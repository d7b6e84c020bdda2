import { z } from "zod";
import { CalApiError } from "./ask-cal.ts";
import type { CalTimes } from "./cal-answer.ts";

/**
 * In ms since Cal answered. Up to `fresh` an answer is served as it is, up to `kept` at once while Cal is asked again
 * behind it. `fresh` is also the pause between two requests for the same times, whether they succeed or not.
 */
export const AGE = { fresh: 30_000, kept: 10 * 60_000 };

/** In ms. A visitor waits this long for the first answer. The request to Cal goes on behind the 503. */
export const WAIT = 8_000;

/** In ms. If the shared store takes longer, or fails, it is left out for a while. */
const SHARED_TIME_LIMIT = 1_000;
const SHARED_PAUSE = 30_000;
/** In ms, between two looks into the shared store for the same times. */
const LOOK_AGAIN = 400;
/** From this number on, entries are forgotten when their times are too old to be served. */
const MOST_ENTRIES = 200;
/** In ms. The next try, while another instance or the request behind the answer may still get the times. */
const SOON = 5_000;

export interface KeptTimes extends CalTimes {
  /** When Cal answered, in ms since 1970. */
  readonly at: number;
}

export interface NoTimes {
  /** "event": Cal has no such event. */
  readonly missing: "event" | "times";
  readonly retryAfterMs: number;
}

/** Values that all instances share. Every method may reject. */
export interface SharedCopies {
  /** The value and, with `lockMs`, whether the caller has got the lock for so long. Takes one round trip. */
  look(key: string, lockMs?: number): Promise<{ readonly value: unknown; readonly isMine: boolean }>;
  keep(key: string, value: unknown, keptMs: number): Promise<void>;
}

export interface KeepOptions {
  readonly shared: SharedCopies;
  readonly now: () => number;
  /** Keeps the host awake for what goes on after an answer. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly log: (message: string) => void;
  readonly waitMs?: number;
}

export interface Wanted {
  /** Names the times among all others, in the shared store too. */
  readonly key: string;
  /** When Cal may be asked, in ms since 1970: now, or later if too much has been asked. */
  allowedAt(): number;
  /** @throws {CalApiError} */
  ask(): Promise<CalTimes>;
}

interface Entry {
  kept?: KeptTimes;
  /** The reason of the last failure, until the next success. */
  failure?: Error;
  /** When this process asked Cal the last time, in ms since 1970. */
  askedAt: number;
  /** The last look into the shared store is valid until then, on the monotonic clock in ms. */
  lookAgainAt: number;
  looked: Look;
  renewal?: Renewal;
}

interface Renewal {
  readonly looked: Promise<Look>;
  readonly done: Promise<void>;
}

/** The result of a look into the shared store: this instance is to ask Cal, another one is asking, or neither. */
type Look = "ask" | "elsewhere" | "neither";

const storedTimes = z.strictObject({ at: z.int(), minutes: z.int().nullable(), starts: z.array(z.int()) });

/**
 * Keeps the times of every event and window, in this process and in the shared store. Everybody who asks for the same
 * times shares one request to Cal; a lock in the shared store extends that to all instances.
 *
 * @returns a function that resolves to the times, or to the reason why there are none. It never rejects.
 */
export function keepTimes({ shared, now, waitUntil, log, waitMs = WAIT }: KeepOptions): (wanted: Wanted) => Promise<KeptTimes | NoTimes> {
  const entries = new Map<string, Entry>();
  let sharedAgainAt = 0;

  /** Infinite also for a time far ahead: the clock has been set back. */
  const since = (at: number) => (at > now() + AGE.fresh ? Infinity : now() - at);
  const usable = ({ kept }: Entry, age = AGE.kept) => (kept && since(kept.at) < age ? kept : undefined);

  function entryOf(key: string): Entry {
    if (entries.size >= MOST_ENTRIES) for (const [other, one] of entries) if (!one.renewal && !usable(one)) entries.delete(other);
    const entry: Entry = entries.get(key) ?? { askedAt: -Infinity, lookAgainAt: -Infinity, looked: "neither" };
    entries.set(key, entry);
    return entry;
  }

  /** One at a time, however many ask. */
  function renew(entry: Entry, wanted: Wanted): Renewal {
    if (entry.renewal) return entry.renewal;
    const looked = look(entry, wanted);
    const asked = looked.then((found) => (found === "ask" ? ask(entry, wanted) : undefined));
    entry.renewal = { looked, done: asked.finally(() => delete entry.renewal) };
    return entry.renewal;
  }

  /** Takes over what another instance has got from Cal. */
  async function look(entry: Entry, wanted: Wanted): Promise<Look> {
    // After its own request no other instance asks either: the lock lasts as long.
    if (since(entry.askedAt) < AGE.fresh) return "neither";
    const lockMs = wanted.allowedAt() <= now() ? AGE.fresh : undefined;
    if (performance.now() < entry.lookAgainAt && (entry.looked === "elsewhere" || lockMs === undefined)) return entry.looked;
    const found = await useShared(() => shared.look(wanted.key, lockMs));
    const stored = storedTimes.safeParse(found?.value);
    if (stored.success && since(stored.data.at) < Infinity && stored.data.at > (entry.kept?.at ?? 0)) entry.kept = stored.data;
    if (lockMs !== undefined && (found?.isMine ?? true)) return "ask";
    entry.lookAgainAt = performance.now() + LOOK_AGAIN;
    entry.looked = lockMs === undefined ? "neither" : "elsewhere";
    return entry.looked;
  }

  async function ask(entry: Entry, wanted: Wanted): Promise<void> {
    entry.askedAt = now();
    try {
      const times = await wanted.ask();
      entry.kept = { ...times, at: now() };
      delete entry.failure;
    } catch (error) {
      const failure = error as Error;
      const kept = usable(entry);
      const instead = kept ? `The times of ${Math.round(since(kept.at) / 1_000)} s ago are served.` : "Visitors get the calendar without times in front of it.";
      // Once, however long it lasts.
      if (failure.message !== entry.failure?.message) log(`Cal's free times (${wanted.key}): ${failure.message} ${instead}`);
      entry.failure = failure;
      return;
    }
    await useShared(() => shared.keep(wanted.key, entry.kept, AGE.kept));
  }

  /** Undefined if the shared store is down: that costs nothing but the sharing. */
  async function useShared<T>(use: () => Promise<T>): Promise<T | undefined> {
    if (now() < sharedAgainAt) return undefined;
    // Other requests report an error.
    const used = await within(SHARED_TIME_LIMIT, Promise.resolve().then(use)).catch(() => LATE);
    if (used !== LATE) return used as T;
    sharedAgainAt = now() + SHARED_PAUSE;
    return undefined;
  }

  /** Resolves when there are times, or when no request for them is under way. `isLate` ends the looking. */
  async function firstTimes(entry: Entry, wanted: Wanted, isLate: () => boolean): Promise<void> {
    for (;;) {
      const { looked, done } = renew(entry, wanted);
      waitUntil(done);
      const found = await looked;
      if (usable(entry)) return;
      if (found !== "elsewhere") return done;
      await within(LOOK_AGAIN + 100, new Promise(() => {}));
      if (isLate()) return;
    }
  }

  function noTimes(entry: Entry, wanted: Wanted): NoTimes {
    const isUnknown = entry.failure instanceof CalApiError && entry.failure.kind === "event";
    const nextAt = entry.renewal ? now() + SOON : Math.max(wanted.allowedAt(), entry.askedAt + AGE.fresh, now() + SOON);
    return { missing: isUnknown ? "event" : "times", retryAfterMs: nextAt - now() };
  }

  return async (wanted) => {
    const entry = entryOf(wanted.key);
    if (usable(entry, AGE.fresh) === undefined) {
      if (usable(entry)) waitUntil(renew(entry, wanted).done);
      else {
        let isLate = false;
        await within(waitMs, firstTimes(entry, wanted, () => isLate));
        isLate = true;
      }
    }
    return usable(entry) ?? noTimes(entry, wanted);
  };
}

const LATE = Symbol("late");

async function within<T>(ms: number, work: Promise<T>): Promise<T | typeof LATE> {
  const { promise, resolve } = Promise.withResolvers<typeof LATE>();
  const timer = setTimeout(() => resolve(LATE), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
