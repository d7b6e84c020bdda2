/** Where an opening's visitor came from, by the campaign that the inline script knows. */
import { dialog, expect, heroLink, test } from "../fixtures.ts";
import { samplesOf, visit } from "../samples.ts";

test("an opening two pages later belongs to the link by which the visit began", async ({ page, site }) => {
  const release = await visit(page, "/?utm_source=letter&utm_medium=email&utm_campaign=Fr%C3%BChling");
  await page.getByRole("link", { name: "Pricing" }).first().click();
  await page.waitForURL("**/pricing");
  await page.goto("/");
  expect(await page.evaluate(() => [document.referrer.includes("utm"), ...Object.keys(sessionStorage)])).toEqual([false, "booking-visit"]);
  await heroLink(page).click();
  await expect(dialog(page)).toContainText(/Ready \d+ ms/);
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "ready", page: "/", source: "letter", medium: "email", campaign: "Frühling" }]);
  // Kept for the tab: what the browser forgets of the history does not matter any more.
  expect(await page.evaluate(() => sessionStorage["booking-origin"])).toBe('{"source":"letter","medium":"email","campaign":"Frühling"}');
});

test("a link from elsewhere is the source, and an e-mail address is nowhere", async ({ page, site }) => {
  const release = await visit(page, "/?utm_source=ada%40example.com&utm_medium=email");
  await heroLink(page).click();
  await expect(dialog(page)).toContainText(/Ready \d+ ms/);
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "ready", medium: "email" }]);
  const [sample] = await samplesOf(site, release);
  expect(sample).not.toHaveProperty("source");
});
