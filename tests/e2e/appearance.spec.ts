import { accessibilityProblems } from "./accessibility.ts";
import { becomeAdmin, dialog, expect, heroLink, test, withoutOwnEmbedScript } from "./fixtures.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    for (const path of ["/", "/services", "/privacy", "/admin/sign-in"]) {
      test(`${path} is accessible`, async ({ page }) => {
        await page.goto(path);
        expect(await accessibilityProblems(page)).toEqual([]);
      });
    }

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

  test("nothing scrolls sideways, and one tap books", async ({ page }) => {
    for (const path of ["/services", "/privacy", "/admin/sign-in", "/"]) {
      await page.goto(path);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    }
    await heroLink(page).tap();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    expect(await dialog(page).evaluate((element) => element.getBoundingClientRect().toJSON())).toMatchObject({ x: 0, y: 0, width: 320, height: 640 });
  });
});

test("opening the dialog moves nothing on the page behind", async ({ page }) => {
  await page.goto("/");
  await page.evaluate(() => document.fonts.ready);
  const before = await heroLink(page).boundingBox();
  await heroLink(page).click();
  await expect(dialog(page)).toBeVisible();
  expect(await heroLink(page).boundingBox()).toEqual(before);
});
