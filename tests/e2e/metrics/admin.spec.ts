import { expect, signIn, test } from "../fixtures.ts";
import { unfold } from "./admin-page.ts";

for (const path of ["/%61dmin/metrics", "/admin/%6detrics", "//admin/metrics", "/ADMIN/metrics", "/admin/metrics/"]) {
  test(`another spelling of the address (${path}) requires sign-in, too`, async ({ request, site }) => {
    const answer = await request.get(site.origin + path, { maxRedirects: 0 });
    expect(answer.status()).not.toBe(200);
    expect(await answer.text()).not.toContain("Time to usable");
  });
}

test("the statistics require sign-in", async ({ page, request }) => {
  await page.goto("/admin/metrics");
  await expect(page).toHaveURL(/\/admin\/sign-in$/);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const answer = await request.get("/admin/metrics", { maxRedirects: 0, headers: { cookie: "readyslot-admin=Fe26.2*1*forged" } });
  expect(answer.status()).toBe(303);
  expect((await request.get("/api/cal-metrics")).status()).toBe(401);
});

test("signing in opens the page and the API, signing out closes both", async ({ page }) => {
  await signIn(page);
  await expect(page).toHaveURL(/\/admin\/metrics$/);
  const cookie = (await page.context().cookies()).find(({ name }) => name === "readyslot-admin");
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
  expect((await page.request.get("/api/cal-metrics")).status()).toBe(200);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/sign-in/);
  expect((await page.request.get("/api/cal-metrics")).status()).toBe(401);
});

test("the session ends when the password changes", async ({ page, restartSite }) => {
  await signIn(page);
  await expect(page).toHaveURL(/\/admin\/metrics$/);
  await restartSite({ ADMIN_PASSWORD: "another password" });
  await page.goto("/admin/metrics");
  await expect(page).toHaveURL(/sign-in/);
  await restartSite();
});

test("the host's own redirect under /admin is not cached and not indexed either", async ({ request }) => {
  const answer = await request.get("/admin/metrics/", { maxRedirects: 0 });
  expect(answer.status()).toBe(308);
  expect(answer.headers()).toMatchObject({ "cache-control": "no-store", "x-robots-tag": "noindex, nofollow" });
});

test("pages under /admin are not cached, indexed or framed, and load nothing from elsewhere", async ({ request, page }) => {
  await signIn(page);
  for (const browser of [request, page.request]) {
    for (const path of ["/admin/sign-in", "/admin/metrics", "/admin", "/admin/nothing", "/admin/nothing/at/all"]) {
      const headers = (await browser.get(path, { maxRedirects: 0 })).headers();
      expect(headers["cache-control"]).toBe("no-store");
      expect(headers["x-robots-tag"]).toContain("noindex");
      expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(headers["content-security-policy"]).not.toMatch(/http|cal\.com|127\.0\.0\.1|\*/);
    }
  }
});

test("an unknown address under /admin is a 404 for the admin only", async ({ request, page }) => {
  const answer = await request.get("/admin/nothing", { maxRedirects: 0 });
  expect([answer.status(), answer.headers().location]).toEqual([303, "/admin/sign-in"]);
  await signIn(page);
  expect((await page.request.get("/admin/nothing")).status()).toBe(404);
});

test("a posted sample is shown on the page", async ({ page, request }) => {
  const answer = await request.post("/api/cal-metrics", { data: { id: "table-test", calLoadTime: 12_345, iframeLoadTime: 23_456, totalDuration: 34_567 } });
  expect(answer.status()).toBe(201);
  await signIn(page);
  await unfold(page, "Newest openings");
  const row = page.getByRole("region", { name: "Newest openings" }).getByRole("row").filter({ hasText: "table-test" });
  for (const time of ["34,567 ms", "12,345 ms", "23,456 ms"]) await expect(row).toContainText(time);
});
