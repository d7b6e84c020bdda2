import type { BookingDialog } from "../../booking/events.ts";
import { AT_SIGN, INVISIBLE, MAX_ORIGIN_LENGTH } from "../fields.ts";
import type { CalSample } from "../shared/sample.ts";
import { attempt, mayKeep, VISIT_ORIGIN } from "../shared/unsent.ts";

/** Where a visit came from: the tags of the link, else the host of the page that linked here. */
export type VisitOrigin = Pick<CalSample, "source" | "medium" | "campaign">;

/**
 * Where this tab's visit came from: the tags of its newest campaign, else what an earlier page has kept, else the tags of the
 * visit's first page that has some, else the page that linked here.
 *
 * The booking's inline script knows the campaign (`touch`), unless the site carries none to Cal: then it is in this page's
 * address, or in that of an earlier page, which the tab's history has:
 * https://developer.mozilla.org/docs/Web/API/Navigation/entries. A first page with a referrer but without tags is known only
 * if the calendar was mounted there.
 */
export function visitOrigin({ touch }: Pick<BookingDialog, "touch">): VisitOrigin {
  const origin = tagsOf((ATTRIBUTION && touch) || location.search) ?? attempt(() => JSON.parse(sessionStorage[VISIT_ORIGIN]) as VisitOrigin) ?? (ATTRIBUTION ? undefined : earlierTags()) ?? referrer();
  if (CONSENT === "none" || mayKeep()) attempt(() => origin && (sessionStorage[VISIT_ORIGIN] = JSON.stringify(origin)));
  return origin ?? {};
}

/** The tags of the oldest page in the tab's history that has some. */
function earlierTags(): VisitOrigin | undefined {
  const { navigation } = window as { navigation?: { entries: () => { url: string | null }[] } };
  return navigation?.entries().map(({ url }) => tagsOf(new URL(url ?? location.origin).search)).find(Boolean);
}

/** At most `max` characters on one line: nothing invisible, no half of a character. */
export function oneLine(text: string, max: number): string {
  return text.replace(new RegExp(`${INVISIBLE.source}+`, "gu"), " ").slice(0, max).toWellFormed();
}

/** undefined without any tag. */
function tagsOf(query: string): VisitOrigin | undefined {
  const tags = new URLSearchParams(query);
  const found = (["source", "medium", "campaign"] as const).flatMap((name) => {
    const value = tags.get(`utm_${name}`) ?? "";
    const shown = AT_SIGN.test(value) ? "" : oneLine(value, MAX_ORIGIN_LENGTH).trim();
    return shown ? [[name, shown]] : [];
  });
  return found[0] && Object.fromEntries(found);
}

function referrer(): VisitOrigin | undefined {
  const [source, own] = [document.referrer, location.href].map((url) => attempt(() => new URL(url).hostname.replace(/^www\./, "").slice(0, MAX_ORIGIN_LENGTH)));
  return source && source !== own ? { source } : undefined;
}
