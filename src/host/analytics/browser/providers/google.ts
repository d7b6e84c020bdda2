import { addScript, globals } from "../provider.ts";
import { sentUrl } from "../sent-url.ts";

/** Google's own click ids, from which its tags know the advertisement. */
const CLICK_IDS = ["gclid", "gbraid", "wbraid", "dclid", "gad_source", "gad_campaignid", "srsltid"];
const PURPOSES = ["ad_storage", "ad_user_data", "ad_personalization", "analytics_storage"];
const SCRIPT = "https://www.googletagmanager.com/gtag/js?id=";

/** A command of Google's tag. It must be an `arguments` object: the tag ignores arrays in the dataLayer. */
export function gtag(..._command: readonly unknown[]): void {
  // oxlint-disable-next-line prefer-rest-params -- See above.
  ((globals.dataLayer ??= []) as unknown[]).push(arguments);
}

/**
 * Starts Google's tag for an id. One script serves all ids of a page.
 * https://developers.google.com/tag-platform/gtagjs/reference
 */
export function startTag(id: string, hasConsent: boolean): void {
  const isFirst = !document.querySelector(`script[src^="${SCRIPT}"]`);
  if (isFirst) {
    // Only where the visitor was asked: without it, the tag takes the site's default.
    if (hasConsent) gtag("consent", "default", consent("granted"));
    gtag("js", new Date());
    gtag("set", { page_location: sentUrl(location.href, CLICK_IDS) });
  }
  gtag("config", id, { page_location: sentUrl(location.href, CLICK_IDS) });
  if (isFirst) void addScript(SCRIPT + id);
}

export function stopTag(): void {
  gtag("consent", "update", consent("denied"));
}

function consent(word: "granted" | "denied"): Record<string, string> {
  return Object.fromEntries(PURPOSES.map((purpose) => [purpose, word]));
}
