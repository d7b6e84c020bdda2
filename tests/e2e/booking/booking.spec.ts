import type { Page } from "playwright/test";
import {
  addOtherEvent,
  book,
  clickBeside,
  dialog,
  expect,
  expectTimes,
  heroLink,
  newestCalendarRequest,
  partsRequested,
  readMetrics,
  signIn,
  test,
} from "../fixtures.ts";

test.describe("the whole way", () => {
  test("hover, click, pick a slot, book; the admin sees that opening's numbers, before and after a restart", async ({ page, site, restartSite }) => {
    const before = await readMetrics(site);
    await page.goto("/");
    await heroLink(page).hover();
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect(dialog(page)).toContainText(/Ready \d+ ms after your click/);

    await book(page);
    await expect.poll(async () => (await readMetrics(site)).summary.total).toBe(before.summary.total + 1);
    await expect.poll(async () => (await readMetrics(site)).summary.bookingTime.n).toBe(before.summary.bookingTime.n + 1);
    const [newest] = (await readMetrics(site)).metrics;
    expect(newest).toMatchObject({ id: "30min" });
    for (const phase of ["calLoadTime", "iframeLoadTime", "totalDuration"] as const) expect(newest?.[phase]).toBeGreaterThan(0);

    await signIn(page);
    const firstRow = page.locator("#newest tbody tr").first();
    await expect(firstRow).toContainText(`${newest?.totalDuration?.toLocaleString("en")} ms`);

    await restartSite();
    const after = await readMetrics(site);
    expect(after.summary.total).toBe(before.summary.total + 1);
    expect(after.metrics[0]).toEqual(newest);
  });

  test("with JavaScript off the button is a link to the booking page", async ({ browser, site }) => {
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL: site.origin });
    const page = await context.newPage();
    await page.goto("/");
    await heroLink(page).click();
    await expect(page).toHaveURL(/127\.0\.0\.1:4322\/studio\/30min$/);
    await expect(page.getByText(/demo/i).first()).toBeVisible();
    await context.close();
  });
});

test.describe("before intent", () => {
  test("no script request, nothing from Cal, nothing from anywhere else", async ({ page, site }) => {
    const requests: { url: string; type: string }[] = [];
    page.on("request", (request) => requests.push({ url: request.url(), type: request.resourceType() }));
    await page.goto("/", { waitUntil: "networkidle" });
    expect(requests.filter(({ type }) => type === "script")).toEqual([]);
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    expect(requests.filter(({ url }) => !url.startsWith(site.origin) && !url.startsWith("data:"))).toEqual([]);

    const parts = partsRequested(page);
    await heroLink(page).hover();
    await expect.poll(() => parts.slice(0, 2).toSorted()).toEqual(["booking code", "embed.js"]);
  });

  test("a page without a booking link has no script that runs, apart from data for search engines", async ({ page }) => {
    await page.goto("/privacy");
    await expect(page.locator("a[data-booking-link]")).toHaveCount(0);
    await expect(page.locator('script:not([type="application/ld+json"])')).toHaveCount(0);
  });
});

test.describe("the dialog", () => {
  test("one click is enough when nothing was loaded before", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).evaluate((link: HTMLElement) => link.click());
    await expect(dialog(page)).toHaveAttribute("open");
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expectTimes(page);

    // The link never had the focus, so the browser alone would give it to nobody.
    await page.keyboard.press("Escape");
    await expect(heroLink(page)).toBeFocused();
  });

  test("is open in the task of the click, whatever has loaded", async ({ page }) => {
    await page.route("**/_astro/*.js", (route) => route.fulfill({ status: 200, contentType: "text/javascript", body: "await new Promise(() => {})" }));
    await page.goto("/");
    const opened = await heroLink(page).evaluate((link: HTMLElement) => {
      link.click();
      return document.querySelector("dialog")?.matches(":modal") && document.querySelector("dialog")?.dataset.state;
    });
    expect(opened).toBe("loading");
  });

  test("two clicks open one frame", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).evaluate((link: HTMLElement) => {
      link.click();
      link.click();
    });
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect(page.locator("iframe")).toHaveCount(1);
  });

  test("serves another event in the same frame's place, and measures it whole", async ({ page, site }) => {
    await page.goto("/");
    const other = await addOtherEvent(page);
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await page.keyboard.press("Escape");

    await other.click();
    await expect(page.locator("iframe")).toHaveAttribute("src", /\/studio\/15min\/embed/);
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect(page.locator("iframe")).toHaveCount(1);
    await expect(dialog(page).getByRole("link", { name: "Open the booking page" })).toHaveAttribute("href", /15min$/);
    await expect.poll(async () => (await readMetrics(site)).metrics[0]?.id).toBe("15min");
    expect((await readMetrics(site)).metrics[0]).toMatchObject({ calLoadTime: expect.any(Number), totalDuration: expect.any(Number) });
  });

  for (const [way, close] of [
    ["its button", async (page) => page.locator("[data-booking-close]").click()],
    ["Escape", async (page) => page.keyboard.press("Escape")],
    ["a click beside it", clickBeside],
  ] as [string, (page: Page) => Promise<void>][]) {
    test(`closes by ${way}, gives the focus back, and opens again with the same calendar`, async ({ page, site }) => {
      await page.goto("/");
      await heroLink(page).click();
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      const newest = await newestCalendarRequest(site);

      await close(page);
      await expect(dialog(page)).not.toHaveAttribute("open");
      await expect(heroLink(page)).toBeFocused();

      await heroLink(page).click();
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      await expectTimes(page);
      await expect(page.locator("iframe")).toHaveCount(1);
      expect(await newestCalendarRequest(site)).toEqual(newest);
    });
  }

  test("closed while it loads, it goes on loading and is ready when it is wanted", async ({ page, calendar }) => {
    await calendar({ frameDelayMs: 300 });
    await page.goto("/");
    await heroLink(page).click();
    await page.keyboard.press("Escape");
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect(dialog(page)).not.toHaveAttribute("open");
  });

  test("leaves a click that asks for a new tab to the browser", async ({ page, context }) => {
    await page.goto("/");
    const [tab] = await Promise.all([context.waitForEvent("page"), heroLink(page).click({ modifiers: ["ControlOrMeta"] })]);
    await expect(tab).toHaveURL(/\/studio\/30min$/);
    await expect(dialog(page)).not.toHaveAttribute("open");
  });

  test("works by keyboard alone, and keeps the page behind out of reach", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).focus();
    await page.keyboard.press("Enter");
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect(page.locator("[data-booking-close]")).toBeFocused();
    const outside = await page.evaluate(() => {
      document.querySelector<HTMLElement>("header a")?.focus();
      return document.activeElement?.closest("dialog") !== null;
    });
    expect(outside).toBe(true);
  });

  test("believes its own frame only", async ({ page, calendar }) => {
    await calendar({ slotsMode: "never" });
    await page.goto("/");
    await heroLink(page).click();
    await expect(page.locator("iframe")).toHaveCount(1);
    await page.evaluate(() => {
      for (const type of ["bookerReady", "__closeIframe"]) {
        window.postMessage({ originator: "CAL", type, namespace: "30min", fullType: `CAL:30min:${type}`, data: {} }, "*");
      }
    });
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    await expect(dialog(page)).toHaveAttribute("open");
    await expect(dialog(page)).toHaveAttribute("data-state", "loading");
  });
});
