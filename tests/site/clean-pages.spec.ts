/** Every page of the site under the policy that is served with it: nothing is refused that the page needs. */
import { tagsOfPage } from "../fixtures/builds/built-pages.ts";
import { calendarElement, dialog, expect, expectShown, watchViolations } from "../e2e/fixtures.ts";
import { hasIsland, isNotFound, pages, test } from "./built-site.ts";

for (const page of pages) {
  const { path, html } = page;
  const isBookable = html.includes("data-booking-link");

  test(`${path} violates no policy${isBookable ? ", with the calendar opened and closed" : ""}`, { tag: tagsOfPage(path, pages) }, async ({ page: tab, complaints }) => {
    const violations = await watchViolations(tab);
    const answer = await tab.goto(isNotFound(path) ? path.replace(/404$/, "no/such/page") : path);
    expect(answer?.headers()["content-security-policy"]).toContain("default-src 'none'");
    if (hasIsland(page)) {
      for (const island of await tab.locator("astro-island[client=visible]").all()) await island.scrollIntoViewIfNeeded();
      // One with client:media may stay as it is.
      await expect(tab.locator("astro-island[ssr]:not([client=media])")).toHaveCount(0);
    }
    if (isBookable) {
      await tab.locator("a[data-booking-link]:visible").first().click();
      await expectShown(calendarElement(tab));
      await tab.locator("[data-booking-close]").click();
      await expect(dialog(tab)).not.toHaveAttribute("open");
    }
    expect(await violations()).toEqual([]);
    // Chrome calls every answer of 404 an error, the one that belongs to this page too.
    if (isNotFound(path)) complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("status of 404")));
  });
}
