/**
 * CONSENT=calendar: before the visitor agrees, nothing reaches Cal and nothing is stored, whatever the visitor does. The
 * evidence is the browser's requests, the connections at the calendar's server, and the storage.
 */
import { join } from "node:path";
import type { Page } from "playwright/test";
import { CONSENT_BYTES, filesOf, measureParts, type Part } from "../../../scripts/build/page-weight.ts";
import { builtPages, staticOutput } from "../../fixtures/builds/built-pages.ts";
import { startConsentSite, storedNames, type ConsentSite } from "../../fixtures/builds/consent-build.ts";
import { recordBeacons } from "../beacons.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { htmlErrors } from "../../site/html-validity.ts";
import { becomeAdmin, book, calendarElement, calendarFrame, dialog, expect, expectTimes, heroLink, readMetrics, test as onSite } from "../fixtures.ts";
import { expectSeen } from "./list-of-times.ts";

const test = onSite.extend<{ foreign: () => { requests: string[]; connections: number } }, { site: ConsentSite }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's dependencies from this pattern.
    async ({}, use) => {
      const site = await startConsentSite("calendar");
      await fetch(`${site.origin}/api/cal-embed.js`);
      await use(site);
      await site.close();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  /** What has reached another origin since the test began: as the browser says, and as the calendar's server does. */
  foreign: async ({ context, site }, use) => {
    const before = site.connections();
    const requests: string[] = [];
    context.on("request", (request) => {
      const url = request.url();
      if (/^(https?|wss?):/.test(url) && !url.startsWith(`${site.origin}/`)) requests.push(url);
    });
    await use(() => ({ requests, connections: site.connections() - before }));
  },
});

const NOTHING = { requests: [], connections: 0 };
const agree = (page: Page) => page.locator("[data-booking-agree]");
const notice = (page: Page) => page.locator(".booking-consent");
const times = (page: Page) => page.locator("[data-booking-days] [data-slot]");
const stored = (page: Page) => page.evaluate(storedNames);
const given = (page: Page) => page.evaluate(() => document.documentElement.dataset.consent);

/** Comes near the hero's button in every way short of a click. */
async function approach(page: Page): Promise<void> {
  const link = heroLink(page);
  await link.hover();
  await link.focus();
  await link.dispatchEvent("touchstart");
  await link.dispatchEvent("pointerdown", { pointerType: "mouse" });
  await link.dispatchEvent("keydown", { key: "Enter" });
  await page.mouse.wheel(0, 300);
  await page.mouse.wheel(0, -300);
}

/** The same, and stays for a minute of the page's clock, which has to be installed. From then on, times of events are behind it. */
async function linger(page: Page): Promise<void> {
  await approach(page);
  await page.clock.runFor(60_000);
}

test("the campaign of the visit is in the links all the time, and stored while the visitor agrees", async ({ page, foreign }) => {
  const source = async () => new URL((await heroLink(page).getAttribute("href")) ?? "").searchParams.get("utm_source");
  await page.goto("/?utm_source=letter&name=Ada&gclid=x");
  await expect.poll(source).toBe("letter");
  await page.goto("/services");
  await page.goto("/");
  await expect.poll(source).toBe("letter");
  expect(await stored(page)).toEqual([]);
  expect(foreign()).toEqual(NOTHING);
  const choose = (detail: object) => page.evaluate((choice) => void document.dispatchEvent(new CustomEvent("readyslot:consent", { detail: choice })), detail);
  await choose({ measuring: true });
  expect(await stored(page)).toContain("sessionStorage booking-visit");
  await choose({ measuring: false });
  expect(await stored(page)).toEqual([]);
});

