/** The dialog's list of free times as tests see it, and the calendar's truth to compare it with. */
import type { Locator, Page } from "playwright/test";
import type { RunningSite } from "../../fixtures/site/running-site.ts";
import { calendarElement, calendarFrame, dialog, expect, expectShown, heroLink } from "../fixtures.ts";

/** The demo calendar's own pages have an address of that name. */
export const OWN_SLOTS = /^http:\/\/localhost:\d+\/api\/slots\?/;

export const times = (page: Page) => page.locator("[data-booking-times] [data-slot]");
export const more = (page: Page) => page.locator("[data-booking-more]");
export const change = (page: Page) => page.getByRole("button", { name: "Change time" });
export const nameField = (page: Page) => calendarFrame(page).getByLabel(/name/i);
export const slotOf = async (page: Page, index: number) => (await times(page).nth(index).getAttribute("data-slot")) ?? "";
export const slotIn = async (time: Locator) => (await time.getAttribute("data-slot")) ?? "";
export const shownSlots = (page: Page) => times(page).evaluateAll((buttons) => buttons.map((button) => (button as HTMLElement).dataset.slot ?? ""));

export async function expectList(page: Page): Promise<void> {
  await expect(dialog(page)).toHaveAttribute("data-view", "times");
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
  await expectShown(times(page).first());
}

/** The list is on the screen and counts as seen. A dialog that is closed a frame before has shown nothing. */
export async function expectSeen(page: Page): Promise<void> {
  await expectList(page);
  await expect.poll(() => page.evaluate(() => performance.getEntriesByType("mark").some(({ name }) => /^booking:.*:times$/.test(name)))).toBe(true);
}

export async function expectForm(page: Page): Promise<void> {
  await expect(dialog(page)).toHaveAttribute("data-view", "calendar");
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
  await expectShown(calendarElement(page));
  await expect(nameField(page)).toBeVisible();
}

export async function openList(page: Page, path = "/"): Promise<void> {
  await page.goto(path);
  await heroLink(page).click();
  await expectList(page);
}

/** From here on the page needs no more code for Cal's frame. */
export async function expectSession(page: Page): Promise<void> {
  await expect.poll(() => dialog(page).evaluate((element) => (element as unknown as { bookingSession?: object }).bookingSession !== undefined)).toBe(true);
}

/** The queries of the requests for free times, from now on. */
export function listen(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const { search } = new URL(request.url());
    if (OWN_SLOTS.test(request.url())) asked.push(decodeURIComponent(search));
  });
  return asked;
}

/** Our server answers with these times, in ms since 1970, whoever asks. */
export async function answerWith(page: Page, starts: readonly number[], rest: object = {}): Promise<void> {
  const minutes = starts.map((start) => start / 60_000);
  const steps = minutes.map((start, i) => start - (minutes[i - 1] ?? 0));
  await page.route(OWN_SLOTS, (route) => route.fulfill({ json: { event: "studio/30min", at: Math.round(Date.now() / 1_000), minutes: 30, from: "2020-01-01", until: "2099-01-01", starts: steps, ...rest } }));
}

const dateIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** The free times of the next days, from the demo calendar's own API. */
export async function truth(site: RunningSite, days: number, event = "30min", rest: Record<string, string> = {}): Promise<string[]> {
  const query = new URLSearchParams({ username: "studio", eventTypeSlug: event, start: dateIn(0), end: dateIn(days), ...rest });
  const answer = await fetch(`${site.demo}/v2/slots?${query}`, { headers: { "cal-api-version": "2024-09-04" } });
  const { data } = (await answer.json()) as { data: Record<string, { start: string }[]> };
  return Object.values(data).flat().map(({ start }) => new Date(start).toISOString()).toSorted();
}

/** A time of the list that nobody has booked: the server keeps its answers for a while, and other tests book. */
export async function freeTime(page: Page, site: RunningSite, nth = 0): Promise<Locator> {
  const free = await truth(site, 14);
  const slot = (await shownSlots(page)).filter((one) => free.includes(one))[nth];
  return page.locator(`[data-booking-times] [data-slot="${slot}"]`);
}

/** Somebody else books a time. */
export async function bookElsewhere(site: RunningSite, start: string): Promise<void> {
  const booking = { event: "studio/30min", start, name: "Grace Hopper", email: "grace@example.org" };
  const answer = await fetch(`${site.demo}/api/book`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(booking) });
  expect(answer.status).toBe(201);
}

export async function fillAndBook(page: Page): Promise<void> {
  await nameField(page).fill("Ada Lovelace");
  await calendarFrame(page).getByLabel(/mail/i).fill("ada@example.com");
  await calendarFrame(page).getByRole("button", { name: /confirm|book/i }).click();
  await expect(calendarFrame(page).getByText(/you.re booked/i)).toBeVisible();
}
