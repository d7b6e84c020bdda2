/** The dialog's own list of free times (variant `instant`): what is shown, what is picked, and what happens if there is none. */
import type { Locator, Page } from "playwright/test";
import type { BookingEventType } from "../../../src/booking/events.ts";
import { EVENT_KEYS } from "../../fixtures/booking-event-keys.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { calendarElement, CALENDAR_PAGE, dialog, expect, expectShown, expectTimes, heroLink, holdBack, partsRequested, test } from "../fixtures.ts";
import { answerWith, bookElsewhere, change, expectForm, expectList, expectSession, fillAndBook, freeTime, listen, more, nameField, openList, OWN_SLOTS, shownSlots, slotIn, slotOf, times, truth } from "./list-of-times.ts";

test.use({ variant: "instant" });

/** On the last Sunday in March the clocks go forward in Europe. */
const lastSundayOfMarch = (year: number) => 31 - new Date(Date.UTC(year, 2, 31)).getUTCDay();

test.describe("the list", () => {
  for (const [timezoneId, language, pattern] of [
    ["Europe/Berlin", "en-GB", /^([01]\d|2[0-3]):[0-5]\d$/],
    ["America/Los_Angeles", "en-US", /^(1[0-2]|[1-9]):[0-5]\d\s[AP]M$/],
    ["Asia/Kathmandu", "de", /^([01]\d|2[0-3]):[0-5]\d$/],
  ] as const) {
    test.describe(`in ${timezoneId}, on a page in ${language}`, () => {
      test.use({ timezoneId });

      test("has the calendar's free times under the visitor's days, in the page's language", async ({ page, site }) => {
        await page.goto("/");
        await page.evaluate((lang) => (document.documentElement.lang = lang), language);
        await heroLink(page).click();
        await expectList(page);
        const shown = await shownSlots(page);
        expect((await truth(site, 14)).slice(0, shown.length)).toEqual(shown);

        const rows = await page.locator("[data-booking-days] > [role=group]").evaluateAll((groups) =>
          groups.map((group) => ({
            day: group.querySelector("h3")?.textContent,
            name: group.getAttribute("aria-label"),
            times: [...group.querySelectorAll("button")].map((button) => [button.textContent, button.dataset.slot, button.querySelector("time")?.dateTime]),
          })),
        );
        expect(rows).toHaveLength(5);
        // The parts of an instant there, which Node computes with its own data.
        const there = (slot: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { timeZone: timezoneId, ...options }).format(new Date(slot));
        for (const { day, name, times: inDay } of rows) {
          expect(name).toBe(day);
          for (const [label = "", slot = "", dateTime] of inDay) {
            expect(label).toMatch(pattern);
            expect(dateTime).toBe(slot);
            expect(label?.replace(/\s/g, " ")).toBe(there(slot ?? "", { timeStyle: "short" }).replace(/\s/g, " "));
            expect(day).toBe(there(slot ?? "", { weekday: "long", day: "numeric", month: "long" }));
          }
        }
        await expect(page.locator("[data-booking-zone]")).toContainText(there(shown[0] ?? "", { timeZoneName: "longGeneric" }).replace(/^[\d/. ]+,? /, ""));
      });
    });
  }

  test.describe("over the change to summer time", () => {
    test.use({ timezoneId: "Europe/Berlin" });

    test("has the times that the visitor's clock will show", async ({ page }) => {
      // Nine o'clock UTC, before and after the clocks go forward in the night to Sunday, and two times of that night.
      const thisYear = new Date().getUTCFullYear();
      const year = Date.UTC(thisYear, 2, lastSundayOfMarch(thisYear) - 2) > Date.now() ? thisYear : thisYear + 1;
      const last = lastSundayOfMarch(year);
      await answerWith(page, [[last - 1, 9, 0], [last, 0, 30], [last, 1, 0], [last + 1, 9, 0]].map(([day, hour, minute]) => Date.UTC(year, 2, day, hour, minute)));
      await openList(page);
      const rows = await page.locator("[data-booking-days] > [role=group]").evaluateAll((groups) => groups.map((group) => [group.querySelector("h3")?.textContent, ...[...group.querySelectorAll("button")].map(({ textContent }) => textContent)]));
      expect(rows.map(([, ...labels]) => labels)).toEqual([["10:00"], ["01:30", "03:00"], ["11:00"]]);
      expect(rows.map(([day]) => day?.split(" ")[0])).toEqual(["Saturday", "Sunday", "Monday"]);
    });
  });

  test("has its place in the first frame, before the code that brings its look: nothing moves when it comes", async ({ page }) => {
    await page.goto("/");
    const boxes = () => page.evaluate(() => ["dialog", "dialog > h2", "[data-booking-close]", "[data-booking-times]", "[data-booking-calendar]"].map((one) => document.querySelector(one)?.getBoundingClientRect().toJSON() as unknown));
    const release = await holdBack(page, /BookingTimes/);
    await heroLink(page).evaluate((link: HTMLElement) => link.click());
    await dialog(page).evaluate((modal) => Promise.all(modal.getAnimations().map(({ finished }) => finished)));
    await expect(page.locator("[data-slot]")).toHaveCount(0);
    const before = await boxes();
    release();
    await expectList(page);
    expect(await boxes()).toEqual(before);
  });

  test("leaves the time that it took where the page keeps it", async ({ page }) => {
    await page.goto("/");
    await page.locator("main").evaluate((main) => main.insertAdjacentHTML("beforeend", '<p data-booking-own="Yours: {time}">Try it.</p>'));
    await heroLink(page).click();
    await expectList(page);
    await expect(page.locator("[data-booking-own]").last()).toHaveText(/^Yours: \d+\.\d\d\ss$/);
    await expect(page.locator("[data-booking-own]").last()).toHaveAttribute("data-booking-timed");
  });

  test("is asked for once, with the first sign of intent, beside embed.js; no frame is loaded for it", async ({ page }) => {
    await page.goto("/");
    const parts = partsRequested(page);
    await heroLink(page).hover();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect.poll(() => parts.includes("island")).toBe(true);
    expect(parts.slice(0, 4).toSorted()).toEqual(["booking code", "embed.js", "free times", "list of times"]);
    const shown = await heroLink(page).evaluate((link: HTMLElement) => {
      link.click();
      const modal = document.querySelector<HTMLElement>("dialog");
      return [modal?.matches(":modal"), modal?.dataset.state, modal?.querySelector("[data-slot]")?.checkVisibility()];
    });
    expect(shown).toEqual([true, "ready", true]);
    await expect(dialog(page)).toContainText(/Ready \d+ ms after your click/);
    expect(parts.filter((part) => part === "free times" || part === "list of times")).toHaveLength(2);
    expect(parts).not.toContain("calendar");
    await expect(calendarElement(page)).toHaveCount(0);
  });

  test("is on the screen after a click without warning, whatever becomes of the booking code, and a time can be picked", async ({ page, site }) => {
    const letItCome = await holdBack(page, /\/_astro\/BookingCode/);
    await page.goto("/");
    const parts = partsRequested(page);
    await heroLink(page).evaluate((link: HTMLElement) => link.click());
    await expectList(page);
    expect(parts.slice(0, 2).toSorted()).toEqual(["free times", "list of times"]);
    await (await freeTime(page, site)).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "loading");
    letItCome();
    await expectForm(page);
  });

  test("has later days below, and nothing moves when they come", async ({ page, site }) => {
    await openList(page);
    await expect(page.locator("[data-booking-until]")).toHaveText(/^Free times until /);
    const look = () =>
      page.evaluate(() => {
        const [modal, first, box] = [document.querySelector("dialog"), document.querySelector("[data-slot]"), document.querySelector("[data-booking-times]")];
        return { height: modal?.getBoundingClientRect().height, first: first?.getBoundingClientRect().y, scrolled: box?.scrollTop };
      });
    await more(page).scrollIntoViewIfNeeded();
    const [before, count] = [await look(), await times(page).count()];
    const firstElement = await times(page).first().elementHandle();
    await more(page).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => times(page).count()).toBeGreaterThan(count);
    expect(await look()).toEqual(before);
    expect(await firstElement?.evaluate((element) => element.isConnected)).toBe(true);
    // The keyboard goes on with the first new day.
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe("h3");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.slot)).toBe(await slotOf(page, count));
    while ((await page.locator("[data-booking-days] > [role=group]").count()) < 15) await more(page).click();
    const shown = await shownSlots(page);
    expect(shown).toEqual((await truth(site, 60)).slice(0, shown.length));
  });

  test("keeps the focus and drops what has gone when it is refreshed", async ({ page, site }) => {
    await openList(page);
    const focused = await slotOf(page, 3);
    await times(page).nth(3).focus();
    const element = await times(page).nth(3).elementHandle();
    // What the server has kept until now is older than the booking, so the test answers for it.
    const gone = await slotOf(page, 1);
    const left = (await truth(site, 14)).filter((slot) => slot !== gone).map((slot) => Date.parse(slot));
    await answerWith(page, left, { until: new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10) });
    await page.evaluate(() => {
      const { now } = performance;
      performance.now = () => now.call(performance) + 11_000;
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await expect.poll(() => shownSlots(page)).not.toContain(gone);
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.slot)).toBe(focused);
    expect(await element?.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  test("is asked for again when the dialog is opened again, and shown at once", async ({ page }) => {
    const asked = listen(page);
    await openList(page);
    expect(asked).toEqual(["?event=studio/30min"]);
    await page.keyboard.press("Escape");
    await expect(dialog(page)).not.toHaveAttribute("open");
    await page.evaluate(() => {
      const { now } = performance;
      performance.now = () => now.call(performance) + 11_000;
    });
    await heroLink(page).click();
    await expectList(page);
    await expect.poll(() => asked).toEqual(["?event=studio/30min", "?event=studio/30min"]);
  });

  test("of an event without free times says so, and offers later days and the calendar", async ({ page }) => {
    await answerWith(page, [], { minutes: null });
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect(page.locator("[data-booking-until]")).toHaveText(/^No time is free until /);
    await expect(more(page)).toBeVisible();
    await page.getByRole("button", { name: "Whole calendar" }).click();
    await expectTimes(page);
    await expect(dialog(page)).toHaveAttribute("data-view", "calendar");
  });

  test("is old: says when Cal has answered", async ({ page }) => {
    await answerWith(page, [Math.ceil(Date.now() / 3_600_000 + 24) * 3_600_000], { at: Math.round(Date.now() / 1_000) - 400 });
    await page.goto("/");
    await heroLink(page).click();
    await expectShown(times(page).first());
    await expect(page.locator("[data-booking-age]")).toHaveText(/^Last checked at \d\d:\d\d$/);
  });
});

