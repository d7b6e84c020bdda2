import { describe, expect } from "vitest";
import type { EngineTest } from "./fixtures.ts";
import { ENTER, TAB } from "./view.ts";

/** Forms, tested heroes and videos, as far as engines differ: fragments, focus, pictures of style sheets, cookies. */
export function landingPages(test: EngineTest): void {
  describe("a form", () => {
    test("names its mistakes, is sent without leaving the page, and then shows its text with the focus", async ({ visit, page, site }) => {
      await visit.open(`${site.origin}/contact`);
      expect(visit.requests.filter(({ url }) => url.includes("/api/"))).toEqual([]);
      await page.read(() => document.querySelector<HTMLElement>("#contact--name")?.focus());
      // Its code comes with the first field that is used.
      await page.until("the form's code", () => document.querySelector<HTMLFormElement>("form[data-form]")?.noValidate);
      await page.press(`Ada${TAB}ada@example${ENTER}`);
      await page.until("a mistake", () => document.querySelector("#contact--email--error")?.textContent?.startsWith("Please enter a complete e-mail address"));
      expect(await page.read(() => document.activeElement?.id)).toBe("contact--email");
      expect(visit.requests.some(({ url }) => url.endsWith("/api/forms/start"))).toBe(true);
      await page.press(".com");
      await page.read(() => document.querySelector<HTMLElement>("#contact--message")?.focus());
      await page.press("In another engine");
      await page.read(() => document.querySelector<HTMLInputElement>("#contact--consent")?.click());
      // Nobody fills in a form within a moment.
      await page.until("the time that typing takes", () => performance.now() > 4_000);
      await page.read(() => document.querySelector<HTMLElement>("form[data-form] button")?.click());
      await page.until("the text in place of the form", () => document.querySelector("#contact-sent")?.checkVisibility() && !document.querySelector("form[data-form]")?.checkVisibility());
      expect(await page.read(() => [location.hash, document.activeElement?.id])).toEqual(["#contact-sent", "contact-sent"]);
    });
  });

  describe("a video", () => {
    test("asks its host for nothing before it is played; then its player has the focus", async ({ visit, page, site }) => {
      await visit.open(`${site.origin}/visit`);
      await page.until("the whole page", () => document.readyState === "complete");
      expect(visit.requests.filter(({ url }) => url.startsWith("https:"))).toEqual([]);
      await page.read(() => document.querySelector<HTMLElement>('a[data-player*="vimeo"]')?.focus());
      await page.press(ENTER);
      expect(await page.until("the player", () => document.activeElement?.closest("iframe")?.src)).toMatch(/^https:\/\/player\.vimeo\.com\/video\/\d/);
      // No test leaves the machine: the proxy refuses the player.
      await page.read(() => document.querySelector("iframe")?.remove());
      visit.complaints.length = 0;
    });
  });

  describe("a tested hero", () => {
    test("is one of the two from the first byte on, and the same after a reload", async ({ visit, page, site }) => {
      await visit.open(`${site.origin}/services/repair`);
      const heading = () => page.until("the heading", () => (document.readyState === "complete" ? [...document.querySelectorAll("h1")].map(({ textContent }) => textContent).join() : ""));
      const first = await heading();
      expect(["Less of it, sooner.", "Faster in two weeks."]).toContain(first);
      await visit.open(`${site.origin}/about`);
      await visit.open(`${site.origin}/services/repair`);
      expect(await heading()).toBe(first);
      await expect.poll(() => visit.requests.find(({ url }) => url.includes("/api/hero/"))?.url ?? "", { timeout: 10_000 }).toMatch(first.startsWith("Less") ? /:a$/ : /:b$/);
    });
  });
}
