import { expect, test as base, type BrowserContext, type ConsoleMessage, type Locator, type Page } from "playwright/test";
import type { Variant } from "../../src/booking/events.ts";
import type { StoredSample, Summary } from "../../src/metrics/shared/sample.ts";
import { FIXTURE } from "../fixtures/builds/project-copy.ts";
import { siteUnderTest } from "../fixtures/builds/site-under-test.ts";
import { ADMIN_PASSWORD, METRICS_TOKEN, startSite, type RunningSite } from "../fixtures/site/running-site.ts";

interface Report {
  summary: Summary;
  /** The newest first. */
  metrics: StoredSample[];
}

interface BrowserSwitches {
  args?: string[];
  ignoreDefaultArgs?: string[];
}

/**
 * For each context Chromium renders two pages of its address bar, which took 0.7 s of CPU time. A switch replaces an earlier one
 * of its name, so the features that Playwright 1.65 disables are in this one, too.
 */
const DISABLED_FEATURES = `--disable-features=${[
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
].join(",")}`;

/**
 * The site's process checks 30 picked times a minute (cal-budget.ts), for all of its visitors. Tests pick faster than that: before
 * one could be refused, the process is replaced. No single test checks more than 15 of them.
 */
const MOST_CHECKS = 15;
let checks = 0;

/** A site per worker, a clean calendar per test, and no test that passes over a complaint of the browser. */
export const test = base.extend<
  {
    /** What the pages give every visitor who is not forced to another variant; `built`: what they were built with. */
    variant: Variant | "built";
    complaints: string[];
    calendar: (knobs: Record<string, unknown>) => Promise<void>;
    restartSite: RunningSite["restart"];
    pageInBrowserWith: (switches: BrowserSwitches) => Promise<Page>;
    checksLeft: void;
  },
  { siteRoot: string; site: RunningSite }