test.describe("a visitor who is about to pick", () => {
  for (const [sign, give] of [
    ["resting on a time", (time) => time.hover()],
    ["pressing a time", (time, page) => time.hover().then(() => page.mouse.down())],
    ["the keyboard's focus on a time", (time) => time.focus()],
  ] as [string, (time: Locator, page: Page) => Promise<unknown>][]) {
    test(`${sign} loads its form behind the list, and the pick shows it at once`, { tag: sign.startsWith("resting") ? [] : "@full" }, async ({ page, site }) => {
      await openList(page);
      const time = await freeTime(page, site, 2);
      const slot = await slotIn(time);
      await give(time, page);
      await expect(calendarElement(page)).toHaveAttribute("src", new RegExp(`slot=${encodeURIComponent(slot)}`));
      await expect(nameField(page)).toBeAttached();
      await expectList(page);
      await expect(page.locator("[data-booking-frame]")).toHaveAttribute("inert");
      const frame = await calendarElement(page).elementHandle();
      await time.evaluate((button: HTMLElement) => button.click());
      await expectForm(page);
      expect(await frame?.evaluate((element) => element.isConnected)).toBe(true);
      await page.mouse.up();
    });
  }

  test("pressing a time does not wait for the end of the rest", async ({ page }) => {
    await openList(page);
    await expectSession(page);
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 5_000);
    await times(page).nth(2).hover();
    await page.mouse.down();
    await expect(calendarElement(page)).toHaveAttribute("src", /slot=/);
    await page.mouse.move(5, 5);
    await page.mouse.up();
  });

  test("resting loads four forms on a page at most, because each holds its time; pressing always does", { tag: "@full" }, async ({ page }) => {
    await openList(page);
    const srcs = async () => calendarElement(page).evaluateAll((frames) => frames.map((frame) => new URL((frame as HTMLIFrameElement).src).searchParams.get("slot")));
    for (const index of [0, 1, 2, 3]) {
      await times(page).nth(index).hover();
      await expect.poll(srcs).toEqual([await slotOf(page, index)]);
    }
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 5_000);
    await times(page).nth(4).hover();
    await page.clock.runFor(2_000);
    expect(await srcs()).toEqual([await slotOf(page, 3)]);
    await page.mouse.down();
    await expect.poll(srcs).toEqual([await slotOf(page, 4)]);
    await page.mouse.move(5, 5);
    await page.mouse.up();
  });

  test("passing over times loads nothing", async ({ page }) => {
    await openList(page);
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 5_000);
    for (const index of [0, 1, 2, 3]) {
      await times(page).nth(index).hover();
      await page.clock.runFor(140);
    }
    await page.mouse.move(5, 5);
    await page.clock.runFor(2_000);
    await expect(calendarElement(page)).toHaveCount(0);
  });

  test("a frame that fails behind the list is no failure", async ({ page, calendar, complaints }) => {
    await calendar({ frameStatus: 500 });
    await openList(page);
    await expectSession(page);
    await times(page).first().focus();
    await expect.poll(() => page.evaluate(() => (document.querySelector("dialog") as unknown as { bookingSession: { getSnapshot(): { state: string } } }).bookingSession.getSnapshot().state)).toBe("failed");
    await expectList(page);
    expect(await page.evaluate(() => performance.getEntriesByName("booking:30min:failed").length)).toBe(0);
    complaints.length = 0;
  });
});

