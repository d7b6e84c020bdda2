import type { Page } from "playwright/test";

/**
 * Notes what the pages of this tab send as beacons, on its way out: a request that is made while a page
 * goes has nobody left to report it. Call it before the first page view.
 *
 * @returns what has been sent to the numbers so far, oldest first; read on a page of the site.
 */
export async function recordBeacons(page: Page): Promise<() => Promise<Record<string, unknown>[]>> {
  await page.addInitScript(() => {
    const send = navigator.sendBeacon.bind(navigator);
    navigator.sendBeacon = (url, data) => {
      if (String(url).includes("/api/cal-metrics")) {
        const sent = JSON.parse(sessionStorage["test-beacons"] ?? "[]") as unknown[];
        sessionStorage["test-beacons"] = JSON.stringify([...sent, JSON.parse(String(data))]);
      }
      return send(url, data);
    };
  });
  return () => page.evaluate(() => JSON.parse(sessionStorage["test-beacons"] ?? "[]") as Record<string, unknown>[]);
}
