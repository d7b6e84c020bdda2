/** The admin's pages in German, in a real browser. Which texts are German is a unit test's: admin-languages.alone.test.ts. */
import { becomeAdmin, expect, test } from "../fixtures.ts";

test.use({ locale: "de-AT" });

test("an admin whose browser prefers German gets German pages", async ({ page, site, complaints }) => {
  await page.goto("/admin/metrics");
  const html = page.locator("html");
  await expect(page.getByRole("heading", { name: "Anmelden" })).toBeVisible();
  await page.getByLabel("Passwort").fill("falsch");
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expect(page.getByRole("alert")).toContainText("Falsches Passwort. Noch 4 Versuche.");
  // The browser reports the 401 itself.
  complaints.length = 0;

  await becomeAdmin(page, site.origin);
  await page.goto("/admin/metrics");
  expect([await html.getAttribute("lang"), await html.getAttribute("dir")]).toEqual(["de", "ltr"]);
  await expect(page.getByRole("region", { name: "Die Zahlen" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Neueste Öffnungen" })).toBeVisible();
  const pause = page.getByRole("button", { name: "Aktualisiert alle 30 s: anhalten" });
  await pause.click();
  await expect(page.getByRole("button", { name: "Aktualisierung angehalten: fortsetzen" })).toBeVisible();

  await page.goto("/admin/metrics?window=8d");
  await expect(page.getByRole("alert")).toContainText('window muss einer dieser Werte sein: 24h, 7d, 28d, 90d; gefunden: "8d"');
  await page.goto("/admin/nothing");
  await expect(page.getByRole("heading", { name: "Nicht gefunden" })).toBeVisible();
  complaints.length = 0;

  await page.goto("/measure");
  await expect(page.getByRole("heading", { name: "Von hier aus messen" })).toBeVisible();
  // The dialog is the site's, and stays in the site's language.
  await expect(page.locator("[lang] dialog[data-booking-dialog]")).toHaveCount(1);
  expect(await page.locator("dialog[data-booking-dialog]").evaluate((dialog) => dialog.closest("[lang]")?.getAttribute("lang"))).toBe("en-GB");
});

test("the setting is stronger than the browser; data for programs is the same in every language", async ({ page, site, restartSite }) => {
  await restartSite({ ADMIN_LANGUAGE: "en" });
  await becomeAdmin(page, site.origin);
  await page.goto("/admin/metrics");
  await expect(page.getByRole("region", { name: "The numbers" })).toBeVisible();
  const inEnglish = await page.request.get("/api/cal-metrics?detail=full");
  await restartSite({ ADMIN_LANGUAGE: "de" });
  const inGerman = await page.request.get("/api/cal-metrics?detail=full");
  expect(Object.keys((await inGerman.json()) as object)).toEqual(Object.keys((await inEnglish.json()) as object));
  expect(await inGerman.text()).not.toContain("Öffnung");
  await restartSite();
});