test.describe("a time that is picked", () => {
  test("leads to Cal's form, to a booking, and is not offered again", async ({ page, site }) => {
    const heard: [string, Record<string, unknown>][] = [];
    await page.exposeFunction("hear", (type: string, detail: Record<string, unknown>) => heard.push([type, detail]));
    await page.addInitScript((types) => {
      if (window !== top) return;
      const { hear } = window as unknown as { hear(type: string, detail: object): void };
      document.addEventListener("DOMContentLoaded", () => {
        for (const type of types) document.addEventListener(`readyslot:${type}`, ({ detail }) => hear(type, detail));
      });
    }, Object.keys(EVENT_KEYS) as BookingEventType[]);
    await openList(page);
    const time = await freeTime(page, site);
    const slot = await slotIn(time);
    await time.click();
    await expectForm(page);
    await expect(page.locator(".booking-choice")).toBeVisible();
    await expect(calendarElement(page)).toHaveAttribute("src", new RegExp(`date=${slot.slice(0, 10)}&month=${slot.slice(0, 7)}&slot=`));
    await fillAndBook(page);
    await expect(change(page)).toBeHidden();
    await page.locator("[data-booking-close]").click();
    await expect.poll(() => heard.map(([type]) => type)).toEqual(["intent", "open", "times", "picked", "form", "booked", "close"]);
    const details = Object.fromEntries(heard);
    expect(details.times).toMatchObject({ variant: "instant", duration: expect.any(Number), age: expect.any(Number) });
    expect(details.picked).toMatchObject({ slot });
    expect(details.form).toMatchObject({ duration: expect.any(Number) });
    for (const [type, detail] of heard) expect([type, Object.keys(detail).toSorted()]).toEqual([type, EVENT_KEYS[type as BookingEventType].toSorted()]);

    await heroLink(page).click();
    await expectList(page);
    expect(await shownSlots(page)).not.toContain(slot);
    await expect(page.locator("iframe")).toHaveCount(1);
    const marks = await page.evaluate(() => performance.getEntriesByType("mark").map(({ name }) => name.replace("booking:30min:", "")));
    expect(marks).toEqual(expect.arrayContaining(["click", "times-start", "times-end", "times", "pick", "painted", "form", "booked", "closed"]));
    expect(marks).not.toContain("ask");
  });

  test("shows its form however long Cal's slots take", async ({ page, site, calendar }) => {
    await calendar({ slotsMode: "never" });
    await openList(page);
    await (await freeTime(page, site)).click();
    await expectForm(page);
  });

  test("can be changed; picked again, its form is as it was left, in the same frame", async ({ page, site }) => {
    await openList(page);
    const [time, other] = [await freeTime(page, site, 1), await freeTime(page, site, 4)];
    const slot = await slotIn(time);
    await time.click();
    await expectForm(page);
    await nameField(page).fill("Ada");
    const frame = await calendarElement(page).elementHandle();
    await change(page).click();
    await expectList(page);
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset.slot)).toBe(slot);
    await other.hover();
    await time.click();
    await expectForm(page);
    await expect(nameField(page)).toHaveValue("Ada");
    expect(await frame?.evaluate((element) => element.isConnected)).toBe(true);

    await change(page).click();
    await other.click();
    await expectForm(page);
    await expect(nameField(page)).toHaveValue("");
    await expect(page.locator("iframe")).toHaveCount(1);
  });

  test("left half-filled is still there when the dialog is opened again", async ({ page, site }) => {
    await openList(page);
    await (await freeTime(page, site)).click();
    await expectForm(page);
    await nameField(page).fill("Ada");
    await page.locator("[data-booking-close]").click();
    await expect(dialog(page)).not.toHaveAttribute("open");
    await heroLink(page).click();
    await expectForm(page);
    await expect(nameField(page)).toHaveValue("Ada");
    await expect(change(page)).toBeVisible();
  });

  test("has gone: it goes from the list with a sentence, and the next ones are offered", async ({ page, site }) => {
    await openList(page);
    const [time, next] = [await freeTime(page, site), await freeTime(page, site, 1)];
    const [slot, label] = [await slotIn(time), await time.textContent()];
    await bookElsewhere(site, slot);
    await time.click();
    await expect(page.locator("[data-booking-gone]")).toHaveText(`${label} has just been taken. Please choose another time.`);
    await expectList(page);
    await expect(time).toHaveCount(0);
    await next.click();
    await expectForm(page);
    await expect(page.locator("iframe")).toHaveCount(1);
  });

  test("has gone while the visitor types: what was typed stays", { tag: "@full" }, async ({ page, site }) => {
    await openList(page);
    const time = await freeTime(page, site, 2);
    const letAnswerCome = await holdBack(page, /\/api\/slots\?.*at=/);
    await bookElsewhere(site, await slotIn(time));
    await time.click();
    await expectForm(page);
    await nameField(page).fill("Ada");
    const answered = page.waitForResponse(/\/api\/slots\?.*at=/);
    letAnswerCome();
    await (await answered).finished();
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    await expectForm(page);
    await expect(nameField(page)).toHaveValue("Ada");
  });

  test("with Cal down leads to the booking page with the time in its address", async ({ page, site, calendar, complaints }) => {
    await openList(page);
    const time = await freeTime(page, site);
    const slot = await slotIn(time);
    await calendar({ frameStatus: 500 });
    await time.click();
    await expect(dialog(page)).toHaveAttribute("data-state", "failed");
    const ways = await page.locator("a[data-booking-page]").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    for (const way of ways) expect(new URL(way).searchParams.get("slot")).toBe(slot);
    await calendar({ frameStatus: 200 });
    await dialog(page).getByRole("button", { name: "Try again" }).click();
    await expectForm(page);
    await expect(calendarElement(page)).toHaveAttribute("src", /slot=/);
    complaints.length = 0;
  });

  test("without the booking code leads to the booking page with the time in its address", { tag: "@full" }, async ({ page, site, complaints }) => {
    await page.route("**/_astro/BookingCode*", async (route) => {
      // Before there are times, it is the booking page without one.
      await expectList(page);
      await route.fulfill({ status: 404, body: "" });
    });
    await openList(page);
    const time = await freeTime(page, site);
    const slot = await slotIn(time);
    await time.click();
    await expect(page).toHaveURL((url) => url.pathname === "/studio/30min" && url.searchParams.get("slot") === slot);
    complaints.length = 0;
  });
});

