import { dialog } from "./page-dialog.ts";

/** The `sessionStorage` entry: the newest campaign, the prefill and the first campaign of this tab, with a hash between them. */
const VISIT = "booking-visit";

/** The most parameters in each of the three. */
const MOST = 8;

/** All links to Cal: those that open the dialog, those in it, and those to private events. */
const LINKS = "[data-booking-link],[data-booking-page]";

/**
 * Writes what belongs to the booking of the addresses that the visitor arrived with into the addresses of the booking links,
 * from where all ways to Cal have it: its frame, a new tab, the fallback page. What a link has of its own is not replaced.
 *
 * A campaign replaces an earlier one as a whole. A link from this site does not begin a new one, but its prefill counts. No
 * script runs on a page without a booking link, and no referrer has a query (strict-origin); the tab's history has the
 * addresses of earlier pages: https://developer.mozilla.org/docs/Web/API/Navigation/entries.
 *
 * Works on queries as text, with "&" in front of each parameter: every value stays as it came, and is encoded. It can be
 * called again at any time.
 */
export function carryVisit(): void {
  const mayKeep = CONSENT === "none" || document.documentElement.dataset.consent;
  const kept: (string | undefined)[] = (mayKeep && attempt(() => sessionStorage[VISIT].split("#"))) || [];
  const { navigation } = window as { navigation?: { entries: () => { url: string | null }[] } };
  const here = location.search.replace("?", "&");
  const pages = (navigation?.entries() ?? []).map(({ url }) => url?.replace("?", "&"));
  /** What the first of these queries, and then of the pages, has of these parameters. */
  const find = (names: RegExp, one?: string, other?: string) => [one, other, ...pages, here].map((query) => query?.match(names)?.slice(0, MOST).join("")).find(Boolean) ?? "";

  const touch = (dialog.touch = find(CAMPAIGN_PARAMETERS, document.referrer.startsWith(`${location.origin}/`) ? kept[0] : here, kept[0]));
  const prefill = find(PREFILL_PARAMETERS, here, kept[1]);
  const firstTouch = find(CAMPAIGN_PARAMETERS, kept[2]);

  const all = prefill + touch + touch.replace(/&([^=]+)/g, "&metadata[$1]") + firstTouch.replace(/&([^=]+)/g, "&metadata[first_$1]");
  for (const link of document.querySelectorAll<HTMLAnchorElement>(LINKS)) {
    const own = link.search.replace("?", "&");
    link.search = (own + all.replace(/(&[^=]+=)[^&]+/g, (parameter, name: string) => (own.includes(name) ? "" : parameter))).slice(1);
  }
  if (mayKeep && prefill + touch) attempt(() => (sessionStorage[VISIT] = [touch, prefill, firstTouch].join("#")));
}

/** Undefined where a browser keeps nothing for a page: it throws at any use of its storage. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
