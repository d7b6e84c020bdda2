import type { Mark } from "../../events.ts";
import { joinTimes, MINUTE, readTimes, type FreeTimes } from "./free-times.ts";

/** Times are not asked for again within this time, in ms. */
const FRESH = 10_000;

/** The free times of the page's events, by path, as far as they are known. */
export interface TimesSource {
  /** The times that can still be picked; undefined if they are not known. */
  timesOf(path: string): (FreeTimes & { readonly age: number }) | undefined;
  /** Whether the times are known, or may still come. */
  mayHave(path: string): boolean;
  /** Asks for a path's times from a minute on, 0 for now; `since` ms on the page's clock. What comes, and what does not, is reported by `onChange`. */
  ask(path: string, from?: number, since?: number): Promise<void>;
  /** Asks past all caches whether a time, in minutes, is still free, and drops it if it is not. @returns whether it has gone; false if there is no answer. */
  hasGone(path: string, start: number): Promise<boolean>;
  /** The time, in minutes, is not offered any more, whatever an answer from a cache says. */
  drop(start: number): void;
  /** The event has no times to offer, or they have not come in time. */
  refuse(path: string): void;
  /** Makes the next `ask` a request. */
  expire(): void;
}

export interface TimesSourceOptions {
  /** The requests that the inline script has sent, by path. */
  readonly early: Record<string, Promise<Response | void> | undefined>;
  readonly mark: (path: string, name: Mark, at?: number) => void;
  readonly onChange: (path: string) => void;
}

export function createTimesSource({ early, mark, onChange }: TimesSourceOptions): TimesSource {
  const known = new Map<string, FreeTimes>();
  const refused = new Set<string>();
  const dropped = new Set<number>();
  /** In ms on the page's clock. */
  let askedAt: Record<string, number> = {};

  function refuse(path: string): void {
    refused.add(path);
    onChange(path);
  }

  return {
    timesOf(path) {
      const times = known.get(path);
      const now = Date.now();
      return times && { ...times, starts: times.starts.filter((start) => start * MINUTE > now && !dropped.has(start)), age: Math.max(0, Math.round(now / 1_000 - times.at)) };
    },
    mayHave: (path) => path in early && !refused.has(path),
    async ask(path, from = 0, since = performance.now()) {
      const now = performance.now();
      if (!from && now - (askedAt[path] ?? -FRESH) < FRESH) return;
      askedAt[path] = now;
      mark(path, "times-start", since);
      const query = from ? `&from=${new Date(from * MINUTE).toISOString().slice(0, 10)}` : "";
      const asked = from ? undefined : early[path];
      early[path] = undefined;
      const newer = readTimes(await get(path, query, asked), Date.now() / MINUTE);
      const before = known.get(path);
      if (newer) {
        mark(path, "times-end");
        known.set(path, joinTimes(before, newer, from));
      } else if (!before) return refuse(path);
      // Behind the times that are known there are none.
      else if (from) known.set(path, { ...before, end: NaN });
      onChange(path);
    },
    async hasGone(path, start) {
      const answer = (await get(path, `&at=${new Date(start * MINUTE).toISOString()}`)) as { free?: unknown } | undefined;
      const isGone = answer?.free === false;
      if (isGone) dropped.add(start);
      return isGone;
    },
    drop: (start) => void dropped.add(start),
    refuse,
    expire: () => void (askedAt = {}),
  };
}

/** @returns undefined for all but an answer with JSON. */
async function get(path: string, query: string, asked: Promise<Response | void> = fetch(`/api/slots?event=${encodeURIComponent(path)}${query}`, { cache: "reload" })): Promise<unknown> {
  try {
    const response = await asked;
    return response?.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
