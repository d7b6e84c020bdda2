/** Opens the calendar of a running site as a visitor does, in a browser of this machine, without a trace in its numbers. */
import { chromium, type Browser, type Page } from "playwright";
import type { MeasuredDialog } from "../../src/metrics/browser/opening-report.ts";
import type { CalSample } from "../../src/metrics/shared/sample.ts";
import type { LiveSite } from "./live-site.ts";

export interface LiveOpening {
  /** `opened`: Cal's page is on the screen and can be used, but has not reported any free times. */
  readonly state: "ready" | "opened" | "failed" | "timed-out" | "left" | "no-booking-link";
  /** The path at Cal that was opened, without its query. */
  readonly path: string | undefined;
  /** From the click to the usable calendar, in ms, as the page itself measured it. */
  readonly readyMs: number | undefined;
  /** What the page would have posted, had its dialog not been marked as synthetic. */
  readonly sample: CalSample | undefined;
  /** Errors and warnings of the console, policy violations among them. */
  readonly complaints: readonly string[];
}

export interface OpeningOptions {
  /** The path of a Chrome or Chromium. */
  readonly browser: string;
  /** More switches for it. */
  readonly browserArgs?: readonly string[];
  /** What to do in the page once the calendar is decided. */
  readonly afterwards?: (page: Page, opening: LiveOpening) => Promise<void>;
}

interface Watched extends Window {
  liveOpening?: { sample?: CalSample };
}

/** In ms. The page, and then the opening: the longest limit of the session is 15 s, on a slow line. */
const PAGE_LIMIT = 20_000;
const OPENING_LIMIT = 20_000;

/** For a Chrome that a check starts. */
export const SWITCHES = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/**
 * Opens the calendar once. The page is a visitor's but for one mark on its dialog, which is set before
 * there is any intent: then nothing is posted, and what would have been is handed over.
 *
 * @throws {Error} if the browser does not start or the page does not come.
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
    await page.goto(site.url.href, { waitUntil: "load", timeout: PAGE_LIMIT });
    const decided = await open(page);
    const opening = { ...decided, complaints: [...complaints] };
    await afterwards?.(page, opening);
    return opening;
  } finally {
    await browser.close();
  }
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
    // Where our own code is gone, the page sends its visitor on to the booking page.
    const hasLeft = new URL(page.url()).pathname !== pathname;
    return { ...nothing, state: hasLeft ? "left" : "timed-out", path };
  }
  const sample = await page.evaluate(() => (window as Watched).liveOpening?.sample);
  const state = sample?.outcome === "ready" || sample?.outcome === "opened" ? sample.outcome : "failed";
  return { state, path, readyMs: sample?.totalDuration, sample };
}

/** In the page, before it is parsed: marks the dialog as soon as it is there, and takes what it would have sent. */
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

/** In the page: the sample comes with the decision, or a little after it. */
function isDecided(): boolean {
  return (window as Watched).liveOpening?.sample !== undefined;
}
