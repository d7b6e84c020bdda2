import { inject } from "@vercel/analytics";
import { injectSpeedInsights } from "@vercel/speed-insights";

/**
 * Asks for Vercel's scripts, those that were switched on for this build, once the page's first calendar is there or is
 * known not to come: they take nothing of its line. The scripts come from our own origin, where Vercel serves them, and
 * send to it; elsewhere they are a 404 and a line in the console.
 *
 * Both packages take a script of Vercel's own host in development, which our policy refuses: hence the
 * addresses.
 *
 * @param dialog whose `data-state` says how far the calendar is. The events `readyslot:ready` and `readyslot:failed` are
 *   about open dialogs only, and preparing a calendar in the closed one is interaction, too.
 */
export function loadHostStatistics(dialog: HTMLElement): void {
  const observer = new MutationObserver(loadWhenSettled);
  function loadWhenSettled(): void {
    if (dialog.dataset.state !== "ready" && dialog.dataset.state !== "failed") return;
    observer.disconnect();
    if (ANALYTICS) inject({ mode: "production", scriptSrc: "/_vercel/insights/script.js", beforeSend: withoutQuery });
    if (SPEED_INSIGHTS) injectSpeedInsights({ scriptSrc: "/_vercel/speed-insights/script.js", beforeSend: withoutQuery });
  }
  observer.observe(dialog, { attributeFilter: ["data-state"] });
  loadWhenSettled();
}

/** A link in a letter may have the visitor's name and address in its query, from which a calendar takes them. */
export function withoutQuery<T extends { url: string }>(event: T): T {
  return { ...event, url: event.url.replace(/[?#].*$/s, "") };
}
