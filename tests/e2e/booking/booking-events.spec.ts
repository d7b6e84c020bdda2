/** The public contract: what a script of the page hears of a visitor's way to a calendar, and in which order. */
import type { Page } from "playwright/test";
import type { BookingEventType } from "../../../src/booking/events.ts";
import { EVENT_KEYS } from "../../fixtures/booking-event-keys.ts";
import { book, dialog, expect, expectTimes, heroLink, holdBack, test } from "../fixtures.ts";

type Heard = readonly [type: BookingEventType, detail: Record<string, unknown>];

/** Lets a script of the page listen, as an adopter's would: on the document, once the page has been parsed. */
async function listen(page: Page): Promise<() => Promise<Heard[]>> {
  await page.addInitScript((types) => {
    if (window !== top) return;
    const heard: [string, unknown][] = [];
    Object.assign(window, { heard });
    document.addEventListener("DOMContentLoaded", () => {
      for (const type of types) document.addEventListener(`readyslot:${type}`, ({ detail }) => heard.push([type, detail]));
    });
  }, Object.keys(EVENT_KEYS) as BookingEventType[]);
  // Keys without a value would be lost on the way here.
  return () => page.evaluate(() => (window as unknown as { heard: Heard[] }).heard.map(([type, detail]): Heard => [type, Object.fromEntries(Object.entries(detail).map(([key, value]) => [key, value ?? null]))]));
}

const typesOf = (heard: readonly Heard[]) => heard.map(([type]) => type);

/** Every detail has the documented keys and no others. */
function expectDocumentedKeys(heard: readonly Heard[]): void {
  for (const [type, detail] of heard) expect([type, Object.keys(detail).toSorted()]).toEqual([type, EVENT_KEYS[type].toSorted()]);
}

test("a booking: intent, open, ready, booked, close", async ({ page }) => {
  const heard = await listen(page);
  await page.goto("/?name=Ada&email=ada@example.com");
  await heroLink(page).hover();
  await expect.poll(async () => typesOf(await heard())).toEqual(["intent"]);
  await heroLink(page).click();
  await book(page);
  await page.locator("[data-booking-close]").click();
  await expect.poll(async () => typesOf(await heard())).toEqual(["intent", "open", "ready", "booked", "close"]);

  const events = await heard();
  expectDocumentedKeys(events);
  const details = Object.fromEntries(events);
  const opening = { path: "studio/30min", placement: "hero", variant: "optimized" };
  for (const [, detail] of events) expect(detail).toMatchObject(opening);
  const { at } = details.open ?? {};
  expect(at).toBeGreaterThan(details.intent?.at as number);
  for (const type of ["ready", "booked", "close"]) expect(details[type]).toMatchObject({ at });
  expect(details.open).toMatchObject({ cause: "click" });
  expect(await dialog(page).textContent()).toContain(`${details.ready?.duration as number} ms`);
  expect(details.booked).toMatchObject({ uid: expect.stringMatching(/^\w+/), paymentRequired: false });
  expect(JSON.stringify(events)).not.toMatch(/ada\b|lovelace|example\.com/i);
});

test("a click at its time stamp: open is heard in the click's own task, and its time is the mark's", async ({ page }) => {
  const heard = await listen(page);
  await page.goto("/");
  const types = await heroLink(page).evaluate((link: HTMLElement) => {
    link.click();
    return (window as unknown as { heard: Heard[] }).heard.map(([type]) => type);
  });
  expect(types).toEqual(["intent", "open"]);
  await expectTimes(page);
  const clickedAt = await page.evaluate(() => performance.getEntriesByName("booking:30min:click")[0]?.startTime);
  expect(Object.fromEntries(await heard()).open).toMatchObject({ at: clickedAt });
});

test("a calendar that fails: failed, with the error and its class; trying again is another opening", async ({ page, calendar, complaints }) => {
  const heard = await listen(page);
  await calendar({ linkFailed: 404 });
  await page.goto("/");
  await heroLink(page).click();
  await expect.poll(async () => typesOf(await heard())).toEqual(["intent", "open", "failed"]);
  await calendar({ linkFailed: 0 });
  await dialog(page).getByRole("button", { name: "Try again" }).click();
  await expect.poll(async () => typesOf(await heard())).toEqual(["intent", "open", "failed", "open", "ready"]);
  const events = await heard();
  expectDocumentedKeys(events);
  expect(events[2]?.[1]).toMatchObject({ errorClass: "link-failed", error: "link-failed: 404", at: events[1]?.[1].at });
  expect(events[3]).toMatchObject(["open", { cause: "retry", path: "studio/30min", placement: "hero" }]);
  expect(events[3]?.[1].at).toBeGreaterThan(events[1]?.[1].at as number);
  complaints.length = 0;
});

test("an opening without a network fails as offline, and goes on as the same one", async ({ page, context, complaints }) => {
  const heard = await listen(page);
  await page.goto("/");
  await context.setOffline(true);
  await heroLink(page).click();
  await expect.poll(async () => typesOf(await heard())).toEqual(["intent", "open", "failed"]);
  await context.setOffline(false);
  await expect.poll(async () => typesOf(await heard())).toEqual(["intent", "open", "failed", "open", "ready"]);
  const events = await heard();
  expectDocumentedKeys(events);
  expect(events[2]?.[1]).toMatchObject({ errorClass: "offline" });
  expect(events[3]?.[1]).toMatchObject({ cause: "online" });
  complaints.length = 0;
});

for (const [name, part] of [
  ["the calendar", /\/studio\/\w+\/embed\?/],
  ["our own code", /\/_astro\/BookingCode/],
] as const) {
  test(`an opening that is left before ${name} has come: close, and no ready`, async ({ page }) => {
    const heard = await listen(page);
    const letItCome = await holdBack(page, part);
    await page.goto("/");
    await heroLink(page).click();
    await page.keyboard.press("Escape");
    await expect.poll(async () => typesOf(await heard())).toEqual(["intent", "open", "close"]);
    letItCome();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    const events = await heard();
    expect(typesOf(events)).toEqual(["intent", "open", "close"]);
    expectDocumentedKeys(events);
  });
}

test("a page that Cal leads to after a booking: booked, for a listener that comes with the end of the document, too", async ({ page }) => {
  const heard = await listen(page);
  await page.goto("/services?isSuccessBookingPage=true&uid=bFJeNb2u&name=Ada&email=ada@example.com&isEmbed=true");
  await expect.poll(heard).toEqual([["booked", { variant: "optimized", uid: "bFJeNb2u", paymentRequired: false }]]);
  // The address that is loaded again has nothing of it left.
  await page.reload();
  await expect(page.locator("dialog > script[src*=BookingArrival]")).toHaveCount(0);
  expect(await heard()).toEqual([]);
});

test("a browser without <dialog>: failed, and the link is followed", async ({ page }) => {
  const heard = await listen(page);
  await page.addInitScript("delete HTMLDialogElement.prototype.showModal");
  await page.goto("/");
  const events = await heroLink(page).evaluate((link: HTMLElement) => {
    addEventListener("click", (event) => event.preventDefault());
    link.click();
    return (window as unknown as { heard: Heard[] }).heard;
  });
  expect(events).toMatchObject([["failed", { path: "studio/30min", placement: "hero", errorClass: "dialog-missing", error: "dialog-missing" }]]);
  expect(await heard()).toHaveLength(1);
});