test.describe("without times there is the calendar", () => {
  for (const [name, fulfil] of [
    ["the event is not offered", { status: 404, json: { success: false, error: "not-offered" } }],
    ["Cal does not answer", { status: 503, json: { success: false, error: "no-times" } }],
    ["the answer is a page", { contentType: "text/html", body: "<!doctype html>" }],
    ["the answer is another one", { json: { starts: "soon" } }],
  ] as const) {
    test(`as for other visitors: ${name}`, { tag: name.startsWith("Cal") ? [] : "@full" }, async ({ page, complaints }) => {
      await page.route(OWN_SLOTS, (route) => route.fulfill(fulfil));
      await page.goto("/");
      await heroLink(page).click();
      await expectTimes(page);
      await expect(dialog(page)).toHaveAttribute("data-view", "calendar");
      await expect(dialog(page)).toContainText(/Ready \d+ ms after your click/);
      await page.keyboard.press("Escape");
      await heroLink(page).click();
      await expectTimes(page);
      await expect(page.locator("iframe")).toHaveCount(1);
      complaints.length = 0;
    });
  }

  test("as for other visitors: Cal's API cannot be reached from our server", { tag: "@full" }, async ({ page, restartSite, complaints }) => {
    // Nothing listens there, and nothing of it is known from before.
    await restartSite({ CAL_API_URL: "http://127.0.0.1:9" });
    await page.goto("/");
    await heroLink(page).click();
    await expectTimes(page);
    await expect(dialog(page)).toHaveAttribute("data-view", "calendar");
    await restartSite();
    complaints.length = 0;
  });

  test("but with Cal's API down, the last known times are shown", async ({ page, calendar }) => {
    await openList(page);
    const shown = await shownSlots(page);
    await calendar({ apiMode: "error" });
    await openList(page);
    expect(await shownSlots(page)).toEqual(shown);
  });

  test("a hover mounts it, once it is known that there are none", async ({ page, complaints }) => {
    await page.route(OWN_SLOTS, (route) => route.fulfill({ status: 404, json: {} }));
    await page.goto("/");
    await heroLink(page).hover();
    await expect(calendarElement(page)).toHaveCount(1);
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    complaints.length = 0;
  });

  test("2 s after the click, if our server hangs", async ({ page }) => {
    await page.clock.install();
    await holdBack(page, OWN_SLOTS);
    await page.goto("/");
    await page.clock.pauseAt(Date.now() + 60_000);
    await heroLink(page).click();
    await expect.poll(() => page.evaluate(() => (document.querySelector("dialog") as unknown as { frameIntents?: object }).frameIntents !== undefined)).toBe(true);
    await page.clock.runFor(1_900);
    await expect(dialog(page)).toHaveAttribute("data-view", "times");
    await page.clock.runFor(200);
    await expect(dialog(page)).toHaveAttribute("data-view", "calendar");
    await page.clock.resume();
    await expectTimes(page);
  });

  test("if the code of the list is missing", { tag: "@full" }, async ({ page, complaints }) => {
    await page.route("**/_astro/BookingTimes*", (route) => route.fulfill({ status: 404, body: "" }));
    await page.goto("/");
    await heroLink(page).hover();
    await heroLink(page).click();
    // The booking page if it was missed before the booking code ran, else the calendar.
    await expect.poll(async () => page.url().endsWith("/studio/30min") || (await calendarElement(page).count()) === 1).toBe(true);
    complaints.length = 0;
  });

  test("a routing form is opened as for other visitors", async ({ page }) => {
    const asked = listen(page);
    await page.goto("/");
    await heroLink(page).evaluate((link: HTMLElement) => (link.dataset.bookingLink = "forms/contact"));
    await heroLink(page).click();
    await expectShown(calendarElement(page));
    await expect(dialog(page)).not.toHaveAttribute("data-view");
    expect(asked).toEqual([]);
  });
});

