/** The list of free times under conditions that are rare one by one: clocks, zones, scripts, screens, haste, no network. */
import { accessibilityProblems } from "../accessibility.ts";
import { addOtherEvent, calendarElement, dialog, expect, expectShown, heroLink, holdBack, test } from "../fixtures.ts";
import { answerWith, change, expectForm, expectList, expectSession, freeTime, listen, more, openList, shownSlots, slotIn, slotOf, times, truth } from "./list-of-times.ts";

test.use({ variant: "instant" });

const HOUR = 3_600_000;

for (const [clock, hours] of [["a day behind", -24], ["an hour behind", -1], ["an hour ahead", 1], ["a day ahead", 24]] as const) {
  test(`by a clock that is ${clock} the times are the calendar's, and new`, async ({ page, site }) => {
    await page.addInitScript((shift) => {
      const { now } = Date;
      Date.now = () => now() + shift;
    }, hours * HOUR);
    const asked = listen(page);
    await openList(page);
    const shown = await shownSlots(page);
    const free = (await truth(site, 16)).filter((slot) => Date.parse(slot) > Date.now() + Math.max(0, hours) * HOUR);
    expect(shown).toEqual(free.slice(0, shown.length));
    await expect(page.locator("[data-booking-age]")).toHaveText("");
    expect(asked).toHaveLength(1);
  });
}

for (const [timezoneId, language, digits] of [
  ["Australia/Lord_Howe", "th", /\d/],
  ["Asia/Kathmandu", "fa", /[۰-۹]/],
  ["Africa/Cairo", "ar-EG", /[٠-٩]/],
  ["Pacific/Kiritimati", "ja-JP-u-ca-japanese", /\d/],
] as const) {
  test.describe(`in ${timezoneId}, on a page in ${language}`, () => {
    test.use({ timezoneId });

    test("the list is in the page's digits and calendar, and Cal gets a date that it can read", async ({ page, site }) => {
      await page.goto("/");
      await page.evaluate((lang) => (document.documentElement.lang = lang), language);
      await heroLink(page).click();
      await expectList(page);
      const shown = await shownSlots(page);
      expect(shown).toEqual((await truth(site, 14)).slice(0, shown.length));
      await expect(times(page).first()).toHaveText(digits);
      const time = await freeTime(page, site);
      const slot = await slotIn(time);
      await time.click();
      await expectForm(page);
      const query = await calendarElement(page).evaluate((frame: HTMLIFrameElement) => new URL(frame.src).searchParams.toString());
      expect(new URLSearchParams(query).get("slot")).toBe(slot);
      expect(new URLSearchParams(query).get("date")).toBe(new Intl.DateTimeFormat("sv", { timeZone: timezoneId }).format(new Date(slot)));
    });
  });
}

test("at midnight the day that is over goes, and the rest stays as it is", async ({ page }) => {
  await page.clock.install();
  const midnight = await page.evaluate(() => new Date().setHours(48, 0, 0, 0));
  await page.clock.setSystemTime(midnight - 90_000);
  await answerWith(page, [midnight - 60_000, midnight + 9 * HOUR, midnight + 33 * HOUR], { at: Math.round(midnight / 1_000) - 100 });
  await openList(page);
  await expect(page.locator("[data-booking-days] > [role=group]")).toHaveCount(3);
  const later = await times(page).nth(1).elementHandle();
  await page.clock.runFor(65_000);
  await expect(page.locator("[data-booking-days] > [role=group]")).toHaveCount(2);
  await page.clock.runFor(65_000);
  await expect(page.locator("[data-booking-days] > [role=group]")).toHaveCount(2);
  expect(await later?.evaluate((button) => button.isConnected)).toBe(true);
});

test("an answer with 600 times shows the first days of them, and more on request", async ({ page }) => {
  const first = Math.ceil(Date.now() / HOUR + 24) * HOUR;
  await answerWith(page, Array.from({ length: 600 }, (_, i) => first + i * 30 * 60_000), { until: new Date(first + 12 * 24 * HOUR).toISOString().slice(0, 10) });
  await openList(page);
  await expect(page.locator("[data-booking-days] > [role=group]")).toHaveCount(5);
  const count = await times(page).count();
  await more(page).click();
  await expect(page.locator("[data-booking-days] > [role=group]")).toHaveCount(10);
  expect(await times(page).count()).toBeGreaterThan(count);
  expect(new Set(await shownSlots(page)).size).toBe(await times(page).count());
});

test("of several times that are picked in haste the last one counts", async ({ page, site }) => {
  await openList(page);
  const slots = await Promise.all([0, 3, 5].map(async (nth) => slotIn(await freeTime(page, site, nth))));
  await page.evaluate((all) => {
    for (const slot of all) document.querySelector<HTMLElement>(`[data-booking-times] [data-slot="${slot}"]`)?.click();
  }, slots);
  await expectForm(page);
  await expect(page.locator("iframe")).toHaveCount(1);
  await expect(calendarElement(page)).toHaveAttribute("src", new RegExp(`slot=${encodeURIComponent(slots[2] ?? "")}`));
  const ways = await page.locator("a[data-booking-page]").evaluateAll((links) => links.map((link) => new URL((link as HTMLAnchorElement).href).searchParams.get("slot")));
  expect(new Set(ways)).toEqual(new Set([slots[2]]));
  await change(page).click();
  await expectList(page);
  expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.slot)).toBe(slots[2]);
});

