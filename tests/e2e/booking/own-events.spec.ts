/** Events with words of their own, the button in the header of one page, and the page after a booking. */
import type { Page } from "playwright/test";
import { codeAfterBooking } from "../../fixtures/site/after-booking.ts";
import { addOtherEvent, book, bookingLink, calendarElement, calendarFrame, CALENDAR_PAGE, dialog, expect, expectTimes, heroLink, holdBack, slots, test } from "../fixtures.ts";

const close = (page: Page) => page.locator("[data-booking-close]").click();
const onwards = (page: Page) => dialog(page).getByRole("link", { name: "Continue" });

test.describe("the dialog's title", () => {
  test("belongs to the event of the link that opened it, from the click on", async ({ page }) => {
    const letCodeCome = await holdBack(page, /\/_astro\/Booking/);
    await page.goto("/contact");
    const expectTitle = async (title: string) => {
      await expect(page.getByRole("dialog")).toHaveAccessibleName(title);
      await expect(dialog(page).getByRole("heading", { level: 2 })).toHaveText(title);
    };
    // In the very task of the click.
    const titles = await page.evaluate(() =>
      ["text-2", "text-1"].map((placement) => {
        document.querySelector<HTMLElement>(`[data-booking-placement="${placement}"]`)?.click();
        return document.querySelector("#booking-title")?.textContent;
      }),
    );
    expect(titles).toEqual(["A short call", "Free website audit"]);
    await close(page);
    await bookingLink(page, "text-2").click();
    await expectTitle("A short call");
    letCodeCome();
    await expectTimes(page);
    await expect(page.locator(".booking-stopwatch")).toHaveText(/^Ready/);
    await expectTitle("A short call");
    await expect(calendarElement(page)).toHaveAttribute("title", "A short call");

    await close(page);
    // Mounted before the click.
    const mounted = page.waitForRequest(/\/studio\/30min\/embed/);
    await bookingLink(page, "text-1").hover();
    await mounted;
    await bookingLink(page, "text-1").click();
    await expectTimes(page);
    await expectTitle("Free website audit");
    await expect(calendarElement(page)).toHaveAttribute("title", "Free website audit");
  });

  test("of events without one of their own is not in the page a second time", async ({ page }) => {
    await page.goto("/");
    expect(await dialog(page).evaluate((element) => ["bookingTitles", "bookingAfter", "bookingContinue"].filter((name) => name in element.dataset))).toEqual([]);
  });
});

test("the header's button is the page's own, with the label of its event", async ({ page }) => {
  await page.goto("/services/watch");
  const button = page.getByRole("banner").getByRole("link", { name: "Book a Short Call" });
  await expect(button).toHaveAttribute("data-booking-link", "studio/15min");
  await expect(bookingLink(page, "closing")).toHaveText("Book a Short Call");
  await button.click();
  await expectTimes(page);
  await expect(calendarElement(page)).toHaveAttribute("src", /\/studio\/15min\/embed/);
  await expect(page.getByRole("dialog")).toHaveAccessibleName("A short call");
});

test.describe("with free times in the dialog", () => {
  test.use({ variant: "instant" });

  test("another button of the same event fills in the form with its own values", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).evaluate((link: HTMLAnchorElement) => (link.search = "?name=Ada"));
    await addOtherEvent(page, "studio/30min");
    await bookingLink(page, "other").evaluate((link: HTMLAnchorElement) => (link.search = "?name=Grace&notes=A%20%26%20B"));
    for (const [placement, name, notes] of [["hero", "Ada", ""], ["other", "Grace", "A & B"]] as const) {
      await bookingLink(page, placement).click();
      await dialog(page).locator("[data-slot]").first().click();
      await expect(calendarFrame(page).getByLabel(/name/i)).toHaveValue(name);
      await expect(calendarFrame(page).getByLabel(/should know/i)).toHaveValue(notes);
      await close(page);
    }
  });
});

test("an event of a team in an organisation has its frame where Cal has one", { tag: "@full" }, async ({ page }) => {
  await page.goto("/");
  const other = await addOtherEvent(page, "org/acme/team/sales/30min");
  await other.click();
  await expectTimes(page);
  await expect(calendarElement(page)).toHaveAttribute("src", /\/org\/acme\/sales\/30min\/embed/);
  await expect(other).toHaveAttribute("data-booking-link", "org/acme/team/sales/30min");
});

/** The home page, as if a page followed a booking. Counts the bookings that it and the next pages dispatch. */
async function visit(page: Page, next = "/pricing"): Promise<{ bookings: string[] }> {
  const bookings: string[] = [];
  await page.exposeFunction("noteBooking", (uid: string) => bookings.push(uid));
  await page.addInitScript(
    ({ next: path, code }) => {
      document.addEventListener("readyslot:booked", ({ detail }) => (window as unknown as { noteBooking(uid: string): void }).noteBooking(detail.uid));
      if (location.pathname !== "/" || window !== top) return;
      // An answer of the test's own would come from no network, which Chromium does not let open the calendar on this machine.
      document.addEventListener("DOMContentLoaded", () => {
        const dialogElement = document.querySelector<HTMLElement>("dialog[data-booking-dialog]");
        const template = dialogElement?.querySelector<HTMLTemplateElement>("template[data-booking-report]");
        Object.assign(dialogElement?.dataset ?? {}, { bookingAfter: JSON.stringify({ "": path }), bookingContinue: "Continue" });
        template?.content.append(Object.assign(document.createElement("script"), { type: "module", src: code }));
      });
    },
    { next, code: codeAfterBooking() },
  );
  await page.goto("/");
  return { bookings };
}

