/**
 * When Cal may be asked again, from the headers of its answer; undefined if it may be asked at once. In ms since 1970.
 *
 * Cal names its limits: `X-RateLimit-Remaining-Default`. A request passes while any of them has something left. By Cal's
 * source `X-RateLimit-Reset-…` has the seconds that are left, by its documentation the time in seconds since 1970.
 */
export function limitedUntil(status: number, headers: Headers, now: number): number | undefined {
  const names = [...headers.keys()].filter((name) => name.startsWith("x-ratelimit-remaining"));
  const isUsedUp = names.length > 0 && names.every((name) => headers.get(name)?.trim() === "0");
  if (status !== 429 && !isUsedUp) return undefined;
  const resets = names.map((name) => momentOf(headers.get(name.replace("remaining", "reset")), now));
  const known = [momentOf(headers.get("retry-after"), now), Math.min(...resets.flatMap((at) => at ?? []))].find((at) => at !== undefined && Number.isFinite(at));
  return Math.min(known ?? now + DEFAULT_PAUSE, now + LONGEST_PAUSE);
}

/** In ms: Cal blocks for a minute. */
const DEFAULT_PAUSE = 60_000;
/** In ms. A header that names next year must not switch the free times off. */
const LONGEST_PAUSE = 60 * 60_000;
/** A larger number of seconds is a time since 1970. */
const MOST_SECONDS = 1_000_000_000;

function momentOf(text: string | null, now: number): number | undefined {
  if (text === null || text.trim() === "") return undefined;
  const seconds = Number(text);
  const at = Number.isNaN(seconds) ? Date.parse(text) : seconds < MOST_SECONDS ? now + seconds * 1_000 : seconds * 1_000;
  return Number.isNaN(at) ? undefined : Math.max(at, now);
}
