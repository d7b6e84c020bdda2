import type { Page } from "playwright/test";
import { book, dialog, expect, expectTimes, heroLink, slots, test } from "../fixtures.ts";

test.describe("motion", () => {
  for (const [reducedMotion, moving] of [
    ["no-preference", ["booking-late", "booking-open"]],
    ["reduce", ["booking-late"]],
  ] as const) {
    test(`${reducedMotion === "reduce" ? "nothing moves for who asked for that" : "the dialog comes up softly"}; that it takes longer is said after 3 s`, async ({
      page,
      calendar,
    }) => {
      await calendar({ slotsMode: "never", linkReadyDelayMs: 60_000 });
      await page.emulateMedia({ reducedMotion });
      await page.goto("/");
      expect((await openAndName(page)).toSorted()).toEqual(moving);
      const visibility = await dialog(page).evaluate((element) => {
        const said = element.querySelector(".booking-late > span");
        const [late] = said?.getAnimations() ?? [];
        late?.pause();
        return [0, 2_990, 3_010].map((ms) => {
          if (!said || !late) return "nothing is said";
          late.currentTime = ms;
          return getComputedStyle(said).visibility;
        });
      });
      expect(visibility).toEqual(["hidden", "hidden", "visible"]);
      await expect(dialog(page).getByText(/takes longer than usual/)).toBeVisible();
    });
  }
});

/** Opens the dialog and names what moves in the task of the click. */
function openAndName(page: Page): Promise<string[]> {
  return heroLink(page).evaluate((link: HTMLElement) => {
    link.click();
    return document.getAnimations().map((one) => (one instanceof CSSTransition ? `${one.transitionProperty} moves` : (one as CSSAnimation).animationName));
  });
}

test("where the browser blocks cookies in foreign frames, one books all the same", async ({ pageInBrowserWith, site }) => {
  const page = await pageInBrowserWith({ args: ["--test-third-party-cookie-phaseout"] });
  await page.goto(`http://127.0.0.1:${site.demoPorts.built}/studio/30min`);
  expect(await page.evaluate(writeCookie)).toBe("probe=1");

  await page.goto("/");
  await heroLink(page).click();
  await expectTimes(page);
  expect(await slots(page).first().evaluate(writeCookie)).toBe("");
  await book(page);
});

/** Writes a cookie in a document of the calendar's, and reads what came of it. */
function writeCookie(): string {
  document.cookie = "probe=1; SameSite=None; Secure; Path=/";
  return document.cookie;
}