test.describe("after a booking", () => {
  test("the confirmation stays until the dialog is closed; that leads to the page, once, and counts nothing again", async ({ page, site }) => {
    const { bookings } = await visit(page);
    await heroLink(page).click();
    await expect(onwards(page)).toHaveCount(0);
    await book(page);
    await expect(onwards(page)).toHaveAttribute("href", "/pricing");
    expect(page.url()).toBe(`${site.origin}/`);
    await close(page);
    await expect(page).toHaveURL(`${site.origin}/pricing`);
    expect(bookings).toHaveLength(1);

    await page.reload();
    await page.goBack();
    await expect(page).toHaveURL(`${site.origin}/`);
    await expect(dialog(page)).not.toHaveAttribute("open");
    await heroLink(page).click();
    await expectTimes(page);
    await expect(onwards(page)).toHaveCount(0);
    await expect(dialog(page).getByRole("link", { name: "Open the booking page" })).toHaveAttribute("href", /\/studio\/30min$/);
    await close(page);
    await expect(heroLink(page)).toBeFocused();
    await page.goForward();
    await expect(page).toHaveURL(`${site.origin}/pricing`);
    expect(bookings).toHaveLength(1);
  });

  test("the dialog's link leads there as well, and Back leads to the page with the button", { tag: "@full" }, async ({ page, site }) => {
    await visit(page);
    await heroLink(page).click();
    await book(page);
    await onwards(page).click();
    await expect(page).toHaveURL(`${site.origin}/pricing`);
    await page.goBack();
    await expect(page).toHaveURL(`${site.origin}/`);
    if (await dialog(page).evaluate((element: HTMLDialogElement) => element.open)) await page.keyboard.press("Escape");
    await expect(dialog(page)).not.toHaveAttribute("open");
    await heroLink(page).hover();
    await page.waitForRequest(CALENDAR_PAGE);
    expect(page.url()).toBe(`${site.origin}/`);
  });

  test("on the page that follows, a visitor stays", { tag: "@full" }, async ({ page, site }) => {
    await visit(page, "/");
    await heroLink(page).click();
    await book(page);
    await expect(onwards(page)).toHaveCount(0);
    await close(page);
    await expect(heroLink(page)).toBeFocused();
    expect(page.url()).toBe(`${site.origin}/`);
  });

  test("that has still to be paid, the payment stays and no visitor is led away", { tag: "@full" }, async ({ page, site, calendar }) => {
    await calendar({ payment: "required" });
    const { bookings } = await visit(page);
    await heroLink(page).click();
    await expectTimes(page);
    await slots(page).first().click();
    await calendarFrame(page).getByLabel(/name/i).fill("Ada Lovelace");
    await calendarFrame(page).getByLabel(/mail/i).fill("ada@example.com");
    await calendarFrame(page).getByRole("button", { name: /confirm|book/i }).click();
    await expect(calendarFrame(page).getByRole("button", { name: /pay/i })).toBeVisible();
    await expect.poll(() => bookings.length).toBe(1);
    await expect(onwards(page)).toHaveCount(0);
    await close(page);
    await expect(heroLink(page)).toBeFocused();
    expect(page.url()).toBe(`${site.origin}/`);
  });

  test("that was cancelled in the confirmation, or was only moved, no visitor is led on", { tag: "@full" }, async ({ page, site }) => {
    const { bookings } = await visit(page);
    await heroLink(page).click();
    await book(page);
    await expect(onwards(page)).toBeVisible();
    const uid = await calendarFrame(page).locator("code").textContent();
    const frame = page.frames().find((one) => /\/booking\/\w+\/embed/.test(one.url()));
    // As CancelBooking.tsx in Cal's source does it, through the action manager of the embed.
    await frame?.evaluate(() => parent.postMessage({ originator: "CAL", type: "bookingCancelled", namespace: "30min", fullType: "CAL:30min:bookingCancelled", data: {} }, "*"));
    await expect(onwards(page)).toHaveCount(0);
    await expect(dialog(page).getByRole("link", { name: "Open the booking page" })).toHaveAttribute("href", /\/studio\/30min$/);
    await close(page);
    await expect(heroLink(page)).toBeFocused();

    await (await addOtherEvent(page, `reschedule/${uid}`)).click();
    await book(page);
    await expect(onwards(page)).toHaveCount(0);
    await close(page);
    await expect(bookingLink(page, "other")).toBeFocused();
    expect(page.url()).toBe(`${site.origin}/`);
    expect(bookings).toHaveLength(1);
  });

  test("with a redirect at Cal as well, Cal's is followed, and the booking has one uid", { tag: "@full" }, async ({ page, site, calendar }) => {
    await calendar({ redirectUrl: `${site.origin}/services` });
    const { bookings } = await visit(page);
    await heroLink(page).click();
    await expectTimes(page);
    await slots(page).first().click();
    await calendarFrame(page).getByLabel(/name/i).fill("Ada Lovelace");
    await calendarFrame(page).getByLabel(/mail/i).fill("ada@example.com");
    await calendarFrame(page).getByRole("button", { name: /confirm|book/i }).click();
    await expect(page).toHaveURL(`${site.origin}/services`);
    await expect.poll(() => bookings.length).toBeGreaterThan(0);
    expect(new Set(bookings).size).toBe(1);
  });
});
