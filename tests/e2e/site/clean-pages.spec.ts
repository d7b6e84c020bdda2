/** The engine's own pages under the policy that is served with them. Those of a site are in tests/site. */
import { becomeAdmin, book, bookingLink, dialog, expect, heroLink, test, watchViolations } from "../fixtures.ts";

test("the home page violates no policy, with the calendar opened, booked in and closed", async ({ page }) => {
  const violations = await watchViolations(page);
  await page.goto("/");
  await heroLink(page).click();
  await book(page);
  await page.locator("[data-booking-close]").click();
  await expect(dialog(page)).not.toHaveAttribute("open");
  expect(await violations()).toEqual([]);
});

for (const path of ["/admin/sign-in", "/admin/metrics", "/admin/settings", "/admin/people", "/admin/nothing", "/measure"]) {
  test(`${path} violates no policy`, async ({ page, site, complaints }) => {
    if (path !== "/admin/sign-in") await becomeAdmin(page, site.origin);
    const violations = await watchViolations(page);
    await page.goto(path, { waitUntil: "networkidle" });
    if (path === "/measure") {
      await bookingLink(page, "measure").click();
      await book(page);
    }
    expect(await violations()).toEqual([]);
    if (path === "/admin/nothing") complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("status of 404")));
  });
}
