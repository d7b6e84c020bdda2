/**
 * What the real Cal does, and a calendar that we had only imagined would not: events that never come or come in
 * another order, times that fade in, messages that mean nothing, pages without a calendar, payments. The demo
 * calendar does all of it on request.
 */
import type { Frame, Page } from "playwright/test";
import { addOtherEvent, book, calendarElement, calendarFrame, dialog, expect, expectShown, expectTimes, heroLink, opacityOnScreen, readMetrics, slots, test } from "../fixtures.ts";
import { outcomesOf, samplesOf, visit } from "../samples.ts";

const STOPWATCH = /Ready \d+ ms after your click/;

/** The demo marks its list when the times in it are opaque. */
const opaqueTimes = (page: Page) => calendarFrame(page).locator(".times[data-appeared]");

async function calendarDocument(page: Page): Promise<Frame> {
  const element = await calendarElement(page).elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error("There is no calendar in the page.");
  return frame;
}

/** What was booked so far: counted, and waiting for its payment. */
async function bookingsOf(site: Parameters<typeof readMetrics>[0]) {
  return (await readMetrics(site)).summary.bookings;
}

test.describe("a calendar is ready", () => {
  for (const [name, knobs] of [
    ["with both of Cal's reports of its slots", {}],
    ["with availabilityLoaded alone", { slotsEvents: "availabilityLoaded" }],
    ["with bookerReady alone", { slotsEvents: "bookerReady" }],
    ["when the slots come long before the page is painted, and bookerReady never does", { linkReadyDelayMs: 1_500 }],
    ["when the slots come long after the page is painted", { slotsDelayMs: 1_500 }],
    ["when its document goes on loading for a while", { loadDelayMs: 2_000 }],
    ["when its server needs 4 s for the first byte", { frameDelayMs: 4_000 }],
  ] as const) {
    test(`${name}; it is asked for once`, { tag: "slotsEvents" in knobs ? [] : "@full" }, async ({ page, site, calendar }) => {
      const pages: string[] = [];
      page.on("request", (request) => {
        if (/\/studio\/30min\/embed/.test(request.url())) pages.push(request.url());
      });
      await calendar(knobs);
      const release = await visit(page);
      await heroLink(page).click();
      await expect(dialog(page)).toContainText(STOPWATCH);
      await expectTimes(page);
      await expect.poll(() => outcomesOf(site, release)).toEqual(["ready"]);
      expect(pages).toHaveLength(1);
    });
  }

  test("and said to be so only once its times are opaque", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page)).toContainText(STOPWATCH);
    // No retry: they are, in the moment in which the page says so.
    expect(await opaqueTimes(page).count()).toBe(1);
  });

  test("before the click, and its times are opaque in the dialog's first frames", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).hover();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect(opaqueTimes(page)).toHaveCount(1);
    await expect(dialog(page)).not.toHaveAttribute("open");
    expect(await calendarElement(page).evaluate(opacityOnScreen)).toBeLessThan(1 / 255);
  });

  test("in the closed dialog gets as many animation frames as the page", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).hover();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    const frame = await calendarDocument(page);
    await frame.evaluate(() => {
      const counter = Object.assign(window, { animationFrames: 0 });
      const count = () => requestAnimationFrame(() => ((counter.animationFrames += 1), count()));
      count();
    });
    // A frame that is not drawn gets a few of them a second.
    await page.evaluate(async () => {
      for (let left = 90; left > 0; left--) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
    expect(await frame.evaluate(() => (window as unknown as { animationFrames: number }).animationFrames)).toBeGreaterThan(45);
  });
});

test.describe("a page that reports no free times is opened, and stays", () => {
  for (const [name, path, knobs] of [
    ["a routing form", "forms/contact", {}],
    ["a team's profile", "team/studio", {}],
    ["a dynamic group", "ada+grace/30min", {}],
    ["a self-hosted Cal of before October 2025", "studio/30min", { slotsEvents: "none" }],
    ["slots that never come", "studio/30min", { slotsMode: "never" }],
    ["an event that is gone, as Cal said it before 2026", "studio/30min", { frameMode: "not-found" }],
  ] as const) {
    test(name, { tag: path === "ada+grace/30min" || "slotsMode" in knobs ? [] : "@full" }, async ({ page, site, calendar, complaints }) => {
      await calendar(knobs);
      const release = await visit(page);
      await (await addOtherEvent(page, path)).click();
      await expect(dialog(page)).toHaveAttribute("data-painted");
      await expect.poll(() => outcomesOf(site, release)).toEqual(["opened"]);
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      await expectShown(calendarElement(page));
      await expect(page.getByText("Unable to load calendar")).toBeHidden();
      await expect(page.locator(".booking-stopwatch")).toHaveText("");
      expect((await samplesOf(site, release))[0]).not.toHaveProperty("totalDuration");
      // The browser reports the 404 of an event that is gone.
      complaints.length = 0;
    });
  }

  test("whatever its frame says afterwards", { tag: "@full" }, async ({ page }) => {
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    const frame = await calendarDocument(page);
    for (const code of ["404", "500"]) {
      await frame.evaluate((data) => {
        parent.postMessage({ originator: "CAL", type: "linkFailed", namespace: "30min", fullType: "CAL:30min:linkFailed", data }, "*");
      }, { code, msg: "Problem loading the link", data: { code } });
    }
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    await expectTimes(page);
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    expect(await calendarElement(page).evaluate((element) => getComputedStyle(element).visibility)).toBe("visible");
  });
});

