import type { Page } from "playwright/test";
import {
  calendarElement,
  dialog,
  expect,
  expectTimes,
  heroLink,
  holdBack,
  newestCalendarRequest,
  partsRequested,
  readMetrics,
  test,
  withoutOwnEmbedScript,
} from "../fixtures.ts";

const STOPWATCH = /Ready \d+ ms after your click/;
const VARIANTS = ["baseline", "optimized"] as const;

/** The page as a build with other PUBLIC_CAL_VARIANTS would have it. */
async function setShares(page: Page, limits: string): Promise<void> {
  await page.route("**/", async (route) => {
    const answer = await route.fetch();
    const html = (await answer.text()).replace(/data-booking-shares="[\d ]+"/, `data-booking-shares="${limits}"`);
    await route.fulfill({ response: answer, body: html });
  });
}

const variant = (page: Page) => dialog(page).getAttribute("data-variant");
const bucket = (page: Page) => page.evaluate(() => localStorage.getItem("booking-bucket"));

test.describe("the baseline", () => {
  test("starts nothing before the click, and then takes the usual way", async ({ page }) => {
    await page.goto("/?cal-variant=baseline");
    const parts = partsRequested(page);
    await heroLink(page).hover();
    await heroLink(page).focus();
    for (const sign of ["touchstart", "pointerdown"]) await heroLink(page).dispatchEvent(sign);
    await heroLink(page).dispatchEvent("keydown", { key: "Enter" });
    await expect(page.locator("dialog > script, dialog > link, dialog > iframe")).toHaveCount(0);
    expect(parts).toEqual([]);

    const state = await heroLink(page).evaluate((link: HTMLElement) => {
      link.click();
      return document.querySelector("dialog")?.matches(":modal") && document.querySelector("dialog")?.dataset.state;
    });
    expect(state).toBe("loading");
    await expect(dialog(page)).toContainText(STOPWATCH);
    await expectTimes(page);
    expect(parts.slice(0, 2).toSorted()).toEqual(["booking code", "island"]);
    await expect.poll(() => parts.slice(2)).toEqual(["embed.js from Cal", "calendar", "reporting code", "web vitals"]);
    await expect(page.locator("iframe")).toHaveCount(1);
  });

  test("works the same if its island comes before the booking code", { tag: "@full" }, async ({ page, site }) => {
    const before = (await readMetrics(site)).summary.total;
    const letBookingCodeCome = await holdBack(page, /\/_astro\/BookingCode/);
    await page.goto("/?cal-variant=baseline");
    await heroLink(page).click();
    await expect.poll(() => isHydrated(page)).toBe(true);
    letBookingCodeCome();
    await expect(dialog(page)).toContainText(STOPWATCH);
    await expectTimes(page);
    await expect.poll(async () => (await readMetrics(site)).summary.total).toBe(before + 1);
  });

  test("without its island the visitor lands on the booking page", { tag: "@full" }, async ({ page, complaints }) => {
    await page.route("**/_astro/BookingIsland*", (route) => route.fulfill({ status: 404, body: "" }));
    await page.goto("/?cal-variant=baseline");
    await heroLink(page).click();
    await expect(page).toHaveURL(/\/studio\/30min$/);
    complaints.length = 0;
  });
});

