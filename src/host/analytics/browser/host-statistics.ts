import { inject } from "@vercel/analytics";
import { injectSpeedInsights } from "@vercel/speed-insights";
import { whenSettled } from "./when-settled.ts";

/** Loads Vercel's scripts, those that the build includes, once the page's first calendar is ready or has failed. */
export function loadHostStatistics(dialog: HTMLElement): void {
  whenSettled(dialog, () => {
    // The scripts come from this origin, where Vercel serves them, and send to it; elsewhere they are a
    // 404. Both packages use a script of Vercel's own host in development, which the policy blocks: hence
    // the addresses.
    if (ANALYTICS) inject({ mode: "production", scriptSrc: "/_vercel/insights/script.js", beforeSend });
    if (SPEED_INSIGHTS) injectSpeedInsights({ scriptSrc: "/_vercel/speed-insights/script.js", beforeSend });
  });
}

/** Vercel's scripts cannot be unloaded, so a visitor who has withdrawn is left out here. */
function beforeSend<T extends { url: string }>(event: T): T | null {
  return CONSENT === "all" && !document.documentElement.dataset.consent?.includes("measuring") ? null : withoutQuery(event);
}

/** Links in newsletters may have the visitor's name and address in the query, from where the calendar takes them. */
export function withoutQuery<T extends { url: string }>(event: T): T {
  return { ...event, url: event.url.replace(/[?#].*$/s, "") };
}
