/**
 * How much one sender may send: posts a minute, and openings and posts a day (UTC). The store counts them with each post, so a limit is known
 * behind the post that reaches it. From then on this process refuses the sender without asking the store. A post that is
 * under way meanwhile, or the first one that another process sees, is still counted.
 */
import type { PostCount } from "../log/post-counter.ts";

/**
 * Openings that one sender may send a day: many times what a visitor does, and too few to bend a day's numbers. An office with
 * one address for many visitors raises METRICS_RATE_PER_MINUTE, and this with it.
 */
export const OPENINGS_PER_DAY = 60;

export function openingsPerDay(ratePerMinute: number): number {
  return Math.max(OPENINGS_PER_DAY, ratePerMinute / 2);
}

/** Posts of every kind, of which a booking costs the store eight commands: at 120 a minute they would be 170,000 a day. */
export function postsPerDay(ratePerMinute: number): number {
  return 10 * openingsPerDay(ratePerMinute);
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MOST_KNOWN = 10_000;

/** By the sender's hash, which no two days have in common: until when it is refused, on the process' monotonic clock. */
const full = { posts: new Map<string, number>(), openings: new Map<string, number>() };

/** Takes the count of a sender's posts. */
export function noteCount(sender: string, { day, minute, openings }: PostCount, ratePerMinute: number, now: Date): void {
  const ofDay = DAY_MS - (now.getTime() % DAY_MS);
  if (day >= postsPerDay(ratePerMinute)) remember(full.posts, sender, ofDay);
  else if (minute >= ratePerMinute) remember(full.posts, sender, MINUTE_MS);
  if (openings >= openingsPerDay(ratePerMinute)) remember(full.openings, sender, ofDay);
}

/** The whole seconds until the sender may send this again; undefined if it may now. */
export function waitOf(sender: string, what: "posts" | "openings"): number | undefined {
  const left = (full[what].get(sender) ?? 0) - performance.now();
  return left > 0 ? Math.ceil(left / 1_000) : undefined;
}

function remember(known: Map<string, number>, sender: string, forMs: number): void {
  if ((known.get(sender) ?? 0) > performance.now() && forMs <= MINUTE_MS) return;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(sender, performance.now() + forMs);
}
