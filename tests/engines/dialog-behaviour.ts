import { describe, expect } from "vitest";
import type { EngineTest } from "./fixtures.ts";
import { CALENDAR, calendar, HEADER, HERO, isClosed, isComplete, isReady, TIME } from "./sights.ts";
import { ESCAPE, TAB, type View } from "./view.ts";

/** Clicks that are further apart are two clicks: intent.ts. */
const DOUBLE_CLICK_MS = 700;

/** The dialog's behaviour where engines differ. */
export function dialogBehaviour(test: EngineTest): void {
  describe("a double click", () => {
    // The header's link is beside the open dialog, the hero's behind it.
    for (const [place, link] of [["the header", HEADER], ["the hero", HERO]] as const) {
      for (const pause of [60, 200, 400]) {
        test(`on the link in ${place}, ${pause} ms apart, leaves the dialog open`, async ({ page, visit, site }) => {
          for (let took = Infinity; took > DOUBLE_CLICK_MS; ) {
            await visit.open(`${site.origin}/`);
            await page.read(() => {
              document.querySelector("dialog")?.addEventListener("close", () => (document.documentElement.dataset.closed = ""));
            });
            took = await page.clickTwice(link, pause);
          }
          await isReady(page);
          expect(await page.read(() => "closed" in document.documentElement.dataset)).toBe(false);
        });
      }
    }

    test("is over after a while: a later click beside the dialog closes it", async ({ page }) => {
      await page.click(HERO);
      await isComplete(page);
      await page.until("the end of the time for a double click", () => !document.querySelector("dialog")?.getAttribute("style"));
      await page.clickAt({ x: 3, y: 300 });
      await isClosed(page);
    });
  });

  describe("the keyboard focus", () => {
    test("enters the dialog when it opens, stays in it, and returns when it closes", async ({ page }) => {
      await page.click(HERO);
      await page.until("an open dialog", () => document.querySelector("dialog[open]") !== null);
      expect(await focusIsInDialog(page)).toBe(true);
      await isReady(page);
      expect(await focusIsInDialog(page)).toBe(true);
      await page.press(ESCAPE);
      await isClosed(page);
      await page.until("the focus on the link", (hero) => document.activeElement?.matches(hero), HERO);
    });

    test("goes from the dialog's close button into the calendar", async ({ page }) => {
      await page.click(HERO);
      await isReady(page);
      await page.read(() => document.querySelector<HTMLElement>("[data-booking-close]")?.focus());
      const isInCalendar = () => page.read(() => document.activeElement?.matches("[data-booking-frame] iframe"));
      // In Firefox a scrollable box gets the focus as well.
      for (let stops = 0; stops < 2 && !(await isInCalendar()); stops++) await page.press(TAB);
      expect(await isInCalendar()).toBe(true);
    });
  });

  describe("Back", () => {
    test("closes the dialog and stays on the page, in an engine without close watcher", async ({ visit, page, site, skip }) => {
      skip(await page.read(() => "CloseWatcher" in window), "This engine has a close watcher.");
      const entries = await page.read(() => history.length);
      await page.click(HERO);
      await isComplete(page);
      await page.until("a history entry of the dialog's own", (before) => history.length > before, entries);
      await visit.back();
      await isClosed(page);
      expect(await page.read(() => location.href)).toBe(`${site.origin}/`);
      await page.until("the focus on the link", (hero) => document.activeElement?.matches(hero), HERO);
    });

    test("adds no history entry in an engine with close watcher", async ({ page, skip }) => {
      skip(!(await page.read(() => "CloseWatcher" in window)), "This engine has no close watcher.");
      const entries = await page.read(() => history.length);
      await page.click(HERO);
      await isComplete(page);
      expect(await page.read(() => history.length)).toBe(entries);
    });

    test("leaves the page after the dialog was closed by its button", async ({ visit, page, site }) => {
      await visit.open(`${site.origin}/about`);
      await visit.open(`${site.origin}/`);
      await page.click(HERO);
      await isComplete(page);
      await page.click("[data-booking-close]");
      await isClosed(page);
      await page.until("the page's own history entry", () => !(history.state as { bookingOpen?: boolean } | null)?.bookingOpen);
      await page.read(() => history.back());
      await page.until("the page before", () => location.pathname === "/about" && document.readyState === "complete");
    });
  });

  test("a page that warms the calendar on view does so after a scroll, with or without scrollend", async ({ visit, page, site }) => {
    await visit.open(`${site.origin}/pricing`);
    const requested = () => visit.requests.filter(({ url }) => CALENDAR.test(url)).length;
    expect(requested()).toBe(0);
    // A visitor scrolls in steps.
    await page.read(async () => {
      const last = [...document.querySelectorAll("a[data-booking-link]")].at(-1);
      const goal = (last?.getBoundingClientRect().top ?? 0) + scrollY - innerHeight / 2;
      for (let step = 1; step <= 5; step++) {
        scrollTo({ top: (goal * step) / 5, behavior: "instant" });
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    await expect.poll(requested, { timeout: 15_000 }).toBe(1);
  });

  for (const [from, to] of [[1000, 700], [700, 1000]] as const) {
    test(`a ready calendar stays visible when the window goes from ${from} to ${to} px`, async ({ visit, page }) => {
      await visit.resize({ width: from, height: 800 });
      await page.click(HERO);
      await isReady(page);
      await visit.resize({ width: to, height: 800 });
      await page.until("the new width", (width) => innerWidth === width, to);
      await isUncovered(page);
      await (await calendar(page)).shown("button", TIME);
      await isUncovered(page);
    });
  }

  test("a calendar that became ready behind the closed dialog stays visible when the window crosses 768 px", async ({ visit, page }) => {
    await visit.resize({ width: 1000, height: 800 });
    await page.hover(HERO);
    await page.until("a ready calendar", () => document.querySelector("dialog[data-state=ready]") !== null);
    await visit.resize({ width: 700, height: 800 });
    await page.until("the new width", (width) => innerWidth === width, 700);
    await page.click(HERO);
    await isReady(page);
    await isUncovered(page);
  });

  test("on a landscape phone the calendar has at least 300 of 390 px", async ({ visit, page }) => {
    await visit.resize({ width: 844, height: 390 });
    await page.click(HERO);
    await isReady(page);
    const height = await page.read(() => {
      const frame = document.querySelector("[data-booking-frame]")?.getBoundingClientRect();
      return frame && Math.min(frame.bottom, innerHeight) - Math.max(frame.top, 0);
    });
    expect(height).toBeGreaterThanOrEqual(300);
  });

  test("right to left, the dialog's title and close button keep their distance from the edges", async ({ page }) => {
    await page.click(HERO);
    await isReady(page);
    await page.until("the end of the opening animation", () => document.querySelector("dialog")?.getAnimations().length === 0);
    const leftToRight = await distances(page);
    await page.read(() => (document.documentElement.dir = "rtl"));
    const rightToLeft = await distances(page);
    expect(rightToLeft.title.right).toBeCloseTo(leftToRight.title.left, 0);
    expect(rightToLeft.close.left).toBeCloseTo(leftToRight.close.right, 0);
    for (const { left, right } of Object.values(rightToLeft)) expect(Math.min(left, right)).toBeGreaterThan(0);
  });

  test("the frame has the dialog's name", async ({ page }) => {
    await page.click(HERO);
    await isReady(page);
    const names = await page.read(() => [document.querySelector<HTMLIFrameElement>("[data-booking-frame] iframe")?.title, document.querySelector("#booking-title")?.textContent?.trim()]);
    expect(names[0]).toBe(names[1]);
    expect(names[0]).not.toBe("");
  });

  test("links in text are underlined", async ({ visit, page, site }) => {
    await visit.open(`${site.origin}/privacy`);
    const lines = await page.read(() => [...document.querySelectorAll("main p a")].map((link) => getComputedStyle(link).textDecorationLine));
    expect(lines.length).toBeGreaterThan(0);
    expect(new Set(lines)).toEqual(new Set(["underline"]));
  });
}

function focusIsInDialog(page: View): Promise<boolean> {
  return page.read(() => document.activeElement?.closest("dialog[open]") !== null);
}

/** A pointer would hit the calendar's frame in its middle: nothing of embed.js covers it. */
function isUncovered(page: View): Promise<unknown> {
  return page.until("an uncovered calendar", () => {
    const frame = document.querySelector("[data-booking-frame] iframe");
    const covers = [...(frame?.parentElement?.shadowRoot?.querySelectorAll("#skeleton-container, .loader") ?? [])];
    const { left, right, top, bottom } = frame?.getBoundingClientRect() ?? new DOMRect();
    const middle = [(Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2] as const;
    return frame?.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && document.elementFromPoint(...middle) === frame && !covers.some((cover) => cover.checkVisibility({ visibilityProperty: true }));
  });
}

/** The distances of the dialog's title and close button from its edges, in CSS px. */
function distances(page: View): Promise<Record<"title" | "close", { left: number; right: number }>> {
  return page.read(() => {
    const dialog = document.querySelector("dialog")?.getBoundingClientRect() ?? new DOMRect();
    const range = document.createRange();
    const title = document.querySelector("#booking-title");
    if (title) range.selectNodeContents(title);
    const boxes = { title: range.getBoundingClientRect(), close: document.querySelector("[data-booking-close]")?.getBoundingClientRect() ?? new DOMRect() };
    const toEdges = ({ left, right }: DOMRect) => ({ left: left - dialog.left, right: dialog.right - right });
    return { title: toEdges(boxes.title), close: toEdges(boxes.close) };
  });
}
