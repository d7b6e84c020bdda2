import { createHash } from "node:crypto";
import { logError } from "../../host/errors/error-log.ts";
import { EmbedScriptError, fetchEmbedScript, type EmbedScriptErrorKind } from "./fetch-embed-script.ts";

/**
 * A copy lives by its age, in ms since it was fetched, in memory and at the edge alike. Up to `fresh`
 * it is given as it is; up to `stale` at once, while a new one is fetched; up to `kept` only if Cal
 * gives no new one. A script goes with the calendar of its day, and the two bear some versions between
 * them: a day is harmless, and a week is better than no calendar. Longer than outages last, and short
 * enough that what Cal has withdrawn goes out of use.
 */
export const AGE = { fresh: 5 * 60_000, stale: 24 * 60 * 60_000, kept: 7 * 24 * 60 * 60_000 };

/** The pause after a failed attempt, in ms: short, and no visitor waits in vain twice. */
export const PAUSE = 10_000;

/** ms. The browser gives our origin 2 s before it asks Cal's own; this leaves some for the way. */
const TIME_LIMIT = 1_500;

export interface EmbedScriptSource {
  url: URL;
  /** ms since the epoch. */
  now?: () => number;
  timeLimitMs?: number;
  /** Keeps the host awake for what goes on after an answer. */
  waitUntil?: (work: Promise<unknown>) => void;
}

export interface EmbedScriptCopy {
  readonly body: Buffer<ArrayBuffer>;
  /** A strong validator, of the content. */
  readonly etag: string;
  readonly fetchedAt: number;
}

/**
 * Keeps a copy of the script in memory. The edge has one per region and per query string; this one
 * answers all of their first requests with one fetch, keeps invented query strings away from Cal, and
 * is the only one on a server without an edge.
 *
 * @returns a function that resolves to the copy and its age in ms, or to the reason why there is none. It never rejects.
 */
export function keepEmbedScript({ url, now = Date.now, timeLimitMs = TIME_LIMIT, waitUntil }: EmbedScriptSource) {
  let copy: EmbedScriptCopy | undefined;
  let failure: { at: number; kind: EmbedScriptErrorKind } | undefined;
  let replacing: Promise<void> | undefined;

  const age = () => (copy ? now() - copy.fetchedAt : Infinity);

  /** One at a time, however many ask. */
  async function refresh(): Promise<void> {
    if (failure && now() - failure.at < PAUSE) return;
    replacing ??= replace().finally(() => (replacing = undefined));
    await replacing;
  }

  async function replace(): Promise<void> {
    try {
      const body = await fetchEmbedScript(url, timeLimitMs);
      copy = { body, etag: etagOf(body), fetchedAt: now() };
    } catch (error) {
      failure = { at: now(), kind: error instanceof EmbedScriptError ? error.kind : "unreachable" };
      const instead = age() < AGE.kept ? `The copy of ${Math.round(age() / 60_000)} min ago is served.` : "There is no copy to serve.";
      logError(`Cal's embed script: ${(error as Error).message} ${instead}`);
    }
  }

  return async (): Promise<{ copy: EmbedScriptCopy; age: number } | { kind: EmbedScriptErrorKind }> => {
    if (age() >= AGE.fresh) {
      const refreshed = refresh();
      if (age() < AGE.stale) waitUntil?.(refreshed);
      else await refreshed;
    }
    if (copy && age() < AGE.kept) return { copy, age: age() };
    return { kind: failure?.kind ?? "unreachable" };
  };
}

function etagOf(body: Buffer): string {
  return `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
}
