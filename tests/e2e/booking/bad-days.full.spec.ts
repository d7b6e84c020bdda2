import type { Page } from "playwright/test";
import {
  book,
  CALENDAR_PAGE,
  calendarElement,
  dialog,
  expect,
  expectTimes,
  heroLink,
  holdBack,
  partsRequested,
  readMetrics,
  test,
  withoutOwnEmbedScript,
} from "../fixtures.ts";

/** One of our scripts that the server no longer has. */
async function without(page: Page, part: "BookingCode" | "BookingIsland" | "BookingReport"): Promise<void> {
  await page.route(`**/_astro/${part}*`, (route) => route.fulfill({ status: 404, body: "" }));
}

test.describe("embed.js", () => {
  test("missing everywhere: a message, Try again works, one error is counted", async ({ page, site, calendar, complaints }) => {
    const before = await readMetrics(site);
    await calendar({ embedJsMode: "missing" });
    const haveItAgain = await withoutOwnEmbedScript(page);
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "failed");
    await expect(dialog(page).getByText("Unable to load calendar")).toBeVisible();
    await expect(dialog(page).getByRole("link", { name: "Open the booking page" }).first()).toHaveAttribute("href", /\/studio\/30min$/);
    await expect.poll(async () => (await readMetrics(site)).summary.errors).toBe(before.summary.errors + 1);
    expect((await readMetrics(site, "?errorOnly=true")).metrics[0]?.error).toMatch(/^script-failed/);

    await calendar({ embedJsMode: "ok" });
    await haveItAgain();
    await dialog(page).getByRole("button", { name: "Try again" }).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expectTimes(page);
    await expect.poll(async () => (await readMetrics(site)).summary.total).toBe(before.summary.total + 2);
    complaints.length = 0;
  });

  test("missing on our origin only comes from Cal's, without the visitor noticing", async ({ page, complaints }) => {
    await withoutOwnEmbedScript(page);
    await page.goto("/");
    const states = await recordStates(page);
    const parts = partsRequested(page);
    await heroLink(page).click();
    await expectTimes(page);
    await expect(dialog(page)).toContainText(/Ready \d+ ms/);
    expect(await states()).toEqual(["loading", "ready"]);
    expect(parts.filter((part) => part === "embed.js from Cal")).toHaveLength(1);
    complaints.length = 0;
  });

  for (const [name, isMissing, address] of [
    ["slow", false, "**/api/cal-embed.js"],
    ["missing on our origin and slow from Cal's", true, "**/embed/embed.js"],
  ] as const) {
    test(`${name}: the dialog shows the shape of a calendar, and then the calendar`, async ({ page, complaints }) => {
      if (isMissing) await withoutOwnEmbedScript(page);
      const letItCome = await holdBack(page, address);
      await page.goto("/");
      const asked = page.waitForRequest(address);
      await heroLink(page).click();
      await asked;
      await expect(dialog(page)).toHaveAttribute("data-state", "loading");
      await expect(dialog(page).locator(".booking-skeleton")).toBeVisible();
      letItCome();
      await expectTimes(page);
      await expect(dialog(page).locator(".booking-skeleton")).not.toBeVisible();
      if (isMissing) complaints.length = 0;
    });
  }

  test("later than anybody waits: a message in between, and the calendar after all", async ({ page, complaints }) => {
    await page.clock.install();
    await withoutOwnEmbedScript(page);
    const letItCome = await holdBack(page, "**/embed/embed.js");
    await page.goto("/");
    const asked = page.waitForRequest("**/embed/embed.js");
    await heroLink(page).click();
    await asked;
    await page.clock.runFor(5_000);
    await expect(dialog(page)).toHaveAttribute("data-state", "failed");
    await expect(dialog(page).getByText("Unable to load calendar")).toBeVisible();
    letItCome();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expectTimes(page);
    complaints.length = 0;
  });

  test("hanging on our origin only comes from Cal's, without the visitor noticing", async ({ page }) => {
    await page.clock.install();
    await page.route("**/api/cal-embed.js", () => {});
    await page.goto("/");
    const states = await recordStates(page);
    await heroLink(page).click();
    await expect.poll(() => page.evaluate(() => "Cal" in window)).toBe(true);
    await page.clock.runFor(2_000);
    await expectTimes(page);
    expect(await states()).toEqual(["loading", "ready"]);
  });

  test("not JavaScript: a message", async ({ page, calendar, complaints }) => {
    await calendar({ embedJsMode: "broken" });
    await withoutOwnEmbedScript(page, "(function () { this is not a script");
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "failed");
    await expect(dialog(page).getByText("Unable to load calendar")).toBeVisible();
    complaints.length = 0;
  });
});

for (const [name, knobs] of [
  ["the booking page answers 500", { frameStatus: 500 }],
  ["the booking page says nothing", { frameMode: "silent" }],
  ["Cal reports that the event is gone", { linkFailed: 404 }],
] as const) {
  test(`${name}: a message, and Try again works`, async ({ page, calendar, complaints }) => {
    await calendar(knobs);
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "failed");
    await expect(dialog(page).getByText("Unable to load calendar")).toBeVisible();
    await calendar({ frameStatus: 200, frameMode: "ok", linkFailed: 0 });
    await dialog(page).getByRole("button", { name: "Try again" }).click();
    await expectTimes(page);
    await expect(page.locator("iframe")).toHaveCount(1);
    complaints.length = 0;
  });
}

