import { describe, expect } from "vitest";
import type { EngineTest } from "./fixtures.ts";
import { calendar, HERO, isClosed, isReady, TIME } from "./sights.ts";
import { ENTER, ESCAPE, TAB, type View } from "./view.ts";

const SLOT = "[data-booking-times] [data-slot]";

const showsList = (page: View) => page.until("the free times", () => document.querySelector("dialog[open][data-view=times][data-state=ready]") !== null);
const showsForm = async (page: View) => {
  await page.until("the form", () => document.querySelector("dialog[open][data-view=calendar][data-state=ready]") !== null);
  await page.shown("[data-booking-frame] iframe");
  const frame = await calendar(page);
  await frame.shown("[name=name]");
  return frame;
};

/** The dialog's own list of free times, from the page to a booked time. */
export function freeTimes(test: EngineTest): void {
  describe("free times at once", () => {
    test.override({ variant: "instant" });

    test("hover asks for them once, one click shows them, and a time can be booked", async ({ visit, page }) => {
      await page.hover(HERO);
      await page.until("the list", () => document.querySelector("[data-booking-times] [data-slot]") !== null);
      await page.click(HERO);
      await showsList(page);
      expect(visit.requests.filter(({ url }) => /\/api\/slots\?event=/.test(url))).toHaveLength(1);
      expect(visit.requests.filter(({ url }) => url.includes("/embed?"))).toEqual([]);
      await page.click(SLOT, TIME);
      const frame = await showsForm(page);
      expect(visit.requests.filter(({ url }) => /\/studio\/30min\/embed\?.*slot=/.test(url))).toHaveLength(1);
      await frame.click("[name=name]");
      await frame.press(`Ada Lovelace${TAB}ada@example.com${ENTER}`);
      await frame.shown("h1", /^You.re booked$/);
      await page.until("no way to change a time that is booked", () => !document.querySelector("[data-booking-change]")?.checkVisibility());
    });

    test("one click without warning shows them", async ({ page }) => {
      await page.read((hero) => document.querySelector<HTMLElement>(hero)?.click(), HERO);
      await showsList(page);
      await page.shown(SLOT, TIME);
    });

    test("work by keyboard alone, and the form keeps what was typed", async ({ page }) => {
      await page.read((hero) => document.querySelector<HTMLElement>(hero)?.focus(), HERO);
      await page.press(ENTER);
      await showsList(page);
      // The first one is booked by another test, and the server keeps its answer for a while.
      const slot = await page.read((all) => {
        const third = document.querySelectorAll<HTMLElement>(all)[2];
        third?.focus();
        return third?.dataset.slot;
      }, SLOT);
      await page.press(ENTER);
      const frame = await showsForm(page);
      await page.until("the focus on the way back", () => document.activeElement?.matches("[data-booking-change]"));
      await frame.click("[name=name]");
      await frame.press("Ada");
      await page.read(() => document.querySelector<HTMLElement>("[data-booking-change]")?.focus());
      await page.press(ENTER);
      await showsList(page);
      await page.until("the focus on the time", (picked) => (document.activeElement as HTMLElement).dataset.slot === picked, slot);
      await page.press(ENTER);
      const again = await showsForm(page);
      expect(await again.read(() => document.querySelector<HTMLInputElement>("[name=name]")?.value)).toBe("Ada");
      await page.read(() => document.querySelector<HTMLElement>("[data-booking-close]")?.focus());
      await page.press(ESCAPE);
      await isClosed(page);
    });

    test("cannot be had: the calendar opens as for other visitors", async ({ page, proxy, visit }) => {
      proxy.answer(/localhost:\d+\/api\/slots/, { status: 503, body: "{}", type: "application/json" });
      await page.click(HERO);
      await isReady(page);
      await (await calendar(page)).shown("button", TIME);
      // The browser logs the failure that the test has caused.
      visit.complaints.length = 0;
    });

    test("are named in the visitor's time zone", async ({ page }) => {
      await page.click(HERO);
      await showsList(page);
      const [zone, label, slot] = await page.read(() => [
        document.querySelector("[data-booking-zone]")?.textContent,
        document.querySelector("[data-slot]")?.textContent,
        document.querySelector<HTMLElement>("[data-slot]")?.dataset.slot,
      ]);
      expect(zone).toMatch(/^Times in \S/);
      expect(label).toBe(await page.read((at) => new Date(at).toTimeString().slice(0, 5), slot ?? ""));
    });
  });
}
