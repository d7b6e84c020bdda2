import { accessibilityProblems } from "../accessibility.ts";
import { becomeAdmin, dialog, expect, heroLink, test, withoutOwnEmbedScript } from "../fixtures.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    // The pages of the build are looked at in pages.spec.ts.
    test("/admin/sign-in is accessible", async ({ page }) => {
      await page.goto("/admin/sign-in");
      expect(await accessibilityProblems(page)).toEqual([]);
    });

    test("the open dialog is accessible", async ({ page }) => {
      await page.goto("/");
      await heroLink(page).click();
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      expect(await accessibilityProblems(page)).toEqual([]);
    });

    test("the failed dialog is accessible", async ({ page, calendar, complaints }) => {
      await calendar({ embedJsMode: "missing" });
      await withoutOwnEmbedScript(page);
      await page.goto("/");
      await heroLink(page).click();
      await expect(dialog(page)).toHaveAttribute("data-state", "failed");
      expect(await accessibilityProblems(page)).toEqual([]);
      complaints.length = 0;
    });

    test("a measured run is accessible", async ({ page, site }) => {
      await becomeAdmin(page, site.origin);
      await page.goto("/measure?cold=1&reopened=1");
      await page.getByRole("button", { name: "Measure" }).click();
      await expect(page.getByText("Finished: 2 openings.")).toBeVisible({ timeout: 40_000 });
      expect(await accessibilityProblems(page)).toEqual([]);
    });
  });
}

test.describe("on the smallest phone", () => {
  test.use({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });

  test("signing in does not scroll sideways, and one tap books", async ({ page }) => {
    await page.goto("/admin/sign-in");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await page.goto("/");
    await heroLink(page).tap();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    expect(await dialog(page).evaluate((element) => element.getBoundingClientRect().toJSON())).toMatchObject({ x: 0, y: 0, width: 320, height: 640 });
  });
});

test("opening the dialog moves nothing on the page behind", async ({ page }) => {
  await page.goto("/");
  await page.evaluate(() => document.fonts.ready);
  // In the fallback typeface it may lie below the fold, and the click would bring it up first.
  await heroLink(page).scrollIntoViewIfNeeded();
  // Not the button: pressed, it moves by a pixel.
  const before = await page.locator("main h1").boundingBox();
  await heroLink(page).click();
  await expect(dialog(page)).toHaveAttribute("open");
  expect(await page.locator("main h1").boundingBox()).toEqual(before);
});
