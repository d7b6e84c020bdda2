import { describe, expect } from "vitest";
import { storedNames } from "../fixtures/builds/consent-build.ts";
import type { EngineTest } from "./fixtures.ts";
import { calendar, HERO, isReady, TIME } from "./sights.ts";
import { ENTER, ESCAPE } from "./view.ts";

const SLOT = "[data-booking-times] [data-slot]";
const AGREE = "[data-booking-agree]";

/** Where the site asks for consent: nothing reaches Cal and nothing is stored before the visitor has agreed. */
export function consent(test: EngineTest): void {
  for (const variant of ["instant", "optimized"] as const) {
    describe(`consent, ${variant}`, () => {
      test.override({ variant });

      test("hover, focus, touch and click reach nobody else and store nothing until the visitor agrees", async ({ visit, page, site }) => {
        const foreign = () => visit.requests.filter(({ url }) => !url.startsWith(`${site.origin}/`));
        await page.hover(HERO);
        await page.read((hero) => {
          const link = document.querySelector<HTMLElement>(hero);
          link?.focus();
          for (const type of ["touchstart", "pointerdown"]) link?.dispatchEvent(new Event(type, { bubbles: true }));
          link?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        }, HERO);
        await page.click(HERO);
        if (variant === "instant") {
          await page.shown(SLOT, TIME);
          await page.hover(SLOT);
        } else await page.shown(AGREE);
        await page.shown(".booking-consent");
        // All that would start a connection waits in its template.
        expect(await page.read(() => document.querySelectorAll("dialog > link[rel=preconnect], iframe").length)).toBe(0);
        await page.press(ESCAPE);
        await page.until("a closed dialog", () => document.querySelector("dialog:not([open])") !== null);
        await page.read((hero) => document.querySelector<HTMLElement>(hero)?.focus(), HERO);
        await page.press(ENTER);
        await page.shown(".booking-consent");
        expect(foreign()).toEqual([]);
        expect(await page.read(storedNames)).toEqual([]);

        await page.click(variant === "instant" ? SLOT : AGREE);
        await isReady(page);
        await calendar(page);
        expect(foreign().length).toBeGreaterThan(0);
        expect(await page.read(() => localStorage.getItem("readyslot-consent"))).toBe("calendar");
      });
    });
  }

  describe("consent withdrawn", () => {
    test.override({ variant: "optimized" });

    test("the frame is taken away, and everything that was stored", async ({ page }) => {
      await page.click(HERO);
      await page.click(AGREE);
      await isReady(page);
      await page.click("[data-booking-close]");
      await page.until("a closed dialog", () => document.querySelector("dialog:not([open])") !== null);
      await page.read(() => document.querySelector<HTMLElement>("[data-consent-withdraw]")?.click());
      await page.until("no frame", () => !document.querySelector("iframe"));
      expect(await page.read(storedNames)).toEqual([]);
    });
  });
}
