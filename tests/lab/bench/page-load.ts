import type { Page } from "playwright";
import type { Visitor } from "./browser.ts";
import { CAL, SITE_HOST } from "./hosts.ts";
import { PAGES } from "./pages.ts";
import { pause, LIMIT_MS, within } from "./time-limit.ts";
import type { Contender } from "./plan.ts";

/** The cost of a page for a visitor who never touches a booking link. */
export interface PageLoad {
  contender: Contender;
  requests: number;
  /** Transferred bytes of scripts, without headers. */
  scriptBytes: number;
  calRequests: number;
  /** All bytes down the line, including TLS. */
  downBytes: number;
  /** ms from navigation; the largest contentful paint. */
  lcp: number;
  /** ms beyond 50 ms of each long task, up to 3 s after the load event. */
  totalBlockingTime: number;
}

/** ms after the load event that are still counted. */
const AFTER_LOAD_MS = 3_000;

/** Loads the contender's page and leaves it alone. Ends the visit. */
export async function measurePageLoad(visitor: Visitor, contender: Contender): Promise<PageLoad> {
  const { page } = visitor;
  const counted = { requests: 0, calRequests: 0 };
  const scripts: Promise<number>[] = [];
  // The context's events also include frames with their own process.
  page.context().on("request", (request) => {
    if (request.url().startsWith("data:")) return;
    counted.requests++;
    if (request.url().startsWith(CAL)) counted.calRequests++;
  });
  page.context().on("requestfinished", (request) => {
    if (request.resourceType() === "script") scripts.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await observe(page);
  await within(LIMIT_MS, `The load event of ${PAGES[contender]}`, page.goto(PAGES[contender], { waitUntil: "load", timeout: 0 }));
  await pause(AFTER_LOAD_MS);
  const { lcp, longTasks } = await page.evaluate(() => window.benchVitals);
  const scriptBytes = (await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0);
  const traffic = await visitor.leave();
  const downBytes = Object.values(traffic).reduce((sum, host) => sum + host.downBytes, 0);
  if (!traffic[SITE_HOST]) throw new Error("The page did not come over the wire.");
  const totalBlockingTime = longTasks.reduce((sum, duration) => sum + Math.max(0, duration - 50), 0);
  return { contender, ...counted, scriptBytes, downBytes, lcp, totalBlockingTime };
}

declare global {
  interface Window {
    /** Durations in ms. */
    benchVitals: { lcp: number; longTasks: number[] };
  }
}

function observe(page: Page): Promise<unknown> {
  return page.addInitScript(() => {
    if (window !== window.top) return;
    const vitals = (window.benchVitals = { lcp: 0, longTasks: [] as number[] });
    new PerformanceObserver((list) => {
      vitals.lcp = list.getEntries().at(-1)?.startTime ?? vitals.lcp;
    }).observe({ type: "largest-contentful-paint", buffered: true });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) vitals.longTasks.push(duration);
    }).observe({ type: "longtask", buffered: true });
  });
}
