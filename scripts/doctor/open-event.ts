/** Opens an event's calendar in a local browser with Cal's embed script, and records Cal's messages. */
import { createRequire } from "node:module";
import { chromium, type Page } from "playwright";
import type { BookingLink } from "../../src/booking/booking-link.ts";
import { SWITCHES } from "../live-site/opening.ts";

export interface EventOpening {
  /** The types of Cal's messages, in the order of their first occurrence. */
  readonly messages: readonly string[];
  /** The status in `linkFailed`. */
  readonly failedWith: string | undefined;
}

export interface EventToOpen {
  /** The path of a Chrome or Chromium. */
  readonly browser: string;
  readonly browserArgs?: readonly string[];
  readonly link: BookingLink;
  /** Cal's origin. */
  readonly origin: string;
  /** The address of embed.js. */
  readonly script: string;
  /** The address of the site that frames the calendar. */
  readonly site: string;
  /** Whether Cal is expected to report free times. */
  readonly hasTimes: boolean;
}

interface Listening {
  Cal: ((instruction: string, ...args: unknown[]) => void) & { ns: Record<string, (instruction: string, ...args: unknown[]) => void> };
  heard: { messages: string[]; failedWith: string | undefined };
}

/** For Node, the package is CommonJS whose named exports it cannot detect. */
const { EmbedSnippetString } = createRequire(import.meta.url)("@calcom/embed-snippet") as { EmbedSnippetString: string };

/** The page is fulfilled by Playwright, so Chromium treats it as public and would block a Cal on this machine. */
const NO_NETWORK_CHECKS = "--disable-features=LocalNetworkAccessChecks";

/** In ms: until Cal's page is painted, and after that until its free times are there. */
export const PAINT_LIMIT = 20_000;
export const TIMES_LIMIT = 10_000;

/** @throws {Error} if the browser does not start. */
export async function openEvent({ browser: executablePath, browserArgs = [], link, origin, script, site, hasTimes }: EventToOpen): Promise<EventOpening> {
  const browser = await chromium.launch({ executablePath, args: [...SWITCHES, NO_NETWORK_CHECKS, ...browserArgs] });
  try {
    const page = await browser.newPage();
    const address = new URL("/readyslot-doctor", site).href;
    // A page at the site's address, without a request to the site: whether Cal may be framed depends on the address.
    await page.route(address, (route) => route.fulfill({ contentType: "text/html", body: '<!doctype html><title>Doctor</title><div id="calendar"></div>' }));
    await page.addInitScript(listen, origin);
    await page.goto(address);
    await page.evaluate(`(${EmbedSnippetString})(${JSON.stringify(script)})`);
    await page.evaluate(mount, { path: link.path, event: link.event, origin });
    const isPainted = await hears(page, ["linkReady", "linkFailed"], PAINT_LIMIT);
    if (isPainted && hasTimes) await hears(page, ["availabilityLoaded", "bookerReady", "linkFailed"], TIMES_LIMIT);
    return await page.evaluate(() => (window as unknown as Listening).heard);
  } finally {
    await browser.close();
  }
}

/** Waits for one of these messages. @returns whether it arrived in time */
async function hears(page: Page, types: readonly string[], timeout: number): Promise<boolean> {
  const came = page.waitForFunction((wanted) => (window as unknown as Listening).heard.messages.some((type) => wanted.includes(type)), types, { timeout });
  return came.then(() => true, () => false);
}

/** In the page. */
function listen(from: string): void {
  const heard: Listening["heard"] = ((window as unknown as Listening).heard = { messages: [], failedWith: undefined });
  addEventListener("message", ({ origin, data }: MessageEvent<{ originator?: string; type?: string; data?: { code?: unknown } } | null>) => {
    if (origin !== from || data?.originator !== "CAL" || data.type === undefined) return;
    if (!heard.messages.includes(data.type)) heard.messages.push(data.type);
    if (data.type === "linkFailed") heard.failedWith = String(data.data?.code);
  });
}

/** In the page. */
function mount({ path, event, origin }: { path: string; event: string; origin: string }): void {
  const { Cal } = window as unknown as Listening;
  Cal("init", event, { origin });
  Cal.ns[event]?.("inline", { elementOrSelector: "#calendar", calLink: path, config: { layout: "month_view" } });
}