for (const variant of ["instant", "optimized", "baseline"] as const) {
  test.describe(`?cal-variant=${variant}`, () => {
    test("hover, focus, touch, scrolling and a click reach nobody and store nothing, and the notice asks", async ({ page, foreign, context }) => {
      await page.clock.install();
      await page.goto(`/?cal-variant=${variant}`);
      await linger(page);
      expect(foreign()).toEqual(NOTHING);
      await heroLink(page).click();
      await expect(notice(page)).toBeVisible();
      if (variant === "instant") await expect(times(page).first()).toBeVisible();
      else await expect(agree(page)).toBeVisible();
      await expect(page.locator("dialog iframe")).toHaveCount(0);
      await page.keyboard.press("Escape");
      await heroLink(page).click();
      await expect(notice(page)).toBeVisible();
      await page.reload();
      await linger(page);
      expect(foreign()).toEqual(NOTHING);
      expect(await stored(page)).toEqual([]);
      expect(await context.cookies()).toEqual([]);
      expect(await given(page)).toBe("");
    });

    test("one click more, and the calendar comes; the next visit needs none, and starts it with the pointer", async ({ page, foreign }) => {
      const copies: string[] = [];
      page.on("request", (request) => request.url().endsWith("/api/cal-embed.js") && copies.push(request.url()));
      await page.goto(`/?cal-variant=${variant}`);
      await heroLink(page).click();
      if (variant === "instant") {
        await times(page).first().click();
        await expect(calendarFrame(page).getByLabel(/name/i)).toBeVisible();
      } else {
        await expect(agree(page)).toBeVisible();
        // The copy of embed.js is fetched behind the notice.
        if (variant === "optimized") await expect.poll(() => copies).toHaveLength(1);
        await agree(page).click();
        await expectTimes(page);
        await expect(dialog(page)).toContainText(/Ready \d+ ms after your click/);
      }
      await expect(notice(page)).toBeHidden();
      expect(await given(page)).toBe("calendar");
      expect(await page.evaluate(() => localStorage.getItem("readyslot-consent"))).toBe("calendar");
      expect(foreign().connections).toBeGreaterThan(0);

      await page.goto(`/?cal-variant=${variant}`);
      expect(await given(page)).toBe("calendar");
      const before = foreign().requests.length;
      await heroLink(page).hover();
      if (variant === "optimized") await expect.poll(() => foreign().requests.length).toBeGreaterThan(before);
      // What opens the connection is in the cache.
      if (variant === "instant") await expect(page.locator('dialog > script[src*="BookingCode"]')).toBeAttached();
      await heroLink(page).click();
      await expect(notice(page)).toBeHidden();
      if (variant === "instant") await expect(times(page).first()).toBeVisible();
      else await expectTimes(page);
    });
  });
}

test.describe("the list of free times", () => {
  test.use({ variant: "instant" });

  test("a time that is touched prepares no frame before the consent", async ({ page, foreign }) => {
    await page.clock.install();
    await page.goto("/");
    await heroLink(page).click();
    await times(page).nth(1).hover();
    await times(page).nth(2).focus();
    await times(page).nth(2).dispatchEvent("pointerdown", { pointerType: "mouse" });
    await page.clock.runFor(10_000);
    expect(foreign()).toEqual(NOTHING);
    await expect(page.locator("dialog iframe")).toHaveCount(0);
  });

  test("the whole calendar asks in the same way as a time", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).click();
    await page.locator("[data-booking-calendar]").click();
    await expectTimes(page);
    expect(await given(page)).toBe("calendar");
  });

  test("without times, the notice takes the calendar's place, for as long as it is read", async ({ page, foreign, complaints }) => {
    await page.clock.install();
    await page.route(/localhost:\d+\/api\/slots\?/, (route) => route.fulfill({ status: 503, body: "" }));
    await page.goto("/");
    await heroLink(page).click();
    await expect(agree(page)).toBeVisible();
    // Longer than the wait for the code, which would lead to the booking page.
    await page.clock.runFor(60_000);
    await expect(agree(page)).toBeVisible();
    expect(foreign()).toEqual(NOTHING);
    complaints.length = 0;
  });

  test("without times, the calendar comes after the notice, and the opening is one", async ({ page, site, complaints }) => {
    const before = (await readMetrics(site)).summary.total;
    await page.route(/localhost:\d+\/api\/slots\?/, (route) => route.fulfill({ status: 503, body: "" }));
    await page.goto("/");
    await heroLink(page).click();
    await agree(page).click();
    await expectTimes(page);
    await expect.poll(async () => (await readMetrics(site)).metrics[0]).toMatchObject({ outcome: "ready", totalDuration: expect.any(Number) });
    expect((await readMetrics(site)).summary.total).toBe(before + 1);
    complaints.length = 0;
  });

  test("its code is lost: the dialog says so and leads nowhere by itself", async ({ page, foreign, complaints }) => {
    await page.clock.install();
    await page.route("**/_astro/BookingTimes*", (route) => route.abort());
    await page.goto("/");
    await heroLink(page).click();
    await page.clock.runFor(10_000);
    await expect(dialog(page)).toHaveAttribute("data-state", "failed");
    expect(foreign()).toEqual(NOTHING);
    await page.locator("[data-booking-retry]").click();
    await expect(dialog(page)).toHaveAttribute("data-state", "failed");
    expect(foreign()).toEqual(NOTHING);
    await page.unroute("**/_astro/BookingTimes*");
    await page.locator("[data-booking-retry]").click();
    await expect(times(page).first()).toBeVisible();
    expect(foreign()).toEqual(NOTHING);
    complaints.length = 0;
  });
});