test("without the booking code, a pick that was taken back leads nowhere, and the last one to the booking page", async ({ page, site }) => {
  await page.clock.install();
  await holdBack(page, /\/_astro\/BookingCode/);
  await openList(page);
  const [first, last] = [await freeTime(page, site, 1), await freeTime(page, site, 2)];
  const slot = await slotIn(last);
  await first.click();
  await expect(dialog(page)).toHaveAttribute("data-state", "loading");
  await change(page).click();
  await page.clock.runFor(6_000);
  await expectList(page);
  await first.click();
  await change(page).click();
  await last.click();
  await page.clock.runFor(6_000);
  await expect(page).toHaveURL((url) => url.pathname === "/studio/30min" && url.searchParams.get("slot") === slot);
});

test("a time that is picked without a network says so, and its form comes with the network", async ({ page, site, context, complaints }) => {
  await openList(page);
  const time = await freeTime(page, site);
  await expectSession(page);
  await context.setOffline(true);
  await time.click();
  await expect(dialog(page)).toHaveAttribute("data-state", "failed", { timeout: 20_000 });
  await expect(change(page)).toBeVisible();
  await context.setOffline(false);
  await expectForm(page);
  await expect(calendarElement(page)).toHaveAttribute("src", /slot=/);
  complaints.length = 0;
});

test("turned and resized, the list keeps its place and fits", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openList(page);
  await more(page).scrollIntoViewIfNeeded();
  const element = await times(page).first().elementHandle();
  for (const [width, height] of [[844, 390], [390, 844], [1024, 768], [768, 1024], [320, 568]] as const) {
    await page.setViewportSize({ width, height });
    await expectShown(times(page).first());
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await page.locator("div[data-booking-times]").evaluate((box) => [box.scrollWidth <= box.clientWidth, box.clientHeight > 150])).toEqual([true, true]);
  }
  expect(await element?.evaluate((button) => button.isConnected)).toBe(true);
});

for (const [what, viewport, options] of [
  ["320 px", { width: 320, height: 568 }, {}],
  ["a zoom of 200 %", { width: 640, height: 400 }, {}],
  ["a zoom of 400 %", { width: 320, height: 225 }, {}],
  ["forced colours", { width: 1280, height: 900 }, { forcedColors: "active" }],
  ["reduced motion", { width: 1280, height: 900 }, { reducedMotion: "reduce" }],
] as const) {
  test(`with ${what} every time can be reached, the choice can be read and changed`, async ({ page, site }) => {
    await page.setViewportSize(viewport);
    await page.emulateMedia(options);
    await openList(page);
    await more(page).scrollIntoViewIfNeeded();
    await expect(more(page)).toBeInViewport({ ratio: 0.9 });
    const small = await page.locator("dialog button:visible").evaluateAll((buttons) => buttons.filter((button) => button.getBoundingClientRect().height < 44).map(({ outerHTML }) => outerHTML));
    expect(small).toEqual([]);
    expect(await accessibilityProblems(page)).toEqual([]);
    const time = await freeTime(page, site, 1);
    await time.click();
    await expectForm(page);
    await expect(page.locator(".booking-choice")).toBeInViewport({ ratio: 0.9 });
    expect(await calendarElement(page).evaluate((frame) => frame.getBoundingClientRect().height > 100)).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await expect(change(page)).toBeInViewport({ ratio: 0.9 });
    await expect(change(page)).toHaveAccessibleDescription(/\d{4}.*\d\d:\d\d/);
    await change(page).click();
    await expectList(page);
    await expect(time).toBeFocused();
  });
}

test("a page that was left open overnight shows no times of yesterday, not even for a moment", async ({ page }) => {
  await page.clock.install();
  await openList(page);
  const old = await slotOf(page, 0);
  await page.keyboard.press("Escape");
  const night = Date.parse(old) + HOUR - Date.now();
  await page.clock.fastForward(night);
  const seen: string[] = [];
  await page.exposeFunction("note", (slot: string) => seen.push(slot));
  const morning = Date.now() + night;
  await answerWith(page, [Math.ceil(morning / HOUR + 2) * HOUR], { at: Math.round(morning / 1_000) });
  await page.evaluate(() => {
    const { note } = window as unknown as { note(slot: string): void };
    const look = () => {
      for (const button of document.querySelectorAll<HTMLElement>("dialog[open] [data-slot]")) note(button.dataset.slot ?? "");
    };
    new MutationObserver(look).observe(document.querySelector("dialog") as Element, { subtree: true, childList: true, attributes: true });
  });
  await heroLink(page).click();
  await expectList(page);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen).not.toContain(old);
});

test("a profile opens as Cal's page, without an error in the console", async ({ page }) => {
  await page.goto("/");
  const answer = page.waitForResponse(/\/api\/slots\?event=team\/studio/);
  await (await addOtherEvent(page, "team/studio")).click();
  expect((await answer).status()).toBe(204);
  await expect(dialog(page)).toHaveAttribute("data-view", "calendar");
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
  await expectShown(calendarElement(page));
});