for (const name of VARIANTS) {
  test.describe(`either way (${name})`, { tag: name === "baseline" ? [] : "@full" }, () => {
    test("an opening is one sample that names its variant, and opening again shows the same calendar", async ({ page, site }) => {
      const before = (await readMetrics(site)).summary.total;
      await page.goto(`/?cal-variant=${name}`);
      await heroLink(page).click();
      await expect(dialog(page)).toContainText(STOPWATCH);
      await expectTimes(page);
      await expect.poll(async () => (await readMetrics(site)).summary.total).toBe(before + 1);
      expect((await readMetrics(site)).metrics[0]).toMatchObject({
        id: "30min",
        variant: name,
        calLoadTime: expect.any(Number),
        iframeLoadTime: expect.any(Number),
        totalDuration: expect.any(Number),
      });

      const frame = await calendarElement(page).elementHandle();
      const newest = await newestCalendarRequest(site);
      await page.keyboard.press("Escape");
      await expect(dialog(page)).not.toHaveAttribute("open");
      await heroLink(page).click();
      await expect(dialog(page)).toContainText(STOPWATCH);
      await expectTimes(page);
      expect(await frame?.evaluate((element) => element.isConnected)).toBe(true);
      expect(await newestCalendarRequest(site)).toEqual(newest);
      await expect.poll(async () => (await readMetrics(site)).summary.total).toBe(before + 2);
      expect((await readMetrics(site)).metrics[0]).toMatchObject({ variant: name, openKind: "reopened", totalDuration: expect.any(Number) });
    });

    test("two clicks open one frame, and closed while it loads it goes on loading", { tag: "@full" }, async ({ page, calendar }) => {
      await calendar({ frameDelayMs: 300 });
      await page.goto(`/?cal-variant=${name}`);
      await heroLink(page).evaluate((link: HTMLElement) => {
        link.click();
        link.click();
      });
      await page.keyboard.press("Escape");
      await expect(dialog(page)).not.toHaveAttribute("open");
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      await expect(page.locator("iframe")).toHaveCount(1);
      await heroLink(page).click();
      await expectTimes(page);
    });

    test("embed.js missing: a message, and Try again works", async ({ page, calendar, complaints }) => {
      await calendar({ embedJsMode: "missing" });
      const haveItAgain = await withoutOwnEmbedScript(page);
      await page.goto(`/?cal-variant=${name}`);
      await heroLink(page).click();
      await expect(dialog(page)).toHaveAttribute("data-state", "failed");
      await expect(dialog(page).getByText("Unable to load calendar")).toBeVisible();
      await calendar({ embedJsMode: "ok" });
      await haveItAgain();
      await dialog(page).getByRole("button", { name: "Try again" }).click();
      await expectTimes(page);
      await expect(dialog(page)).toContainText(STOPWATCH);
      complaints.length = 0;
    });
  });
}

test.describe("the shares", () => {
  test.use({ variant: "built" });

  test("where they are not set, everyone gets the times at once, and nothing is drawn or stored", async ({ page }) => {
    await page.goto("/");
    expect(await variant(page)).toBe("instant");
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await page.keyboard.press("Escape");
    // But for the sample, until it has been delivered.
    await expect.poll(() => page.evaluate(() => Object.keys(localStorage))).toEqual([]);
  });

  test("of nobody but the baseline: everyone gets it, whatever was drawn", async ({ page }) => {
    await setShares(page, "0 0");
    await page.goto("/");
    expect(await variant(page)).toBe("baseline");
    await page.evaluate(() => localStorage.setItem("booking-bucket", "0"));
    await page.reload();
    expect(await variant(page)).toBe("baseline");
  });

  test("of several: a visitor is drawn once, and stays who they are", async ({ page }) => {
    await setShares(page, "40 70");
    await page.goto("/");
    const drawn = await bucket(page);
    const first = await variant(page);
    expect(Number(drawn)).toBeGreaterThanOrEqual(0);
    expect(Number(drawn)).toBeLessThan(100);
    expect(first).toBe(Number(drawn) < 40 ? "instant" : Number(drawn) < 70 ? "optimized" : "baseline");
    for (let again = 0; again < 5; again++) {
      await page.reload();
      expect([await bucket(page), await variant(page)]).toEqual([drawn, first]);
    }
  });

  for (const [stored, expected] of [
    ["39", "instant"],
    ["40", "optimized"],
    ["69", "optimized"],
    ["70", "baseline"],
  ] as const) {
    test(`of 40, 30 and 30: a visitor of bucket ${stored} gets the ${expected} way`, { tag: "@full" }, async ({ page }) => {
      await setShares(page, "40 70");
      await page.addInitScript((value) => localStorage.setItem("booking-bucket", value), stored);
      await page.goto("/");
      expect(await variant(page)).toBe(expected);
    });
  }
});

test("React takes over the page's own elements, and replaces none", async ({ page }) => {
  await page.goto("/");
  const stopwatch = await dialog(page).locator(".booking-stopwatch").elementHandle();
  await heroLink(page).click();
  await expect(dialog(page)).toContainText(STOPWATCH);
  expect(await isHydrated(page)).toBe(true);
  expect(await stopwatch?.evaluate((element) => element === document.querySelector(".booking-stopwatch"))).toBe(true);
});

/** React marks what it has taken over. */
function isHydrated(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const element = document.querySelector("[data-booking-status] .booking-stopwatch");
    return Object.keys(element ?? {}).some((key) => key.startsWith("__reactFiber"));
  });
}