test("a booking is made by keyboard alone", async ({ page }) => {
  await page.goto("/");
  await heroLink(page).focus();
  await page.keyboard.press("Enter");
  await expect(agree(page)).toBeVisible();
  // The first element is the close button: what is held down agrees to nothing.
  await expect(page.locator("[data-booking-close]")).toBeFocused();
  await agree(page).focus();
  await page.keyboard.press("Enter");
  await book(page);
});

test("a double click on the button agrees to nothing", async ({ page, foreign }) => {
  await page.goto("/");
  await heroLink(page).dblclick();
  await expect(agree(page)).toBeVisible();
  expect(foreign()).toEqual(NOTHING);
  expect(await given(page)).toBe("");
});

test("the notice can be closed, leads to the privacy page, and offers the booking page", async ({ page, foreign }) => {
  await page.goto("/");
  await heroLink(page).click();
  await expect(notice(page).getByRole("link")).toHaveAttribute("href", "/privacy");
  await expect(dialog(page)).toHaveAccessibleDescription(/calendar comes from/);
  await expect(dialog(page).locator("> a[data-booking-page]")).toHaveAttribute("href", /studio\/30min/);
  await page.locator("[data-booking-close]").click();
  await expect(dialog(page)).not.toHaveAttribute("open");
  await expect(heroLink(page)).toBeFocused();
  expect(foreign()).toEqual(NOTHING);
});

test("Back closes the notice in a browser that cannot do that by itself", async ({ page }) => {
  await page.addInitScript(() => Reflect.deleteProperty(window, "CloseWatcher"));
  await page.goto("/about");
  await page.goto("/");
  await heroLink(page).click();
  await expect(agree(page)).toBeVisible();
  await expect.poll(() => page.evaluate(() => (history.state as { bookingOpen?: boolean } | null)?.bookingOpen)).toBe(true);
  await page.goBack();
  await expect(dialog(page)).not.toHaveAttribute("open");
  expect(new URL(page.url()).pathname).toBe("/");
});

