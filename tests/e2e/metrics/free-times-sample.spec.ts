/** An opening with free times, from the click to the booking, is one sample with its whole funnel. */
import type { Page } from "playwright/test";
import { recordBeacons } from "../beacons.ts";
import { expectSeen, nameField, times } from "../booking/list-of-times.ts";
import { calendarFrame, dialog, expect, heroLink, readMetrics, test } from "../fixtures.ts";
import { samplesOf, visit } from "../samples.ts";

test.use({ variant: "instant" });

async function openList(page: Page): Promise<string> {
  const release = await visit(page);
  await heroLink(page).click();
  await expectSeen(page);
  return release;
}

async function fillAndBook(page: Page): Promise<void> {
  await nameField(page).fill("Ada Lovelace");
  await calendarFrame(page).getByLabel(/mail/i).fill("ada@example.com");
  await calendarFrame(page).getByRole("button", { name: /confirm|book/i }).click();
  await expect(calendarFrame(page).getByText(/you.re booked/i)).toBeVisible();
}

test("picked, filled in and booked", async ({ page, site }) => {
  const release = await openList(page);
  await times(page).last().click();
  await expect(nameField(page)).toBeVisible();
  await fillAndBook(page);
  await page.keyboard.press("Escape");

  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "times", variant: "instant", placement: "hero", picked: true, timesTime: expect.any(Number), formTime: expect.any(Number) }]);
  const [sample] = await samplesOf(site, release);
  for (const name of ["totalDuration", "slot", "error"]) expect(sample).not.toHaveProperty(name);
  await expect.poll(async () => (await readMetrics(site, `?release=${release}&page=/`)).summary).toMatchObject({
    total: 1, errors: 0, timesSeen: 1, picked: 1, fellBack: 0, bookings: { browser: 1, elsewhere: 0 }, phases: { timesTime: { n: 1 }, formTime: { n: 1 }, totalDuration: { n: 0 } },
  });
});

test("closed without a pick", async ({ page, site }) => {
  const release = await openList(page);
  await page.keyboard.press("Escape");
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "times", timesTime: expect.any(Number) }]);
  expect((await samplesOf(site, release))[0]).not.toHaveProperty("picked");
});

test("left without a pick: one beacon", async ({ page, site }) => {
  const beacons = await recordBeacons(page);
  const release = await openList(page);
  await page.goto("/services");
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "times" }]);
  expect((await beacons()).filter(({ outcome }) => outcome === "times")).toHaveLength(1);
});

test("the whole calendar after the list is the same opening, and its wait is not mixed with the calendar's", async ({ page, site }) => {
  const release = await openList(page);
  await page.locator("[data-booking-calendar]").click();
  await expect(dialog(page)).toHaveAttribute("data-view", "calendar");
  await expect(calendarFrame(page).locator(".times .list button").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "times" }]);
  expect((await samplesOf(site, release))[0]).not.toHaveProperty("totalDuration");
});

test("without an answer of our own server the calendar's opening counts as fallen back", async ({ page, site, complaints }) => {
  await page.route((url) => url.origin === site.origin && url.pathname === "/api/slots", (route) => route.fulfill({ status: 503, json: { success: false, error: "no-times", message: "" } }));
  const release = await visit(page);
  await heroLink(page).click();
  await expect(dialog(page)).toHaveAttribute("data-view", "calendar");
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ outcome: "ready", variant: "instant", totalDuration: expect.any(Number) }]);
  expect((await readMetrics(site, `?release=${release}&page=/`)).summary).toMatchObject({ total: 1, timesSeen: 0, fellBack: 1 });
  expect(complaints.filter((one) => !one.includes("503"))).toEqual([]);
  complaints.length = 0;
});
