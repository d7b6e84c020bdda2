/** Opens the calendar of a running site like a visitor, in a local browser, without affecting the site's statistics. */
import { chromium, type Browser, type Page } from "playwright";
import type { MeasuredDialog } from "../../src/metrics/browser/opening-report.ts";
import type { CalSample } from "../../src/metrics/shared/sample.ts";
import type { LiveSite } from "./live-site.ts";

export interface LiveOpening {
  /** `opened`: Cal's page is visible and usable, but has not reported any free times. */
  readonly state: "ready" | "opened" | "failed" | "timed-out" | "left" | "no-booking-link";
  /** The opened path at Cal, without its query. */
  readonly path: string | undefined;
  /** From the click to the usable calendar, in ms, as measured by the page. */
  readonly readyMs: number | undefined;
  /** The sample that the page would have sent if its dialog were not marked as synthetic. */
  readonly sample: CalSample | undefined;
  /** Errors and warnings of the console, including policy violations. */
  readonly complaints: readonly string[];
}

export interface OpeningOptions {
  /** The path of a Chrome or Chromium. */
  readonly browser: string;
  /** Additional command line switches for the browser. */
  readonly browserArgs?: readonly string[];
  /** Runs in the page after the calendar has opened or failed. */
  readonly afterwards?: (page: Page, opening: LiveOpening) => Promise<void>;
}

interface Watched extends Window {
  liveOpening?: { sample?: CalSample };
}

/** In ms, for the page and for the opening. The session's longest timeout is 15 s, on a slow line. */
const PAGE_LIMIT = 20_000;
const OPENING_LIMIT = 20_000;

/** Command line switches for the Chrome of a check. */
export const SWITCHES = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/**
 * Opens the calendar once. The page is the same as a visitor's, except that its dialog is marked as
 * synthetic before there is any intent: then the page sends nothing, and the sample is returned here.
 *
 * @throws {Error} if the browser does not start or the page does not load.
 */
export async function measureOpening(site: LiveSite, { browser: executablePath, browserArgs = [], afterwards }: OpeningOptions): Promise<LiveOpening> {
  const browser: Browser = await chromium.launch({ executablePath, args: [...SWITCHES, ...browserArgs] });
  try {
    const context = await browser.newContext();
    await site.admit(context);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
    await page.addInitScript(takeSamples);
    await page.goto(withCalendar(site.url), { waitUntil: "load", timeout: PAGE_LIMIT });
    const decided = await open(page);
    const opening = { ...decided, complaints: [...complaints] };
    await afterwards?.(page, opening);
    return opening;
  } finally {
    await browser.close();
  }
}

/** The page on which a click opens Cal's frame, which is what is checked; with free times in the dialog it would not be needed. */
function withCalendar(url: URL): string {
  const address = new URL(url);
  address.searchParams.set("cal-variant", "optimized");
  return address.href;
}

async function open(page: Page): Promise<Omit<LiveOpening, "complaints">> {
  const nothing = { path: undefined, readyMs: undefined, sample: undefined };
  const link = page.locator("a[data-booking-link]:visible").first();
  const isWatched = await page.evaluate(() => (window as Watched).liveOpening !== undefined);
  if ((await link.count()) === 0 || !isWatched) return { state: "no-booking-link", ...nothing };
  const { pathname } = new URL(page.url());
  const path = (await link.getAttribute("data-booking-link"))?.replace(/\?.*/, "");
  await link.click({ noWaitAfter: true });
  try {
    await page.waitForFunction(isDecided, undefined, { timeout: OPENING_LIMIT });
  } catch {
    // If the site's own code is missing, the page redirects to the booking page.
    const hasLeft = new URL(page.url()).pathname !== pathname;
    return { ...nothing, state: hasLeft ? "left" : "timed-out", path };
  }
  const sample = await page.evaluate(() => (window as Watched).liveOpening?.sample);
  const state = sample?.outcome === "ready" || sample?.outcome === "opened" ? sample.outcome : "failed";
  return { state, path, readyMs: sample?.totalDuration, sample };
}

/** Runs in the page before it is parsed: marks the dialog as soon as it exists, and collects the samples that it would send. */
function takeSamples(): void {
  new MutationObserver((_, observer) => {
    const dialog = document.querySelector<MeasuredDialog>("dialog[data-booking-dialog]");
    if (!dialog) return;
    observer.disconnect();
    const seen: { sample?: CalSample } = ((window as Watched).liveOpening = {});
    dialog.dataset.synthetic = "";
    dialog.delivery = {
      keep(message) {
        if (!("bookingUid" in message)) seen.sample = message;
      },
      flush() {},
    };
  }).observe(document, { childList: true, subtree: true });
}

/** Runs in the page. The sample exists as soon as the calendar has opened or failed, or shortly after. */
function isDecided(): boolean {
  return (window as Watched).liveOpening?.sample !== undefined;
}
