import { describe, expect } from "vitest";
import type { EngineTest } from "./fixtures.ts";
import { calendar, HERO, isReady, TIME } from "./sights.ts";
import { ENTER } from "./view.ts";

/** After any failure the visitor sees a message, keeps the keyboard focus in the dialog, and can try again. */
export function failureStates(test: EngineTest): void {
  const FAILURES = [
    ["embed.js is missing everywhere", { embedJs: 404 }, "script-failed"],
    ["the booking page answers 500", { frameStatus: 500 }, "frame-silent"],
    ["the booking page never answers", { frameMode: "hang" }, "frame-timeout"],
    ["Cal reports that the event does not exist", { linkFailed: 404 }, "link-failed"],
  ] as const;

  describe("when the calendar cannot be loaded", () => {
    for (const [name, cause, errorClass] of FAILURES) {
      test(`${name}: a message appears, Try again keeps the focus in the dialog and opens the calendar`, async ({ visit, page, proxy, calendar: setCalendar, samples }) => {
        if ("embedJs" in cause) proxy.answer(/embed\.js$/, { status: cause.embedJs });
        else await setCalendar(cause);
        await page.click(HERO);
        await page.shown("h3", /^Unable to load calendar$/);
        await page.shown("[data-booking-page]", /^Open the booking page$/);
        await expect.poll(async () => (await samples())[0]?.errorClass, { timeout: 15_000 }).toBe(errorClass);

        proxy.reset();
        await setCalendar();
        await page.read(() => document.querySelector<HTMLElement>("[data-booking-retry]")?.focus());
        await page.press(ENTER);
        await isReady(page);
        expect(await page.read(() => document.activeElement?.closest("dialog") !== null)).toBe(true);
        await (await calendar(page)).shown("button", TIME);
        // The browser logs the failure that the test has caused.
        visit.complaints.length = 0;
      });
    }

    test("the free times never load: the calendar stays on the screen", async ({ page, calendar: setCalendar }) => {
      await setCalendar({ slotsMode: "never" });
      await page.click(HERO);
      await page.until("a dialog that has settled", () => /ready|failed/.test(document.querySelector<HTMLElement>("dialog[open]")?.dataset.state ?? ""));
      await page.shown("[data-booking-frame] iframe");
    });
  });
}
