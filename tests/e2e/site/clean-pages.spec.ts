/** Every page of the build under the policy that is served with it: nothing is refused that the page needs. */
import type { Page } from "playwright/test";
import { builtPages, tagsOfPage } from "../../fixtures/builds/built-pages.ts";
import { becomeAdmin, book, dialog, expect, test } from "../fixtures.ts";

type Watched = Window & { violations?: string[] };

/** What the page's own documents are refused, from their first line on. */
async function watchViolations(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const violations: string[] = ((window as Watched).violations = []);
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => violations.push(`${effectiveDirective} ${blockedURI}`));
  });
  return () => page.evaluate(() => (window as Watched).violations ?? ["nothing was watched"]);
}

for (const { path, html } of builtPages()) {
  const isBookable = html.includes("data-booking-link");

  test(`${path} violates no policy${isBookable ? ", with the calendar opened, booked in and closed" : ""}`, { tag: tagsOfPage(path) }, async ({ page, complaints }) => {
    const violations = await watchViolations(page);
    const answer = await page.goto(path === "/404" ? "/no/such/page" : path);
    expect(answer?.headers()["content-security-policy"]).toContain("default-src 'none'");
    if (isBookable) {
      await page.locator("main a[data-booking-link]").first().click();
      await book(page);
      await page.locator("[data-booking-close]").click();
      await expect(dialog(page)).not.toHaveAttribute("open");
    }
    expect(await violations()).toEqual([]);
    // Chrome calls every answer of 404 an error, the one that belongs to this page too.
    if (path === "/404") complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("status of 404")));
  });
}

for (const path of ["/admin/sign-in", "/admin/metrics", "/admin/nothing", "/measure"]) {
  test(`${path} violates no policy`, async ({ page, site, complaints }) => {
    if (path !== "/admin/sign-in") await becomeAdmin(page, site.origin);
    const violations = await watchViolations(page);
    await page.goto(path, { waitUntil: "networkidle" });
    if (path === "/measure") {
      await page.getByRole("link", { name: "Open the calendar by hand" }).click();
      await book(page);
    }
    expect(await violations()).toEqual([]);
    if (path === "/admin/nothing") complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("status of 404")));
  });
}
