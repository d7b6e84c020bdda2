import { inject } from "@vercel/analytics";
import { injectSpeedInsights } from "@vercel/speed-insights";

/**
 * Asks for Vercel's scripts, those of them that the build was told to have. They come from our own
 * origin, where Vercel serves them, and send to it; elsewhere they are a 404 and a line in the console.
 *
 * Both packages take a script of Vercel's own host in development, which our policy refuses: hence the
 * addresses.
 */
export function loadHostStatistics(): void {
  if (ANALYTICS) inject({ mode: "production", scriptSrc: "/_vercel/insights/script.js", beforeSend: withoutQuery });
  if (SPEED_INSIGHTS) injectSpeedInsights({ scriptSrc: "/_vercel/speed-insights/script.js", beforeSend: withoutQuery });
}

/** Who comes by a link in a letter may have their name and address in the query, and a calendar takes them from there. */
export function withoutQuery<T extends { url: string }>(event: T): T {
  return { ...event, url: event.url.replace(/[?#].*$/s, "") };
}
