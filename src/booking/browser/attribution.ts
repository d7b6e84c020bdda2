import { dialog } from "./page-dialog.ts";

/** The `sessionStorage` entry: the newest campaign, the prefill and the first campaign of this tab, with a hash between them. */
const VISIT = "booking-visit";

/** In each of the three; what exceeds it is left out. */
const MOST = 8;

/**
 * Writes what belongs to the booking of the addresses that the visitor arrived with into the addresses of the booking links,
 * from where all ways to Cal have it: its frame, a new tab, the fallback page. What a link has of its own is not replaced.
 *
 * A campaign replaces an earlier one as a whole. A link from this site does not begin a new one, but its prefill counts. No
 * script runs on a page without a booking link, and no referrer has a query (strict-origin); the tab's history has the
 * addresses of earlier pages: https://developer.mozilla.org/docs/Web/API/Navigation/entries.
 *
 * Works on queries as text, with "&" in front of each parameter: every value stays as it came, and is encoded.
 *
 * @param links a selector.
 * @param campaign matches the parameters of a campaign, and `prefill` those that fill in Cal's form; see attribution-config.ts.
 */
export function carryVisit(links: string, campaign: RegExp, prefill: RegExp): void {
  const mayKeep = CONSENT === "none" || document.documentElement.dataset.consent;
  const { navigation } = window as { navigation?: { entries: () => { url: string | null }[] } };
  let kept: (string | undefined)[] = [];
  try {
    if (mayKeep) kept = sessionStorage[VISIT].split("#");
  } catch {
    // The first page of the visit, or a browser that keeps nothing.
  }

  const pages = [...(navigation?.entries() ?? []).map(({ url }) => url ?? ""), location.href].map((url) => url.replace(/#.*/, "").replace("?", "&"));
  const here = pages[pages.length - 1];
  const first = (names: RegExp, ...queries: (string | undefined)[]) =>
    [...queries, ...pages].map((query) => query?.match(names)?.slice(0, MOST).join("")).find(Boolean) ?? "";
  const touch = (dialog.touch = first(campaign, document.referrer.startsWith(location.origin) ? kept[0] : here, kept[0]));
  const form = first(prefill, here, kept[1]);
  const firstTouch = first(campaign, kept[2]);

  const metadata = (query: string, prefix = "") => query.replace(/&([^=]+)/g, `&metadata[${prefix}$1]`);
  const query = (form + touch + metadata(touch) + metadata(firstTouch, "first_")).match(/&[^&]+/g) ?? [];
  for (const link of document.querySelectorAll<HTMLAnchorElement>(links)) {
    const own = link.search;
    const added = query.filter((one) => !own.replace("?", "&").includes(`${one.split("=")[0]}=`)).join("");
    link.search = own ? own + added : added.slice(1);
  }

  try {
    if (mayKeep && form + touch) sessionStorage[VISIT] = [touch, form, firstTouch].join("#");
  } catch {
    // The links of this page have it.
  }
}
