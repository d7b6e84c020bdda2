/** The slim booking bar of phones: CSS alone, so it is there before any script. */
import type { Page } from "playwright/test";
import { bookingLink, dialog, expect, heroLink, test } from "../fixtures.ts";

const bar = (page: Page) => bookingLink(page, "bar");

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 740 }, hasTouch: true, isMobile: true });

  test("a booking button is never more than a screen away, and there is one bar at most", async ({ page }) => {
    await page.goto("/");
    await expect(heroLink(page)).toBeVisible();
    await expect(bar(page)).toBeHidden();
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    for (let top = 0; top < height; top += 370) {
      // The bar follows the scroll position a frame later.
      await page.evaluate((y) => new Promise((resolve) => {
        scrollTo(0, y);
        requestAnimationFrame(() => requestAnimationFrame(resolve));
      }), top);
      const inView = await page.evaluate(() =>
        [...document.querySelectorAll("main [data-booking-link], header [data-booking-link]")].filter((link) => {
          const { top: upper, bottom: lower } = link.getBoundingClientRect();
          return link.checkVisibility({ visibilityProperty: true }) && upper >= 0 && lower <= innerHeight;
        }).length,
      );
      // A screen of the footer alone has none.
      if (await page.evaluate(() => (document.querySelector("footer")?.getBoundingClientRect().top ?? 0) > innerHeight / 2)) expect(inView, `${top} px`).toBeGreaterThan(0);
    }
  });

  test("the bar is at the lower edge below the first button, and covers neither the last section nor the footer", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).evaluate((link) => scrollTo(0, link.getBoundingClientRect().bottom + scrollY + 200));
    await expect(bar(page)).toBeVisible();
    const { bottom } = await bar(page).evaluate((link) => (link.closest("p") as HTMLElement).getBoundingClientRect());
    expect(Math.round(bottom)).toBe(740);

    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const [end, close] = await page.evaluate(() => [document.querySelector('[data-booking-placement="bar"]')?.closest("p")?.getBoundingClientRect().bottom ?? 0, document.querySelector("main > :last-child")?.getBoundingClientRect().top ?? 0]);
    expect(end).toBeLessThanOrEqual((close ?? 0) + 1);
  });

  test("it opens the calendar, and the statistics know its button by its name", async ({ page }) => {
    await page.goto("/");
    await page.evaluate(() => {
      document.addEventListener("readyslot:open", ({ detail }) => (document.title = detail.placement ?? ""), { once: true });
      scrollTo(0, innerHeight * 2);
    });
    await bar(page).tap();
    await expect(dialog(page)).toHaveAttribute("open");
    expect(await page.title()).toBe("bar");
  });

  test("it never covers what has the keyboard's focus", async ({ page }) => {
    await page.goto("/");
    const count = await page.locator("main a[href]:visible").count();
    expect(count).toBeGreaterThan(3);
    for (let press = 0; press < count + 12; press++) {
      await page.keyboard.press("Tab");
      const covered = await page.evaluate(() => {
        const shown = document.querySelector('[data-booking-placement="bar"]')?.closest("p");
        const focused = document.activeElement;
        if (!shown?.checkVisibility({ visibilityProperty: true }) || !focused || shown.contains(focused) || !focused.closest("main")) return null;
        const { bottom, left, right } = focused.getBoundingClientRect();
        const edge = shown.getBoundingClientRect().top;
        return bottom > edge + 1 && right > left && focused.getBoundingClientRect().top < shown.getBoundingClientRect().bottom ? focused.outerHTML.slice(0, 100) : null;
      });
      expect(covered).toBeNull();
    }
  });
});

for (const [name, viewport] of [
  ["a wide screen", { width: 1024, height: 768 }],
  ["a phone on its side", { width: 640, height: 320 }],
] as const) {
  test(`${name} has no bar`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.goto("/");
    await page.evaluate(() => scrollTo(0, innerHeight * 2));
    await expect(bar(page)).toBeHidden();
  });
}