async function openWith(page: Page, query: string): Promise<void> {
  await page.goto("/");
  await heroLink(page).evaluate((link: HTMLAnchorElement, search) => (link.search = search), query);
  await heroLink(page).click();
}

test.describe("a link with a query of its own", () => {
  test("for a duration has the times of that duration, and the form for it", async ({ page, site }) => {
    const asked = listen(page);
    await openWith(page, "?name=Ada&duration=60&utm_source=letter");
    await expectList(page);
    const shown = await shownSlots(page);
    const hours = await truth(site, 14, "30min", { duration: "60" });
    expect(shown).toEqual(hours.slice(0, shown.length));
    expect(shown).not.toEqual((await truth(site, 14)).slice(0, shown.length));
    await (await freeTime(page, site)).click();
    await expectForm(page);
    await expect(calendarElement(page)).toHaveAttribute("src", /name=Ada.*duration=60.*utm_source=letter.*slot=/);
    expect(asked).toEqual(["?event=studio/30min&duration=60", expect.stringMatching(/^\?event=studio\/30min&duration=60&at=/)]);
    expect(await page.evaluate(() => performance.getEntriesByName("booking:30min:times").length)).toBe(1);
  });

  for (const [what, query] of [
    ["a duration that no event of Cal's has", "?duration=61"],
    ["a certain time", "?date=2030-01-01&slot=2030-01-01T10:00:00.000Z"],
    ["a month", "?month=2030-01"],
    ["a booking that is moved", "?rescheduleUid=abc"],
    ["an answer to a routing form", "?cal.routingFormResponseId=7"],
    ["another time zone", "?cal.tz=Asia/Tokyo"],
  ] as const) {
    test(`for ${what} opens Cal's calendar as it is`, { tag: what === "a certain time" ? [] : "@full" }, async ({ page, complaints }) => {
      const asked = listen(page);
      await openWith(page, query);
      await expect(calendarElement(page)).toHaveCount(1);
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      await expectShown(calendarElement(page));
      await expect(times(page)).toHaveCount(0);
      expect(asked).toHaveLength(query.includes("duration") ? 1 : 0);
      complaints.length = 0;
    });
  }
});

