import { expect, METRICS_TOKEN, signIn, test } from "./fixtures.ts";

for (const path of ["/%61dmin/metrics", "/admin/%6detrics", "//admin/metrics", "/ADMIN/metrics", "/admin/metrics/"]) {
  test(`no other way of writing the address (${path}) is a way in`, async ({ request, site }) => {
    const answer = await request.get(site.origin + path, { maxRedirects: 0 });
    expect(answer.status()).not.toBe(200);
    expect(await answer.text()).not.toContain("How fast is booking");
  });
}

test("nobody sees the numbers without signing in", async ({ page, request }) => {
  await page.goto("/admin/metrics");
  await expect(page).toHaveURL(/\/admin\/sign-in$/);
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  const answer = await request.get("/admin/metrics", { maxRedirects: 0, headers: { cookie: "readyslot-admin=Fe26.2*1*forged" } });
  expect(answer.status()).toBe(303);
  expect((await request.get("/api/cal-metrics")).status()).toBe(401);
});

test("a wrong password is told so and lets nobody in", async ({ page, complaints }) => {
  await signIn(page, "wrong");
  await expect(page.getByRole("alert")).toContainText("That is not the password");
  await page.goto("/admin/metrics");
  await expect(page).toHaveURL(/sign-in/);
  complaints.length = 0;
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

test("what is under /admin is not cached, not indexed, not framed", async ({ request }) => {
  for (const path of ["/admin/sign-in", "/admin/metrics", "/admin"]) {
    const headers = (await request.get(path, { maxRedirects: 0 })).headers();
    expect(headers["cache-control"]).toBe("no-store");
    expect(headers["x-robots-tag"]).toContain("noindex");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  }
});

test("the summary and the newest samples show what was posted, errors apart, markup as text", async ({ page, request, site }) => {
  const authorization = { authorization: `Bearer ${METRICS_TOKEN}` };
  const post = (data: object) => request.post("/api/cal-metrics", { data });
  await post({ id: "table-test", calLoadTime: 12_345, iframeLoadTime: 23_456, totalDuration: 34_567 });
  await post({ id: "<img src=x onerror=alert(1)>", page: "/<img src=x onerror=alert(1)>", error: "script-failed: <script>alert(1)</script>" });
  const { summary } = await (await request.get("/api/cal-metrics", { headers: authorization })).json();

  await signIn(page);
  await page.goto(`${site.origin}/admin/metrics`);
  const row = page.locator("tr").filter({ hasText: "table-test" }).first();
  for (const time of ["34,567 ms", "12,345 ms", "23,456 ms"]) await expect(row).toContainText(time);
  await expect(page.locator(".cards")).toContainText(`Openings${summary.total.toLocaleString("en")} `);
  await expect(page.getByText("Failed: script-failed: <script>alert(1)</script>").first()).toBeVisible();
  await expect(page.locator("img")).toHaveCount(0);

  await page.getByRole("link", { name: "Errors only" }).click();
  await expect(page.locator("tr").filter({ hasText: "table-test" })).toHaveCount(0);
  await expect(page.getByText("Failed: script-failed").first()).toBeVisible();
});
