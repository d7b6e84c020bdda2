/** Providers that wait for the visitor's consent. The setting CONSENT=all makes every provider wait. */
import { book, expect, heroLink } from "../fixtures.ts";
import { quiet, testOn } from "./built-site.ts";

const test = testOn(
  `{
    analytics: [
      { provider: "ga4", id: "G-1A2B3C4D5E", load: "after-consent" },
      { provider: "plausible", id: "example.com", load: "at-load" },
      { provider: "umami", id: "94db1cb1-74f4-4a40-ad6c-962362670409" },
    ],
  }`,
  { CONSENT: "all" },
);

const agree = (detail: object | boolean) => document.dispatchEvent(new CustomEvent("readyslot:consent", { detail }));

test("nothing is requested and nothing stored before the visitor agrees, on a page without a booking link either", async ({ page, providers }) => {
  for (const path of ["/", "/privacy"]) {
    await page.goto(path);
    await quiet(page);
    expect(providers.requests).toEqual([]);
    expect(await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }])).toEqual([{}, {}]);
  }
});

test("agreeing starts them at once, on later pages with the page; agreeing to the calendar alone does not", async ({ page, providers }) => {
  await page.goto("/privacy");
  await page.evaluate(agree, { calendar: true });
  await page.goto("/privacy");
  await quiet(page);
  expect(providers.requests).toEqual([]);
  await page.evaluate(agree, { measuring: true });
  const seen = () => providers.sent.map(({ to, event }) => `${to}: ${event}`).toSorted();
  await expect.poll(seen).toEqual(["google: page_view", "plausible: pageview"]);
  expect(await page.evaluate(() => (window as { standInConsent?: unknown }).standInConsent)).toEqual([["default", "granted"]]);
  await page.goto("/pricing");
  await expect.poll(seen).toEqual(["google: page_view", "google: page_view", "plausible: pageview", "plausible: pageview"]);
});

test("withdrawing it ends what is sent, and Google's tag hears of it", async ({ page, providers }) => {
  await page.goto("/");
  await page.evaluate(agree, true);
  await expect.poll(() => providers.sent.length).toBe(2);
  await page.evaluate(agree, { measuring: false });
  await expect.poll(() => page.evaluate(() => (window as { standInConsent?: unknown }).standInConsent)).toEqual([["default", "granted"], ["update", "denied"]]);
  await heroLink(page).click();
  await book(page);
  await quiet(page);
  expect(providers.conversions()).toEqual([]);
});

test("a booking after it is counted by all, also by the one that waits for an interaction", async ({ page, providers }) => {
  await page.goto("/");
  await page.evaluate(agree, true);
  await heroLink(page).click();
  await book(page);
  await expect.poll(() => providers.conversions().map(({ to, event }) => `${to}: ${event}`).toSorted()).toEqual(["google: generate_lead", "plausible: Booking", "umami: booking"]);
});