>({
  /** The folder of the project whose build is served. */
  siteRoot: [siteUnderTest, { option: true, scope: "worker" }],
  site: [
    async ({ siteRoot }, use) => {
      const site = await startSite({ TEST_SITE_ROOT: siteRoot, CONTENT_ROOT: siteRoot === siteUnderTest ? FIXTURE : siteRoot });
      await keepEmbedScript(site);
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],
  launchOptions: [
    async ({ site }, use) => {
      await use({
        ...(process.env.CHROME_PATH && { executablePath: process.env.CHROME_PATH }),
        // A page must not jump when its scrollbar goes; without scrollbars nothing would show it.
        ignoreDefaultArgs: ["--hide-scrollbars"],
        args: [
          "--no-sandbox",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          DISABLED_FEATURES,
          // The build has the demo calendar's usual port in it; here it has a free one.
          `--host-resolver-rules=MAP 127.0.0.1:${site.demoPorts.built} 127.0.0.1:${site.demoPorts.real}`,
        ],
      });
    },
    { scope: "worker" },
  ],
  baseURL: async ({ site }, use) => use(site.origin),
  // Most tests are about the calendar, which the other two variants show.
  variant: ["optimized", { option: true }],
  context: async ({ context, variant }, use) => {
    if (variant !== "built") await context.addInitScript(shareAll, LIMITS_OF[variant]);
    context.on("request", (request) => void (/\/api\/slots\?.*\bat=/.test(request.url()) && checks++));
    await use(context);
  },
  checksLeft: [
    async ({ site }, use) => {
      if (checks > MOST_CHECKS) {
        checks = 0;
        await site.restart();
        await keepEmbedScript(site);
      }
      await use();
    },
    { auto: true },
  ],
  calendar: [
    async ({ site }, use) => {
      const control = `${site.demo}/__demo/knobs`;
      await use(async (knobs) => {
        const answer = await fetch(control, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(knobs) });
        if (!answer.ok) throw new Error(await answer.text());
      });
      await fetch(control, { method: "DELETE" });
    },
    { auto: true },
  ],
  /** Restarts the server behind the page. The page leaves first: what it still loads would be cut off, and it would complain. */
  restartSite: async ({ page, site }, use) => {
    await use(async (changes) => {
      await page.goto("about:blank");
      await site.restart(changes);
      await keepEmbedScript(site);
    });
  },
  /** A page in a browser of its own, started with other switches; its complaints count like any other's. */
  pageInBrowserWith: async ({ playwright, launchOptions, complaints, baseURL, variant }, use) => {
    const browsers: { close(): Promise<void> }[] = [];
    await use(async ({ args = [], ignoreDefaultArgs = [] }) => {
      const browser = await playwright.chromium.launch({
        ...launchOptions,
        args: [...(launchOptions.args ?? []), ...args],
        ignoreDefaultArgs: [launchOptions.ignoreDefaultArgs ?? []].flat().filter((one) => typeof one === "string").concat(ignoreDefaultArgs),
      });
      browsers.push(browser);
      const page = await browser.newPage({ ...(baseURL && { baseURL }) });
      if (variant !== "built") await page.addInitScript(shareAll, LIMITS_OF[variant]);
      listenForComplaints(page.context(), complaints);
      return page;
    });
    for (const browser of browsers) await browser.close();
  },
  /** Console errors, uncaught errors and policy violations. A test that causes some takes them out. */
  complaints: [
    // Of the context, not of a page: a test that only sends requests opens none.
    async ({ context }, use) => {
      const complaints: string[] = [];
      listenForComplaints(context, complaints);
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect, METRICS_TOKEN };

function listenForComplaints(context: BrowserContext, complaints: string[]): void {
  context.on("weberror", (event) => complaints.push(String(event.error())));
  context.on("console", (message: ConsoleMessage) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
}

/** `data-booking-shares` of a build that gives every visitor this variant. */
const LIMITS_OF: Record<Variant, string> = { instant: "100 100", optimized: "0 100", baseline: "0 0" };

/** Runs in the page before it is parsed, and so before the inline script, which comes behind the dialog. */
function shareAll(limits: string): void {
  new MutationObserver((_, observer) => {
    const element = document.querySelector<HTMLElement>("dialog[data-booking-dialog]");
    if (!element) return;
    observer.disconnect();
    // A synthetic page has its own.
    if (!("synthetic" in element.dataset)) element.dataset.bookingShares = limits;
  }).observe(document, { childList: true, subtree: true });
}

/** The site keeps embed.js from the first time it is asked for it. No test is that one: its calendar may be a broken one. */
async function keepEmbedScript(site: RunningSite): Promise<void> {
  const answer = await fetch(`${site.origin}${OWN_EMBED_SCRIPT}`);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
}

const OWN_EMBED_SCRIPT = "/api/cal-embed.js";

type Watched = Window & { violations?: string[] };

/** What the page's own documents are refused by their policy, from their first line on. */
export async function watchViolations(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const violations: string[] = ((window as Watched).violations = []);
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => violations.push(`${effectiveDirective} ${blockedURI}`));
  });
  return () => page.evaluate(() => (window as Watched).violations ?? ["nothing was watched"]);
}

/** Our own origin has no embed.js. Whether Cal has it is the calendar's knob. @returns what ends it. */
export async function withoutOwnEmbedScript(page: Page, body?: string): Promise<() => Promise<void>> {
  const route = `**${OWN_EMBED_SCRIPT}`;
  await page.route(route, (intercepted) =>
    intercepted.fulfill(body === undefined ? { status: 502, body: "" } : { status: 200, contentType: "text/javascript", body }),
  );
  return () => page.unroute(route);
}

/** Keeps the answers at an address back until the test lets them come. */
export async function holdBack(page: Page, address: string | RegExp): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(address, async (route) => {
    await promise;
    await route.continue();
  });
  return resolve;
}

export const CALENDAR_PAGE = /\/studio\/\w+\/embed\?/;

export const dialog = (page: Page) => page.locator("dialog[data-booking-dialog]");
export const bookingLink = (page: Page, placement: string) => page.locator(`[data-booking-placement="${placement}"]`);
export const heroLink = (page: Page) => bookingLink(page, "hero");
/** The frame that holds the connection to the calendar until the calendar's own takes over. */
export const connectionFrame = (page: Page) => page.locator("iframe[srcdoc]");
export const calendarElement = (page: Page) => page.locator("[data-booking-frame] iframe");
export const calendarFrame = (page: Page) => page.frameLocator("[data-booking-frame] iframe");
/** The times that can be booked, in the calendar's frame. */
export const slots = (page: Page) => calendarFrame(page).getByRole("button", { name: /^\d{1,2}:\d{2}$/ });

/** The calendar is on the screen, and offers times. Seen in its frame is not enough: the frame may be hidden. */
export async function expectTimes(page: Page): Promise<void> {
  await expectShown(calendarElement(page));
  await expect(slots(page).first()).toBeVisible();
}