test("the whole calendar is loaded by resting on its button, and shown by the click", async ({ page }) => {
  await openList(page);
  const button = page.getByRole("button", { name: "Whole calendar" });
  await button.hover();
  await expect(calendarElement(page)).toHaveAttribute("src", /\/studio\/30min\/embed\?(?!.*slot=)/);
  const frame = await calendarElement(page).elementHandle();
  await button.click();
  await expectTimes(page);
  expect(await frame?.evaluate((element) => element.isConnected)).toBe(true);
  await expect(page.locator(".booking-choice")).toBeHidden();
  await page.keyboard.press("Escape");
  await heroLink(page).click();
  await expectList(page);
});

test("works by keyboard alone, from the page to the form and back", async ({ page, site }) => {
  await page.goto("/");
  await heroLink(page).focus();
  await page.keyboard.press("Enter");
  await expectList(page);
  await expect(page.locator("[data-booking-close]")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Whole calendar" })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(times(page).first()).toBeFocused();
  const time = await freeTime(page, site);
  while (!(await time.evaluate((button) => button === document.activeElement))) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expectForm(page);
  await expect(change(page)).toBeFocused();
  await page.keyboard.press("Enter");
  await expectList(page);
  await expect(time).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(heroLink(page)).toBeFocused();
});

test("on a page in Arabic the list is mirrored, and a time stays in one line", async ({ page }) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto("/");
  await page.evaluate(() => Object.assign(document.documentElement, { lang: "ar", dir: "rtl" }));
  await heroLink(page).click();
  await expectList(page);
  const boxes = await times(page).evaluateAll((buttons) => buttons.map((button) => ({ x: button.getBoundingClientRect().x, height: button.getBoundingClientRect().height, label: button.textContent })));
  expect(boxes[0]?.label).toMatch(/^\d{1,2}:\d{2}\s[صم]$/);
  expect(boxes[0]?.x).toBeGreaterThan(boxes[1]?.x ?? Infinity);
  expect(new Set(boxes.map(({ height }) => height))).toEqual(new Set([44]));
});

for (const [width, height, colorScheme] of [[1280, 900, "light"], [390, 844, "dark"]] as const) {
  test(`is accessible at ${width} px, ${colorScheme}: the list, and the form for a time`, async ({ page, site }) => {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await openList(page);
    expect(await accessibilityProblems(page)).toEqual([]);
    const small = await page.locator("dialog button:visible").evaluateAll((buttons) => buttons.filter((button) => button.getBoundingClientRect().height < 44).map(({ outerHTML }) => outerHTML));
    expect(small).toEqual([]);
    await (await freeTime(page, site)).click();
    await expectForm(page);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("a tap opens the list, another the form", async ({ page, site }) => {
    await page.goto("/");
    await heroLink(page).tap();
    await expectList(page);
    const requested = page.waitForRequest(CALENDAR_PAGE);
    await (await freeTime(page, site, 1)).tap();
    await requested;
    await expectForm(page);
    await change(page).tap();
    await expectList(page);
  });
});