test("a closed notice is an intent and no opening", async ({ page, site }) => {
  const before = (await readMetrics(site)).summary.total;
  const sent = await recordBeacons(page);
  await page.goto("/");
  await heroLink(page).click();
  await expect(agree(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.goto("/about");
  await expect.poll(sent).toEqual([expect.objectContaining({ intent: true, placement: "hero" })]);
  expect((await readMetrics(site)).summary.total).toBe(before);
});

test("measuring goes on without consent, and keeps nothing in the browser", async ({ page, site }) => {
  await page.goto("/?cal-variant=instant");
  await heroLink(page).click();
  await expectSeen(page);
  await page.keyboard.press("Escape");
  await expect.poll(async () => (await readMetrics(site)).metrics[0]).toMatchObject({ outcome: "times" });
  expect(await stored(page)).toEqual([]);
});

test.describe("withdrawing", () => {
  test("with the button in the footer removes what was stored and takes the frame away", async ({ page, foreign }) => {
    await page.goto("/");
    const button = page.locator("[data-consent-withdraw]");
    await expect(button).toBeHidden();
    await heroLink(page).click();
    await agree(page).click();
    await expectTimes(page);
    await page.locator("[data-booking-close]").click();
    await expect(calendarElement(page)).toHaveCount(1);
    await button.click();
    await expect(page.getByText("Consent withdrawn.")).toBeVisible();
    await expect(button).toBeHidden();
    await expect(calendarElement(page)).toHaveCount(0);
    expect(await stored(page)).toEqual([]);

    const before = foreign();
    const requests = before.requests.length;
    await approach(page);
    await heroLink(page).click();
    await expect(agree(page)).toBeVisible();
    expect(foreign().requests.slice(requests)).toEqual([]);
    await agree(page).click();
    await expectTimes(page);
  });

  test("while the calendar is open leaves it until the dialog is closed", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).click();
    await agree(page).click();
    await expectTimes(page);
    await page.evaluate(() => document.dispatchEvent(new CustomEvent("readyslot:consent", { detail: false })));
    await expectTimes(page);
    await page.locator("[data-booking-close]").click();
    await expect(calendarElement(page)).toHaveCount(0);
  });

  test("with a picked time, the list is there again, and asks again", async ({ page }) => {
    await page.goto("/?cal-variant=instant");
    await heroLink(page).click();
    await times(page).first().click();
    await calendarFrame(page).getByLabel(/name/i).fill("Ada");
    await page.locator("[data-booking-close]").click();
    await page.evaluate(() => document.dispatchEvent(new CustomEvent("readyslot:consent", { detail: { calendar: false } })));
    await expect(calendarElement(page)).toHaveCount(0);
    await heroLink(page).click();
    await expect(times(page).first()).toBeVisible();
    await expect(notice(page)).toBeVisible();
    await times(page).first().click();
    await expect(calendarFrame(page).getByLabel(/name/i)).toHaveValue("");
  });

  test("in another tab counts here, too, and so does agreeing", async ({ page, context }) => {
    await page.goto("/");
    const other = await context.newPage();
    await other.goto("/privacy");
    await heroLink(page).click();
    await agree(page).click();
    await expectTimes(page);
    const button = other.locator("[data-consent-withdraw]");
    await button.click();
    await expect.poll(() => given(page)).toBe("");
    await page.locator("[data-booking-close]").click();
    await expect(calendarElement(page)).toHaveCount(0);
  });

  test("while the page was in the back/forward cache counts when it comes back", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).click();
    await agree(page).click();
    await expectTimes(page);
    await page.locator("[data-booking-close]").click();
    await page.goto("/privacy");
    await page.locator("[data-consent-withdraw]").click();
    await page.goBack();
    await expect.poll(() => given(page)).toBe("");
    await expect(calendarElement(page)).toHaveCount(0);
  });
});

test("a prerendered page starts nothing, and takes over what was chosen on the page before it", async ({ page, foreign }) => {
  // The rules are inline, which the site's policy blocks.
  await page.route("**/about", async (route) => {
    const response = await route.fetch();
    const rules = JSON.stringify({ prerender: [{ source: "list", urls: ["/"] }] });
    const body = (await response.text()).replace("</head>", `<script type="speculationrules">${rules}</script></head>`);
    const { "content-security-policy": _, ...headers } = response.headers();
    await route.fulfill({ response, headers, body });
  });
  await page.goto("/about");
  await expect.poll(() => foreign()).toEqual(NOTHING);
  await page.evaluate(() => document.dispatchEvent(new CustomEvent("readyslot:consent", { detail: { calendar: true } })));
  await page.locator('header a[href="/"]').click();
  await expect(heroLink(page)).toBeVisible();
  expect(await given(page)).toBe("calendar");
  expect(foreign()).toEqual(NOTHING);
});