/** On the screen. Playwright's own `toBeVisible` takes what is transparent for visible. */
export async function expectShown(element: Locator): Promise<void> {
  await expect.poll(() => element.evaluate(opacityOnScreen)).toBeGreaterThan(0.99);
}

/** In the page: the opacity of an element together with all of its ancestors, 0–1; 0 where it is not rendered. */
export function opacityOnScreen(element: Element): number {
  let opacity = element.checkVisibility({ visibilityProperty: true }) ? 1 : 0;
  for (let one: Element | null = element; one; one = one.parentElement) opacity *= Number(getComputedStyle(one).opacity);
  return opacity;
}

/** Clicks beside the open dialog, once the time for the second click of a double click is over: until then it takes none. */
export async function clickBeside(page: Page): Promise<void> {
  await expect(dialog(page)).not.toHaveAttribute("style", /--x/);
  await page.mouse.click(5, 5);
}

/** Books the first free time in the open calendar, as far as its confirmation. */
export async function book(page: Page): Promise<void> {
  const calendar = calendarFrame(page);
  await expectTimes(page);
  await slots(page).first().click();
  await calendar.getByLabel(/name/i).fill("Ada Lovelace");
  await calendar.getByLabel(/mail/i).fill("ada@example.com");
  await calendar.getByRole("button", { name: /confirm|book/i }).click();
  await expect(calendar.getByText(/you.re booked/i)).toBeVisible();
}

/** A second link in the page, next to the hero's, to another event. */
export async function addOtherEvent(page: Page, path = "studio/15min"): Promise<Locator> {
  await heroLink(page).evaluate((link: HTMLAnchorElement, otherPath) => {
    const other = link.cloneNode(true) as HTMLAnchorElement;
    other.dataset.bookingLink = otherPath;
    other.dataset.bookingPlacement = "other";
    other.href = link.href.replace("studio/30min", otherPath);
    link.after(other);
  }, path);
  return bookingLink(page, "other");
}

const PARTS: [RegExp, string][] = [
  [/\/api\/cal-embed\.js$/, "embed.js"],
  [/:4322\/embed\/embed\.js$/, "embed.js from Cal"],
  [/\/_astro\/BookingCode/, "booking code"],
  [/\/_astro\/BookingTimes/, "list of times"],
  [/localhost:\d+\/api\/slots\?/, "free times"],
  [/\/_astro\/BookingIsland/, "island"],
  [/\/_astro\/BookingReport/, "reporting code"],
  [/\/_astro\/web-vitals/, "web vitals"],
  [/:4322\/[^?]+\/embed\?/, "calendar"],
];

/**
 * What the page asks for from now on, in order, each part by its name: all scripts and all that
 * comes from elsewhere. Any other request is listed with its whole address.
 */
export function partsRequested(page: Page): string[] {
  const parts: string[] = [];
  page.on("request", (request) => {
    const url = request.url();
    const name = PARTS.find(([pattern]) => pattern.test(url))?.[1];
    const isCalendars = request.frame().parentFrame() !== null;
    const isElsewhere = !url.startsWith("data:") && new URL(url).host !== new URL(page.url()).host;
    if (name) parts.push(name);
    else if (!isCalendars && (isElsewhere || request.resourceType() === "script")) parts.push(url);
  });
  return parts;
}

/** The newest request that the calendar's server has seen: another one, if there has been any since. */
export async function newestCalendarRequest(site: RunningSite): Promise<unknown> {
  return ((await (await fetch(`${site.demo}/__demo/requests`)).json()) as unknown[]).at(-1);
}

/** What the site has kept, read as a program reads it. */
export async function readMetrics(site: RunningSite, query = ""): Promise<Report> {
  const answer = await fetch(`${site.origin}/api/cal-metrics${query}`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Report;
}

/** Lets this page's browser in without the form, which other tests are about. */
export async function becomeAdmin(page: Page, origin: string): Promise<void> {
  const answer = await page.request.post(`${origin}/admin/sign-in`, { form: { password: ADMIN_PASSWORD }, maxRedirects: 0 });
  if (answer.status() !== 303) throw new Error(`${answer.status()} ${await answer.text()}`);
}

/** Signs in, or is refused; either way the page that answers has loaded. */
export async function signIn(page: Page, password = ADMIN_PASSWORD): Promise<void> {
  await page.goto("/admin/metrics");
  await page.getByLabel("Password").fill(password);
  const answered = page.waitForEvent("load");
  await page.getByRole("button", { name: "Sign in" }).click();
  await answered;
}
