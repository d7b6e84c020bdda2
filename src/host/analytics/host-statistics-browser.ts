import { inject } from "@vercel/analytics";
import { injectSpeedInsights } from "@vercel/speed-insights";

/**
 * Loads Vercel's scripts, those that the build includes, once the page's first calendar is ready or has
 * failed, so that they take no bandwidth from it. Every booking session ends in one of the two states.
 */
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

function whenSettled(dialog: HTMLElement, then: () => void): void {
  const isSettled = () => dialog.dataset.state === "ready" || dialog.dataset.state === "failed";
  if (isSettled()) return then();
  const observer = new MutationObserver(() => {
    if (!isSettled()) return;
    observer.disconnect();
    then();
  });
  observer.observe(dialog, { attributeFilter: ["data-state"] });
}

/** Links in newsletters may have the visitor's name and address in the query, from where the calendar takes them. */
export function withoutQuery<T extends { url: string }>(event: T): T {
  return { ...event, url: event.url.replace(/[?#].*$/s, "") };
}