test.describe("visitors who are drawn", () => {
  test.use({ variant: "built" });

  test("get their variant for one page, and keep it once they have agreed", async ({ page }) => {
    await page.goto("/");
    expect(await stored(page)).toEqual([]);
    await page.evaluate(() => document.dispatchEvent(new CustomEvent("readyslot:consent", { detail: { calendar: true } })));
    await page.reload();
    expect((await stored(page)).toSorted()).toEqual(["localStorage booking-bucket", "localStorage readyslot-consent"]);
  });
});

test("without JavaScript, the button is a link to the booking page, and the page reaches nobody", async ({ browser, site, foreign }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: site.origin });
  const seen: string[] = [];
  context.on("request", (request) => request.url().startsWith(site.origin) || seen.push(request.url()));
  const page = await context.newPage();
  await page.goto("/");
  await heroLink(page).hover();
  expect([seen, foreign()]).toEqual([[], NOTHING]);
  await expect(heroLink(page)).toHaveAttribute("href", /studio\/30min/);
  await expect(page.locator("[data-consent-withdraw]")).toBeHidden();
  await context.close();
});

test("the page that measures on an admin's device starts nothing before the click", async ({ page, site, foreign }) => {
  await page.clock.install();
  await becomeAdmin(page, site.origin);
  await page.goto("/measure");
  const link = page.locator("a[data-booking-link]");
  await link.hover();
  await link.focus();
  await page.clock.runFor(10_000);
  expect(foreign()).toEqual(NOTHING);
});

test("on the page that measures on an admin's device the click is the request, and nothing is remembered", async ({ page, site }) => {
  await becomeAdmin(page, site.origin);
  await page.goto("/measure");
  await page.locator("a[data-booking-link]").click();
  await expectTimes(page);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
});

test("the dialog with the notice is accessible in light and in dark, and fits a phone", async ({ page }) => {
  for (const variant of ["optimized", "instant"]) {
    for (const colorScheme of ["light", "dark"] as const) {
      for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }, { width: 320, height: 480 }]) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await page.goto(`/?cal-variant=${variant}`);
        await heroLink(page).click();
        await expect(notice(page)).toBeVisible();
        if (variant === "instant") await expect(times(page).first()).toBeVisible();
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(await notice(page).evaluate((element) => element.scrollWidth - element.clientWidth)).toBeLessThanOrEqual(0);
      }
    }
  }
});

test("pages are valid, request no script, and weigh little more than without consent", async ({ page, site }) => {
  const folder = join(site.root, ".vercel", "output", "static");
  for (const { path, html } of builtPages(folder)) expect(await htmlErrors(html, path)).toEqual([]);
  const [measured, before] = [await measureParts(folder), await measureParts(staticOutput)];
  const more = (Object.keys(measured) as Part[]).map((part) => [part, (measured[part] ?? 0) - (before[part] ?? 0)] as const);
  expect(more.filter(([part, bytes]) => bytes > (CONSENT_BYTES[part] ?? 0))).toEqual([]);
  // Each part is one file, as without it: a shared one would be a round trip more.
  const home = builtPages(folder).find(({ path }) => path === "/");
  for (const template of ["instant", "hints", "island", "report"] as const) expect(await filesOf(folder, home?.html ?? "", template)).toHaveLength(1);
  const scripts: string[] = [];
  page.on("request", (request) => request.resourceType() === "script" && scripts.push(request.url()));
  for (const path of ["/", "/privacy"]) await page.goto(path, { waitUntil: "networkidle" });
  expect(scripts).toEqual([]);
});
