import type { Page } from "playwright/test";
import { calendarElement, dialog, expect, heroLink, slots, test } from "./fixtures.ts";

test.describe("the closed dialog", () => {
  test("renders its calendar: the frame gets animation frames", async ({ page }) => {
    await mountBehindClosedDialog(page);
    const framesSeen = await slots(page)
      .first()
      .evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve("two")))));
    expect(framesSeen).toBe("two");
    await expect(dialog(page)).not.toHaveAttribute("open");
  });

  test("is out of reach of the eye, the pointer, the keyboard and a selection", async ({ page }) => {
    await mountBehindClosedDialog(page);
    const found = await page.evaluate(() => {
      const modal = document.querySelector("dialog[data-booking-dialog]");
      const { left, top, width, height } = modal?.getBoundingClientRect() ?? new DOMRect();
      const points = [0.02, 0.25, 0.5, 0.75, 0.98].flatMap((x) => [0.02, 0.25, 0.5, 0.75, 0.98].map((y) => [left + width * x, top + height * y] as const));
      const focused = [...(modal?.querySelectorAll<HTMLElement>("a, button, iframe") ?? [])].filter((element) => {
        element.focus();
        return document.activeElement === element;
      });
      getSelection()?.selectAllChildren(document.body);
      return {
        isLaidOut: width > 300 && height > 300,
        isSeen: modal?.querySelector("iframe")?.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
        hit: points.filter(([x, y]) => document.elementFromPoint(x, y)?.closest("dialog")),
        focused: focused.map((element) => element.outerHTML),
        selected: getSelection()?.toString().includes(modal?.querySelector("h2")?.textContent ?? "no heading"),
      };
    });
    expect(found).toEqual({ isLaidOut: true, isSeen: false, hit: [], focused: [], selected: false });
    expect(await page.locator("body").ariaSnapshot()).not.toContain(await calendarElement(page).getAttribute("title") ?? "no title");
  });

  test("costs the page neither a layout shift nor its largest paint", async ({ page }) => {
    await page.addInitScript(() => {
      const seen = { shifts: [] as unknown[], largest: [] as (string | undefined)[] };
      Object.assign(window, { seen });
      new PerformanceObserver((list) => seen.shifts.push(...list.getEntries().map((entry) => entry.toJSON()))).observe({ type: "layout-shift", buffered: true });
      new PerformanceObserver((list) => {
        for (const { element } of list.getEntries() as unknown as { element?: Element }[]) {
          seen.largest.push(element?.closest("dialog") ? "in the dialog" : element?.tagName);
        }
      }).observe({ type: "largest-contentful-paint", buffered: true });
    });
    await mountBehindClosedDialog(page);
    const seen = await page.evaluate(() => (window as unknown as { seen: { shifts: unknown[]; largest: string[] } }).seen);
    expect(seen.shifts).toEqual([]);
    expect(seen.largest).not.toEqual([]);
    expect(seen.largest).not.toContain("in the dialog");
  });
});

/** A look at the link mounts the calendar, which becomes ready before anybody clicks. */
async function mountBehindClosedDialog(page: Page): Promise<void> {
  await page.goto("/");
  await heroLink(page).hover();
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
}