test.describe("the visitor's work in the calendar is kept", () => {
  test("a click on the blank area beside Cal's card closes nothing", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).click();
    await expectTimes(page);
    const frame = await calendarDocument(page);
    await frame.evaluate(() => document.documentElement.click());
    await frame.evaluate(() => document.body.click());
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    await expect(dialog(page)).toHaveAttribute("open");
  });

  test("a half-filled form is still there after closing, hovering another event's link and reopening", async ({ page }) => {
    await page.goto("/");
    const other = await addOtherEvent(page);
    await heroLink(page).click();
    await expectTimes(page);
    await slots(page).first().click();
    await calendarFrame(page).getByLabel(/name/i).fill("Ada Lovelace");
    await page.locator("[data-booking-close]").click();
    await expect(dialog(page)).not.toHaveAttribute("open");
    // A press is as much intent as there is without a click.
    await other.dispatchEvent("pointerdown");
    await heroLink(page).click();
    await expect(calendarFrame(page).getByLabel(/name/i)).toHaveValue("Ada Lovelace");
  });

  test("a payment page is still there after closing and reopening, and the booking is pending", async ({ page, site, calendar }) => {
    const before = await bookingsOf(site);
    await calendar({ payment: "required" });
    await page.goto("/");
    await heroLink(page).click();
    await expectTimes(page);
    await slots(page).first().click();
    await calendarFrame(page).getByLabel(/name/i).fill("Ada Lovelace");
    await calendarFrame(page).getByLabel(/mail/i).fill("ada@example.com");
    await calendarFrame(page).getByRole("button", { name: /confirm|book/i }).click();
    const pay = calendarFrame(page).getByRole("button", { name: /pay/i });
    await expect(pay).toBeVisible();
    const frame = await calendarElement(page).elementHandle();

    await page.locator("[data-booking-close]").click();
    await expect(dialog(page)).not.toHaveAttribute("open");
    await heroLink(page).click();
    await expect(pay).toBeVisible();
    expect(await frame?.evaluate((element) => element.isConnected)).toBe(true);
    await expect.poll(async () => (await bookingsOf(site)).pending).toBe(before.pending + 1);
    expect((await bookingsOf(site)).total).toBe(before.total);
  });

  test("a booking stays on show until the dialog is closed", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).click();
    await book(page);
    await expect(calendarFrame(page).getByText(/you.re booked/i)).toBeVisible();
    await expect(page.locator("iframe")).toHaveCount(1);
  });
});

/** The colour of the page's paper; the page's own background is dimmed behind the dialog. */
async function paperOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.background = "var(--paper)";
    const { backgroundColor } = getComputedStyle(probe);
    probe.remove();
    return backgroundColor;
  });
}

test.describe("Cal's page looks like ours", () => {
  for (const theme of ["dark", "light"] as const) {
    test(`in a ${theme} page its theme and its colour scheme agree, and its canvas is transparent`, { tag: theme === "dark" ? [] : "@full" }, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme });
      await page.goto("/");
      await heroLink(page).click();
      await expectTimes(page);
      const query = new URL((await calendarElement(page).getAttribute("src")) ?? "").searchParams;
      expect([query.get("theme"), query.get("ui.color-scheme")]).toEqual([theme, theme]);
      const frame = await calendarDocument(page);
      // A frame is transparent where its root's colour scheme is the embedding element's.
      const scheme = await frame.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
      expect(scheme).toBe(theme);
      // And its card is drawn in the page's own colours.
      const card = await frame.evaluate(() => getComputedStyle(document.querySelector("main") as HTMLElement).backgroundColor);
      expect(card).toBe(await paperOf(page));
    });
  }

  test("and goes on doing so when the system's theme changes, before the click and after it", { tag: "@full" }, async ({ page }) => {
    const scheme = async () => (await calendarDocument(page)).evaluate(() => getComputedStyle(document.documentElement).colorScheme);
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto("/");
    await heroLink(page).hover();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect(page.locator(".booking-stopwatch")).toBeAttached();
    await expect.poll(scheme).toBe("light");
    await page.waitForFunction(() => Object.keys(document.querySelector("[data-booking-status]") ?? {}).some((key) => key.startsWith("__reactContainer")));
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(scheme).toBe("dark");
    const paper = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await expect.poll(async () => (await calendarDocument(page)).evaluate(() => getComputedStyle(document.querySelector("main") as HTMLElement).backgroundColor)).toBe(paper);
    await heroLink(page).click();
    await page.emulateMedia({ colorScheme: "light" });
    await expect.poll(scheme).toBe("light");
    await expectTimes(page);
  });

  for (const [name, isOpen] of [
    ["before the click", false],
    ["after it", true],
  ] as const) {
    test(`crossing 768 px ${name} brings no skeleton of Cal's back`, { tag: isOpen ? [] : "@full" }, async ({ page }) => {
      await page.setViewportSize({ width: 1000, height: 800 });
      await page.goto("/");
      if (isOpen) await heroLink(page).click();
      else await heroLink(page).hover();
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      for (const width of [600, 1000, 700]) {
        await page.setViewportSize({ width, height: 800 });
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
        const isShown = await page.evaluate(() => document.querySelector("cal-inline")?.shadowRoot?.querySelector("#skeleton")?.checkVisibility());
        expect(isShown).toBe(false);
      }
      if (!isOpen) await heroLink(page).click();
      await expectTimes(page);
      await slots(page).first().click();
      await expect(calendarFrame(page).getByLabel(/name/i)).toBeVisible();
    });
  }

  test("its frame is named as the dialog is", { tag: "@full" }, async ({ page }) => {
    await page.goto("/");
    await heroLink(page).click();
    const title = await dialog(page).locator("h2").textContent();
    await expect(calendarElement(page)).toHaveAttribute("title", title ?? "");
  });
});
