/** The providers that `analytics` in src/site.config.ts turns on, in a build that has all of them. */
import type { Page } from "playwright/test";
import { book, dialog, expect, expectTimes, heroLink, holdBack, partsRequested } from "../fixtures.ts";
import { quiet, testOn } from "./built-site.ts";
import type { Providers } from "./stand-ins.ts";

const test = testOn(`{
  analytics: [
    { provider: "plausible", id: "pa-9Gk2xJ0aQeW" },
    { provider: "ga4", id: "G-1A2B3C4D5E" },
    { provider: "gtm", id: "GTM-ABC1234" },
    { provider: "google-ads", id: "AW-123456789", label: "AbC-D_efG-h12_34-567", value: { amount: 50, currency: "EUR" } },
    { provider: "meta", id: "123456789012345" },
    { provider: "posthog", id: "phc_a1B2c3D4e5F6" },
    { provider: "umami", id: "94db1cb1-74f4-4a40-ad6c-962362670409" },
    { provider: "fathom", id: "ABCDEFGH" },
    { provider: "vercel" },
  ],
}`);

/** One line for each conversion: who has it, and as what. */
const counted = (providers: Providers) => providers.conversions().map(({ to, event }) => `${to}: ${event}`).toSorted();
const ALL = ["fathom: booking", "google: conversion", "google: generate_lead", "google: readyslot_booking", "meta: Schedule", "plausible: Booking", "posthog: booking made", "umami: booking", "vercel: Booking"];

const PERSON = /lovelace|\bada\b/i;

/** As Cal leads a visitor back to a page of this site. */
const thanks = (uid: string) => `/services?name=Ada&isSuccessBookingPage=true&email=ada%40example.com&eventTypeSlug=30min&uid=${uid}&isEmbed=true`;

async function openAndClose(page: Page): Promise<void> {
  await heroLink(page).click();
  await expectTimes(page);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).not.toHaveAttribute("open");
}

test("nothing is requested before an interaction, and every page view is counted after it, once", async ({ page, providers }) => {
  const parts = partsRequested(page);
  await page.goto("/");
  await quiet(page);
  // The page itself comes from elsewhere than the empty one before it.
  expect([parts, providers.requests]).toEqual([[page.url()], []]);
  await openAndClose(page);
  await expect.poll(() => providers.sent.map(({ to, event }) => `${to}: ${event}`).toSorted()).toEqual(
    ["fathom: pageview", "google: page_view", "meta: PageView", "plausible: pageview", "posthog: $pageview", "umami: pageview", "vercel: pageview"]);
  await openAndClose(page);
  expect(providers.sent).toHaveLength(7);
});

test("a booking reaches each of them once, without Cal's uid and without the person", async ({ page, providers }) => {
  await page.goto("/");
  await heroLink(page).click();
  await book(page);
  await expect.poll(() => counted(providers)).toEqual(ALL);
  const uid = await page.evaluate(() => (performance.getEntriesByType("mark") as PerformanceMark[]).find(({ name }) => name.endsWith(":booked"))?.detail as string);
  expect(uid).toBeTruthy();
  for (const { raw } of providers.sent) {
    expect(raw).not.toContain(uid);
    expect(raw).not.toMatch(PERSON);
  }
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(uid);
});

test("a visitor's name and address in the page's address reach nobody; campaigns do", async ({ page, providers }) => {
  await page.goto("/?name=Ada+Lovelace&email=ada%40example.com&metadata%5Bx%5D=Lovelace&utm_source=letter&utm_term=ada%40example.com&gclid=google-click&fbclid=facebook-click#ada@example.com");
  await heroLink(page).click();
  await book(page);
  // The two whose scripts read the address themselves are not there.
  await expect.poll(() => counted(providers)).toEqual(ALL.filter((line) => !/meta|readyslot_booking/.test(line)));
  for (const { raw } of providers.sent) {
    expect(raw).not.toMatch(PERSON);
    expect(raw).not.toContain("facebook-click");
  }
  for (const { to, page: address } of providers.sent.filter(({ to: name }) => name !== "fathom")) {
    expect(new URL(address).search).toBe(to === "google" ? "?utm_source=letter&gclid=google-click" : "?utm_source=letter");
  }
});

test.describe("on a thank-you page of this site, the booking is counted once", () => {
  test("and not again by reload, back, forward and a copy of the tab", async ({ page, context, providers }) => {
    await page.goto(thanks("reloaded"));
    await expect.poll(() => counted(providers)).toEqual(ALL);
    await page.reload();
    await quiet(page);
    await page.goto("/pricing");
    await page.goBack();
    await quiet(page);
    const copy = await context.newPage();
    await copy.goto(page.url());
    await quiet(copy);
    expect(counted(providers)).toEqual(ALL);
  });

  test("also if two tabs get Cal's address at the same time, and again later", async ({ page, context, providers }) => {
    const other = await context.newPage();
    await Promise.all([page.goto(thanks("twice")), other.goto(thanks("twice"))]);
    await expect.poll(() => counted(providers)).toEqual(ALL);
    await page.goto(thanks("twice"));
    await quiet(page);
    // Page views are counted; the booking is not.
    await expect.poll(() => providers.sent.filter(({ to, event }) => to === "umami" && event === "pageview").length).toBe(3);
    expect(counted(providers)).toEqual(ALL);
  });

  test("also where the page may store nothing", async ({ page, providers }) => {
    await page.addInitScript(() => {
      for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name, { get: () => { throw new DOMException("no", "SecurityError"); } });
    });
    await page.goto(thanks("unstored"));
    await expect.poll(() => counted(providers)).toEqual(ALL);
    await page.reload();
    await quiet(page);
    expect(counted(providers)).toEqual(ALL);
  });

  test("and is no conversion if it was only moved", async ({ page, providers }) => {
    await page.goto(`${thanks("moved")}&rescheduleUid=before&formerTime=Tue`);
    await quiet(page);
    expect(providers.conversions()).toEqual([]);
  });

  test("after the booking in the dialog, Cal's way there adds none", async ({ page, site, calendar, providers }) => {
    await calendar({ redirectUrl: `${site.origin}/services` });
    await page.goto("/");
    // Pictures that are on their way when the page is left may get lost: the next page comes when all have arrived.
    const letNextPageCome = await holdBack(page, /\/services\?/);
    await heroLink(page).click();
    await expectTimes(page);
    const frame = page.frameLocator("[data-booking-frame] iframe");
    await frame.getByRole("button", { name: /^\d{1,2}:\d{2}$/ }).first().click();
    await frame.getByLabel(/name/i).fill("Ada Lovelace");
    await frame.getByLabel(/mail/i).fill("ada@example.com");
    await frame.getByRole("button", { name: /confirm|book/i }).click();
    await expect.poll(() => counted(providers)).toEqual(ALL);
    letNextPageCome();
    await expect(page).toHaveURL(`${site.origin}/services`);
    await quiet(page);
    expect(counted(providers)).toEqual(ALL);
    for (const { raw } of providers.sent) expect(raw).not.toMatch(PERSON);
  });
});

test("what is blocked prevents neither the calendar nor the booking", async ({ page, context, providers, complaints }) => {
  await context.route(/^https:\/\//, (route) => route.abort("blockedbyclient"));
  await page.goto("/");
  await heroLink(page).click();
  await book(page);
  await expect.poll(() => counted(providers)).toEqual(["vercel: Booking"]);
  for (const complaint of complaints) expect(complaint).toMatch(/ERR_BLOCKED_BY_CLIENT/);
  complaints.length = 0;
});