test.describe("one of our scripts is gone after a deployment", () => {
  test("the booking code: the visitor lands on the booking page", async ({ page, complaints }) => {
    await without(page, "BookingCode");
    await page.goto("/");
    await heroLink(page).click();
    await expect(page).toHaveURL(/\/studio\/30min$/);
    complaints.length = 0;
  });

  test("the booking code, missed before the click: the link is a link", async ({ page, complaints }) => {
    await without(page, "BookingCode");
    await page.goto("/");
    await heroLink(page).hover();
    await expect.poll(() => dialog(page).evaluate((element) => "bookingIntents" in element)).toBe(false);
    const opened = await heroLink(page).evaluate((link: HTMLElement) => {
      link.click();
      return document.querySelector("dialog")?.open;
    });
    expect(opened).toBe(false);
    await expect(page).toHaveURL(/\/studio\/30min$/);
    complaints.length = 0;
  });

  test("React: the calendar opens, books, closes and opens again", async ({ page, complaints }) => {
    await without(page, "BookingIsland");
    await page.goto("/");
    await heroLink(page).click();
    await book(page);
    await dialog(page).locator("[data-booking-close]").click();
    await expect(dialog(page)).not.toHaveAttribute("open");
    await expect(heroLink(page)).toBeFocused();
    await heroLink(page).click();
    await expectTimes(page);
    complaints.length = 0;
  });

  test('React, and embed.js as well: the message is shown, and "Try again" works', async ({ page, calendar, complaints }) => {
    await without(page, "BookingIsland");
    await calendar({ embedJsMode: "missing" });
    const haveItAgain = await withoutOwnEmbedScript(page);
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page).getByText("Unable to load calendar")).toBeVisible();
    await calendar({ embedJsMode: "ok" });
    await haveItAgain();
    await dialog(page).getByRole("button", { name: "Try again" }).click();
    await expectTimes(page);
    complaints.length = 0;
  });

  test("the reporting code: the visitor does not notice", async ({ page, complaints }) => {
    await without(page, "BookingReport");
    await page.goto("/");
    const isGone = page.waitForResponse(/\/_astro\/BookingReport/);
    await heroLink(page).click();
    await isGone;
    await expect(dialog(page)).toContainText(/Ready \d+ ms/);
    await expectTimes(page);
    await page.keyboard.press("Escape");
    await heroLink(page).click();
    await expect(dialog(page)).toContainText(/Ready \d+ ms/);
    complaints.length = 0;
  });
});

test("our own script hangs: the visitor lands on the booking page, and not while there is hope", async ({ page }) => {
  await page.clock.install({ time: 0 });
  await page.route("**/_astro/*.js", () => {});
  await page.goto("/");
  await page.clock.pauseAt(60_000);
  await heroLink(page).click();
  await page.clock.runFor(4_800);
  await expect(dialog(page)).toHaveAttribute("open");
  await expect(dialog(page)).toHaveAttribute("data-state", "loading");
  await page.clock.runFor(200);
  await expect(page).toHaveURL(/\/studio\/30min$/);
});

test("closed before our own script has come, the visitor stays", async ({ page }) => {
  await page.clock.install();
  await page.route("**/_astro/*.js", () => {});
  await page.goto("/");
  await heroLink(page).click();
  await page.keyboard.press("Escape");
  await page.clock.runFor(10_000);
  await expect(heroLink(page)).toBeFocused();
  await expect(page).toHaveURL("/");
});

test("no dialog in this browser: the link is a link", async ({ page }) => {
  await page.addInitScript("delete HTMLDialogElement.prototype.showModal");
  await page.goto("/");
  await heroLink(page).click();
  await expect(page).toHaveURL(/\/studio\/30min$/);
});

test("the metrics endpoint down is never felt", async ({ page, complaints }) => {
  await page.route("**/api/cal-metrics", (route) => route.abort());
  await page.goto("/");
  await heroLink(page).click();
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
  await expect(dialog(page)).toContainText(/Ready \d+ ms/);
  complaints.length = 0;
});

test.describe("impatience", () => {
  test("clicks while the calendar is being mounted open that one, once", async ({ page }) => {
    const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
    await page.goto("/");
    await heroLink(page).hover();
    await expect(calendarElement(page)).toHaveCount(1);
    const frame = await calendarElement(page).elementHandle();
    await heroLink(page).click();
    await heroLink(page).evaluate((link: HTMLElement) => link.click());
    await expect(dialog(page)).toHaveAttribute("data-state", "loading");
    letCalendarCome();
    await expectTimes(page);
    await expect(page.locator("iframe")).toHaveCount(1);
    expect(await frame?.evaluate((element) => element.isConnected)).toBe(true);
  });

  test("closed and opened while the calendar is being mounted, it is the same one", async ({ page }) => {
    const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
    await page.goto("/");
    await heroLink(page).click();
    await expect(calendarElement(page)).toHaveCount(1);
    const frame = await calendarElement(page).elementHandle();
    await page.keyboard.press("Escape");
    await expect(dialog(page)).not.toHaveAttribute("open");
    await heroLink(page).click();
    letCalendarCome();
    await expectTimes(page);
    await expect(dialog(page)).toContainText(/Ready \d+ ms/);
    expect(await frame?.evaluate((element) => element.isConnected)).toBe(true);
  });
});

/** The dialog's states from now on, each once as long as it lasts. */
async function recordStates(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const states: string[] = [];
    const note = () => {
      const { state = "" } = document.querySelector("dialog")?.dataset ?? {};
      if (states.at(-1) !== state) states.push(state);
    };
    new MutationObserver(note).observe(document, { attributeFilter: ["data-state"], subtree: true });
    Object.assign(window, { states });
  });
  return () => page.evaluate(() => (window as unknown as { states: string[] }).states);
}
