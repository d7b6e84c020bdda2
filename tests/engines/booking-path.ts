import { describe, expect } from "vitest";
import type { EngineTest } from "./fixtures.ts";
import { CALENDAR, calendar, HERO, isReady, TIME } from "./sights.ts";
import { ENTER, ESCAPE, TAB } from "./view.ts";

/** From the page to a booked time, and closing and reopening the dialog. */
export function bookingPath(test: EngineTest): void {
  describe("the booking path", () => {
    test("before intent the page requests no script, and nothing from another origin", ({ visit, site }) => {
      expect(visit.requests.map(({ url }) => url)).toContain(`${site.origin}/`);
      expect(visit.requests.filter(({ url, destination }) => destination === "script" || !url.startsWith(site.origin))).toEqual([]);
    });

    test("hover starts the calendar, one click opens it, a slot can be booked, and its times are reported", async ({ visit, page, samples }) => {
      await page.hover(HERO);
      await calendar(page);
      await page.click(HERO);
      await isReady(page);
      await page.shown(".booking-stopwatch", /^Ready \d+ ms after your click$/);
      expect(visit.requests.filter(({ url }) => url.includes("embed.js"))).toHaveLength(1);

      const frame = await calendar(page);
      await frame.click("button", TIME);
      await frame.until("the focus in the field for the name", () => document.activeElement?.matches("[name=name]"));
      await frame.press(`Ada Lovelace${TAB}ada@example.com${ENTER}`);
      await frame.shown("h1", /^You.re booked$/);

      const time = expect.any(Number);
      await expect.poll(samples, { timeout: 15_000 }).toMatchObject([{ id: "30min", calLoadTime: time, iframeLoadTime: time, totalDuration: time }]);
    });

    test("one click is enough when nothing was loaded before", async ({ page }) => {
      await page.read((hero) => document.querySelector<HTMLElement>(hero)?.click(), HERO);
      await isReady(page);
      await (await calendar(page)).shown("button", TIME);
    });

    test("works by keyboard alone", async ({ page }) => {
      await page.read((hero) => document.querySelector<HTMLElement>(hero)?.focus(), HERO);
      await page.press(ENTER);
      await isReady(page);
      await (await calendar(page)).shown("button", TIME);
      await page.press(ESCAPE);
      await page.until("a closed dialog", () => document.querySelector("dialog:not([open])") !== null);
    });

    test("closed by Escape, it opens again with the same calendar and the text in its form", async ({ visit, page }) => {
      await page.click(HERO);
      await isReady(page);
      const frame = await calendar(page);
      await frame.click("button", TIME);
      await frame.until("the focus in the field for the name", () => document.activeElement?.matches("[name=name]"));
      await frame.press("Ada");
      const requests = () => visit.requests.filter(({ url }) => CALENDAR.test(url)).length;
      const before = requests();

      // With the focus in the frame, the frame gets Escape.
      await page.read(() => document.querySelector<HTMLElement>("[data-booking-close]")?.focus());
      await page.press(ESCAPE);
      await page.until("a closed dialog", () => document.querySelector("dialog:not([open])") !== null);
      await page.until("the focus on the button", (hero) => document.activeElement?.matches(hero), HERO);

      await page.click(HERO);
      await isReady(page);
      const again = await calendar(page);
      await again.shown("[name=name]");
      expect(await again.read(() => document.querySelector<HTMLInputElement>("[name=name]")?.value)).toBe("Ada");
      expect(requests()).toBe(before);
    });
  });
}
