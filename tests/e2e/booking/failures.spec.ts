/** Whatever fails, the visitor can still book, and the numbers say what it was: once, under its name. */
import type { BookingDialogElement } from "../../../src/booking/browser/booking-intent.ts";
import type { Page, Route } from "playwright/test";
import type { StoredSample } from "../../../src/metrics/shared/sample.ts";
import { recordBeacons } from "../beacons.ts";
import { addOtherEvent, CALENDAR_PAGE, calendarElement, dialog, expect, expectShown, expectTimes, heroLink, holdBack, test, withoutOwnEmbedScript } from "../fixtures.ts";
import { pageHolds } from "./page-holds.ts";
import { samplesOf, visit } from "../samples.ts";
import { ALWAYS, throwInReact } from "../throw-in-react.ts";

const BOOKING_CODE = "**/_astro/BookingCode*";
const EMBED_SCRIPTS = /embed\.js$/;
const BASELINE = "/?cal-variant=baseline";

interface Failure {
  /** What fails, and is arranged before the page is visited. */
  name: string;
  cause: (page: Page, calendar: (knobs: Record<string, unknown>) => Promise<void>) => Promise<unknown>;
  /** Where the visitor ends up: the message, the booking page, the calendar all the same, or Cal's page without free times. */
  end: "message" | "booking page" | "calendar" | "page without times";
  sample: Partial<StoredSample>;
  path?: string;
}

const failed = (errorClass: string): Failure["sample"] => ({ outcome: "failed", errorClass });
const timedOut = (errorClass: string): Failure["sample"] => ({ outcome: "timed-out", errorClass });
const READY = { outcome: "ready" } as const;

const answering = (status: number, body = "") => (route: Route) => route.fulfill({ status, contentType: "text/javascript", body });
const breaking = (reason: string) => (route: Route) => route.abort(reason);
const hanging = () => {};

/** The page with something more in its policy, as a host or a proxy might add it. */
async function withPolicy(page: Page, policy: string): Promise<void> {
  await page.route("**/", async (route) => {
    const response = await route.fetch();
    const html = (await response.text()).replace("<head>", `<head><meta http-equiv="content-security-policy" content="${policy}">`);
    await route.fulfill({ response, body: html });
  });
}

/** A handler of React's throws: the booking code comes after it, and its announcement is what is handled. */
async function throwInHandler(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener("DOMContentLoaded", () => {
      const element = document.querySelector("dialog");
      let start: (() => void) | undefined;
      if (!element) return;
      Object.defineProperty(element, "startBooking", {
        get: () => start,
        set() {
          start = () => {
            throw new Error("the handler has failed");
          };
        },
      });
    });
  });
  await page.route(BOOKING_CODE, async (route) => {
    await page.waitForFunction(() => Object.keys(document.querySelector("[data-booking-status]") ?? {}).some((key) => key.startsWith("__reactContainer")));
    await route.continue();
  });
}

const FAILURES: Failure[] = [
  { name: "embed.js: 404 everywhere", cause: (page) => page.route(EMBED_SCRIPTS, answering(404)), end: "message", sample: failed("script-failed") },
  { name: "embed.js: 500 everywhere", cause: (page) => page.route(EMBED_SCRIPTS, answering(500)), end: "message", sample: failed("script-failed") },
  { name: "embed.js: hangs everywhere", cause: (page) => page.route(EMBED_SCRIPTS, hanging), end: "message", sample: timedOut("script-timeout") },
  { name: "embed.js: not JavaScript", cause: (page) => page.route(EMBED_SCRIPTS, answering(200, "(function () { no script")), end: "message", sample: failed("script-broken") },
  {
    name: "embed.js: a page in its place",
    cause: (page) => page.route(EMBED_SCRIPTS, (route) => route.fulfill({ contentType: "text/html", headers: { "x-content-type-options": "nosniff" }, body: "<!doctype html>" })),
    end: "message",
    sample: failed("script-failed"),
  },
  { name: "embed.js: a script that is not Cal's", cause: (page) => page.route(EMBED_SCRIPTS, answering(200, "window.other = true")), end: "message", sample: failed("script-broken") },
  { name: "embed.js: blocked by an extension", cause: (page) => page.route(EMBED_SCRIPTS, breaking("blockedbyclient")), end: "message", sample: failed("script-failed") },
  {
    name: "embed.js: not to be had from us, and Cal's blocked by a policy",
    cause: async (page) => {
      await withoutOwnEmbedScript(page);
      await withPolicy(page, "script-src 'self' 'unsafe-inline'");
    },
    end: "message",
    sample: failed("script-failed"),
  },
  { name: "embed.js: 404 everywhere, in the baseline", path: BASELINE, cause: (page) => page.route(EMBED_SCRIPTS, answering(404)), end: "message", sample: failed("script-failed") },
  {
    name: "embed.js: not to be had from Cal, in the baseline",
    path: BASELINE,
    cause: (page) => page.route("**/embed/embed.js", answering(404)),
    end: "calendar",
    sample: READY,
  },
  ...([403, 404, 500] as const).map((status): Failure => ({
    name: `the frame: ${status}`,
    cause: (_page, calendar) => calendar({ frameStatus: status }),
    end: "message",
    sample: timedOut("frame-silent"),
  })),
  { name: "the frame: hangs", cause: (_page, calendar) => calendar({ frameMode: "hang" }), end: "message", sample: timedOut("frame-timeout") },
  { name: "the frame: refused", cause: (page) => page.route(CALENDAR_PAGE, breaking("connectionrefused")), end: "message", sample: timedOut("frame-silent") },
  { name: "the frame: blocked by our own policy", cause: (page) => withPolicy(page, "frame-src 'none'"), end: "message", sample: timedOut("frame-silent") },
  {
    name: "the frame: Cal allows no framing",
    cause: (page) => page.route(CALENDAR_PAGE, (route) => route.fulfill({ contentType: "text/html", headers: { "x-frame-options": "DENY" }, body: "<!doctype html>" })),
    end: "message",
    sample: timedOut("frame-silent"),
  },
  { name: "the frame: loads and never speaks", cause: (_page, calendar) => calendar({ frameMode: "silent" }), end: "message", sample: timedOut("frame-silent") },
  ...([403, 404, 500] as const).map((code): Failure => ({
    name: `Cal reports that the link has failed: ${code}`,
    cause: (_page, calendar) => calendar({ linkFailed: code }),
    end: "message",
    sample: { ...failed("link-failed"), error: `link-failed: ${code}` },
  })),
  {
    name: "painted, and the slots never come",
    cause: (_page, calendar) => calendar({ slotsMode: "never" }),
    end: "page without times",
    sample: { outcome: "opened" },
  },
  { name: "our own code: gone with a new deployment", cause: (page) => page.route(BOOKING_CODE, answering(404)), end: "booking page", sample: failed("code-missing") },
  { name: "our own code: the line breaks off, twice", cause: (page) => page.route(BOOKING_CODE, breaking("connectionreset")), end: "message", sample: failed("code-missing") },
  { name: "our own code: hangs", cause: (page) => page.route(BOOKING_CODE, hanging), end: "booking page", sample: timedOut("code-timeout") },
  {
    name: "our own code: the line breaks off, once",
    cause: (page) => {
      let times = 0;
      return page.route(BOOKING_CODE, (route) => (times++ ? route.continue() : route.abort("connectionreset")));
    },
    end: "calendar",
    sample: READY,
  },
  { name: "React throws while it renders, beside a calendar", cause: (page) => throwInReact(page, ALWAYS), end: "calendar", sample: READY },
  { name: "React throws while it renders, once, where it brings the calendar", path: BASELINE, cause: (page) => throwInReact(page, 2), end: "calendar", sample: READY },
  { name: "React throws while it renders, always, where it brings the calendar", path: BASELINE, cause: (page) => throwInReact(page, ALWAYS), end: "message", sample: failed("render-failed") },
  { name: "React throws in an event handler", path: BASELINE, cause: throwInHandler, end: "booking page", sample: timedOut("code-timeout") },
  {
    name: "storage: unavailable",
    cause: (page) =>
      page.addInitScript(() => {
        Object.defineProperty(window, "localStorage", {
          get() {
            throw new DOMException("denied", "SecurityError");
          },
        });
      }),
    end: "calendar",
    sample: READY,
  },
  {
    name: "storage: full",
    cause: (page) =>
      page.addInitScript(() => {
        // The calendar's frame has one of its own, and the sandboxed one has none to look at.
        if (window !== top) return;
        const value = new Proxy(localStorage, {
          set() {
            throw new DOMException("full", "QuotaExceededError");
          },
        });
        Object.defineProperty(window, "localStorage", { value });
      }),
    end: "calendar",
    sample: READY,
  },
  { name: "no dialog in this browser", cause: (page) => page.addInitScript("delete HTMLDialogElement.prototype.showModal"), end: "booking page", sample: failed("dialog-missing") },
];

/** One of each kind; the others run with npm run test:all. */
const TYPICAL = new Set(["embed.js: 404 everywhere", "embed.js: blocked by an extension", "the frame: 404", "the frame: loads and never speaks", "our own code: gone with a new deployment", "React throws while it renders, once, where it brings the calendar", "no dialog in this browser"]);

for (const { name, cause, end, sample, path = "/" } of FAILURES) {
  test(`${name}: ${end === "message" ? "a message with ways out" : `the ${end}`}, and one sample that says so`, { tag: TYPICAL.has(name) ? [] : "@full" }, async ({ page, site, calendar, complaints }) => {
    await cause(page, calendar);
    const release = await visit(page, path);
    await heroLink(page).click();
    await expectEnd(page, end);
    await expect.poll(() => samplesOf(site, release)).toMatchObject([sample]);
    complaints.length = 0;
  });
}

/** In the page: the booking code has taken over what the inline script kept for it. */
function isCodeThere(): boolean {
  return !Array.isArray(document.querySelector<BookingDialogElement>("dialog[data-booking-dialog]")?.bookingIntents);
}

test.describe("a way out in time", { tag: "@full" }, () => {
  for (const [name, limit] of [
    ["embed.js: hangs everywhere", 5_000],
    ["the frame: hangs", 6_600],
    ["painted, and the slots never come", 5_000],
    ["our own code: hangs", 5_000],
    ["React throws in an event handler", 5_000],
  ] as const) {
    test(`${name}: within ${limit} ms of the click`, async ({ page, calendar, complaints }) => {
      const failure = FAILURES.find((one) => one.name === name);
      await failure?.cause(page, calendar);
      await page.clock.install();
      await page.goto(failure?.path ?? "/");
      const begun = name.startsWith("React") ? page.waitForEvent("pageerror") : undefined;
      await heroLink(page).click();
      await begun;
      // The clock is ours and the line is not: code that is on its way in a second of no time would count as late.
      if (name !== "our own code: hangs") await expect.poll(() => page.evaluate(isCodeThere)).toBe(true);
      await page.clock.runFor(limit);
      await expectEnd(page, failure?.end ?? "message");
      complaints.length = 0;
    });
  }
});

test("a slow calendar is no failure: the link to the booking page is shown below it, and the message comes after 15 s", { tag: "@full" }, async ({ page, calendar, complaints }) => {
  await calendar({ scriptWeightKb: 1 });
  await page.route("**/assets/weight.js*", hanging);
  await page.clock.install();
  await page.goto("/");
  const partly = page.waitForRequest("**/assets/weight.js*");
  await heroLink(page).click();
  await partly;
  await page.clock.runFor(5_000);
  await expect(dialog(page)).toHaveAttribute("data-state", "loading");
  await expect(dialog(page).getByText("Still working")).toBeVisible();
  await expect(dialog(page).getByRole("link", { name: "Open the booking page" })).toBeVisible();
  await page.clock.runFor(10_000);
  await expectEnd(page, "message");
  complaints.length = 0;
});

async function expectEnd(page: Page, end: Failure["end"]): Promise<void> {
  if (end === "booking page") return void (await expect(page).toHaveURL(/:4322\/studio\/30min$/));
  if (end === "calendar") return expectTimes(page);
  if (end === "page without times") {
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expectShown(calendarElement(page));
    return void (await expect(dialog(page).getByRole("link", { name: "Open the booking page" })).toBeVisible());
  }
  await expect(dialog(page)).toHaveAttribute("data-state", "failed");
  await expect(dialog(page).getByRole("heading", { name: "Unable to load calendar" })).toBeVisible();
  await expect(dialog(page).getByRole("button", { name: "Try again" })).toBeVisible();
  await expect(dialog(page).getByRole("link", { name: "Open the booking page" })).toHaveAttribute("href", /\/studio\/30min(\?|$)/);
  await expect(dialog(page).getByRole("link", { name: /@/ })).toHaveAttribute("href", /^mailto:/);
}

test.describe("an error boundary", () => {
  test("shows the dialog's own way out, and Try again renders anew in the same page", async ({ page, site, complaints }) => {
    await throwInReact(page, ALWAYS);
    const release = await visit(page, BASELINE);
    await page.evaluate(() => Object.assign(window, { isSamePage: true }));
    await heroLink(page).click();
    await expectEnd(page, "message");
    await expect(page.locator(".booking-error")).toHaveCount(0);

    await page.evaluate(() => Object.assign(window, { throws: 0 }));
    await dialog(page).getByRole("button", { name: "Try again" }).click();
    await expectTimes(page);
    await expect(dialog(page)).toContainText(/Ready \d+ ms after your click/);
    expect(await page.evaluate(() => "isSamePage" in window)).toBe(true);
    await expect.poll(() => samplesOf(site, release)).toMatchObject([READY, failed("render-failed")]);
    complaints.length = 0;
  });

  test("keeps the thrown error, with React's own stack", { tag: "@full" }, async ({ page, complaints }) => {
    await throwInReact(page, ALWAYS);
    await page.goto("/");
    // As the inline script of a build with SENTRY_DSN does.
    await dialog(page).evaluate((element) => void Object.assign(element, { bookingErrors: [] }));
    await heroLink(page).click();
    await expectTimes(page);
    const errors = () => page.evaluate(() => (document.querySelector("dialog") as unknown as { bookingErrors: { error: Error; componentStack: string }[] }).bookingErrors.map(({ error, componentStack }) => `${error.message} ${componentStack}`));
    await expect.poll(errors).not.toEqual([]);
    for (const error of await errors()) expect(error).toMatch(/^rendering has failed\s+at /);
    complaints.length = 0;
  });
});

test.describe("without a network", () => {
  test("at the click: it says so, and goes on by itself when there is one again, as one opening", async ({ page, context, site, complaints }) => {
    const release = await visit(page);
    await context.setOffline(true);
    await heroLink(page).click();
    await expectEnd(page, "message");
    await context.setOffline(false);
    await expectTimes(page);
    await expect.poll(() => samplesOf(site, release)).toMatchObject([failed("offline")]);
    complaints.length = 0;
  });

  test("at the click, with our code there: the same", { tag: "@full" }, async ({ page, context, site, complaints }) => {
    const release = await visit(page);
    await heroLink(page).dispatchEvent("touchstart");
    await expect.poll(() => page.evaluate(() => "Cal" in window && "version" in (window.Cal as object))).toBe(true);
    await context.setOffline(true);
    await heroLink(page).click();
    await expectEnd(page, "message");
    await context.setOffline(false);
    await expectTimes(page);
    await expect.poll(() => samplesOf(site, release)).toMatchObject([failed("offline")]);
    complaints.length = 0;
  });

  test("at the click, and Try again before there is one: it says so again, and each try is a sample", { tag: "@full" }, async ({ page, context, site, complaints }) => {
    const release = await visit(page);
    await context.setOffline(true);
    await heroLink(page).click();
    await expectEnd(page, "message");
    await dialog(page).getByRole("button", { name: "Try again" }).click();
    await expectEnd(page, "message");
    await context.setOffline(false);
    await expectTimes(page);
    await expect.poll(() => samplesOf(site, release)).toMatchObject([failed("offline"), failed("offline")]);
    complaints.length = 0;
  });

  test("gone and back between intent and click: the visitor does not notice", { tag: "@full" }, async ({ page, context, site, complaints }) => {
    const release = await visit(page);
    await context.setOffline(true);
    await heroLink(page).dispatchEvent("touchstart");
    await expect.poll(() => complaints.length).toBeGreaterThan(0);
    await context.setOffline(false);
    await heroLink(page).click();
    await expectTimes(page);
    await expect.poll(() => samplesOf(site, release)).toMatchObject([READY]);
    complaints.length = 0;
  });

  test("at the click, and left while it goes on by itself: still one opening", { tag: "@full" }, async ({ page, context, site, complaints }) => {
    const sent = await recordBeacons(page);
    const release = await visit(page);
    await context.setOffline(true);
    await heroLink(page).click();
    await expectEnd(page, "message");
    await page.route(BOOKING_CODE, hanging);
    await context.setOffline(false);
    await expect(dialog(page)).toHaveAttribute("data-state", "loading");
    await page.goto("/services");
    expect((await sent()).map(({ errorClass }) => errorClass)).toEqual(["offline"]);
    await expect.poll(() => samplesOf(site, release)).toMatchObject([failed("offline")]);
    complaints.length = 0;
  });

  test("in the middle of the baseline: it goes on by itself, too", { tag: "@full" }, async ({ page, context, complaints }) => {
    const letItCome = await holdBack(page, "**/embed/embed.js");
    await page.goto(BASELINE);
    const asked = page.waitForRequest("**/embed/embed.js");
    await heroLink(page).click();
    await asked;
    await context.setOffline(true);
    letItCome();
    await expectEnd(page, "message");
    await context.setOffline(false);
    await expectTimes(page);
    complaints.length = 0;
  });

  test("a calendar that was ready before is shown all the same", { tag: "@full" }, async ({ page, context, complaints }) => {
    await page.goto("/");
    await heroLink(page).hover();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await context.setOffline(true);
    await heroLink(page).click();
    await expectTimes(page);
    complaints.length = 0;
  });
});

test.describe("a visitor who closes the dialog and clicks again", () => {
  test("after our own code could not be had: gets the calendar, and each click is a sample", async ({ page, site, complaints }) => {
    await page.route(BOOKING_CODE, breaking("connectionreset"));
    const release = await visit(page);
    await heroLink(page).click();
    await expectEnd(page, "message");
    await page.keyboard.press("Escape");
    await page.unroute(BOOKING_CODE);
    const letItCome = await holdBack(page, BOOKING_CODE);
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "loading");
    letItCome();
    await expectTimes(page);
    await expect.poll(() => samplesOf(site, release)).toMatchObject([READY, failed("code-missing")]);
    complaints.length = 0;
  });

  test("before our own code has come: waits from the second click on, and each click is a sample", { tag: "@full" }, async ({ page, site }) => {
    const letItCome = await holdBack(page, BOOKING_CODE);
    const release = await visit(page);
    await heroLink(page).click();
    await page.keyboard.press("Escape");
    await expect(dialog(page)).not.toHaveAttribute("open");
    await heroLink(page).click();
    letItCome();
    await expectTimes(page);
    await expect.poll(() => samplesOf(site, release)).toMatchObject([READY, { outcome: "abandoned" }]);
  });

  test("after React has thrown where it brings the calendar: it is rendered anew", { tag: "@full" }, async ({ page, complaints }) => {
    await throwInReact(page, ALWAYS);
    await page.goto(BASELINE);
    await heroLink(page).click();
    await expectEnd(page, "message");
    await page.keyboard.press("Escape");
    await page.evaluate(() => Object.assign(window, { throws: 0 }));
    await heroLink(page).click();
    await expectTimes(page);
    complaints.length = 0;
  });
});

test("Try again, where our own code is gone and the booking page was not to be had either, tries both again", { tag: "@full" }, async ({ page, complaints }) => {
  await page.route(BOOKING_CODE, answering(404));
  // The browser stays where it is, as with a visitor who stops it.
  await page.route(/\/studio\/30min$/, answering(204));
  await page.goto("/");
  await heroLink(page).click();
  await expectEnd(page, "message");
  const left = page.waitForRequest(/\/studio\/30min$/);
  await dialog(page).getByRole("button", { name: "Try again" }).click();
  await left;
  await expectEnd(page, "message");
  await page.unroute(BOOKING_CODE);
  await dialog(page).getByRole("button", { name: "Try again" }).click();
  await expectTimes(page);
  complaints.length = 0;
});

test("a click for another event while embed.js is late everywhere gets its calendar", { tag: "@full" }, async ({ page, complaints }) => {
  await page.clock.install();
  const letItCome = await holdBack(page, EMBED_SCRIPTS);
  await page.goto("/");
  const other = await addOtherEvent(page);
  const askedUs = page.waitForRequest("**/api/cal-embed.js");
  await heroLink(page).dispatchEvent("touchstart");
  await askedUs;
  await page.waitForFunction(() => "Cal" in window);
  const askedCal = page.waitForRequest("**/embed/embed.js");
  await other.click();
  await askedCal;
  await page.clock.runFor(2_500);
  letItCome();
  await expectTimes(page);
  complaints.length = 0;
});

test("a failing calendar opened and closed a hundred times leaves nothing behind", { tag: "@full" }, async ({ page, calendar, complaints }) => {
  // A third of a second each on a quiet machine.
  test.setTimeout(180_000);
  await calendar({ linkFailed: 404 });
  await page.route("**/api/cal-metrics", (route) => route.fulfill({ status: 201, json: {} }));
  await page.goto("/");
  await openAndCloseFailing(page, 5);
  const before = await pageHolds(page);
  await openAndCloseFailing(page, 100);
  const after = await pageHolds(page);
  expect(await page.locator("iframe").count()).toBeLessThanOrEqual(1);
  expect(after.listeners).toBeLessThanOrEqual(before.listeners);
  expect(after.nodes).toBeLessThanOrEqual(before.nodes);
  expect(after.heap - before.heap).toBeLessThan(1_000_000);
  complaints.length = 0;
});

async function openAndCloseFailing(page: Page, times: number): Promise<void> {
  await page.evaluate(async (count) => {
    const modal = document.querySelector("dialog") as HTMLDialogElement;
    const link = document.querySelector<HTMLElement>('[data-booking-placement="hero"]');
    for (let opened = 0; opened < count; opened++) {
      const hasFailed = new Promise<void>((resolve) => {
        const watch = new MutationObserver(() => {
          if (modal.dataset.state !== "failed") return;
          watch.disconnect();
          resolve();
        });
        watch.observe(modal, { attributeFilter: ["data-state"] });
      });
      link?.click();
      await hasFailed;
      const isClosed = new Promise((resolve) => modal.addEventListener("close", resolve, { once: true }));
      modal.close();
      await isClosed;
    }
  }, times);
}

test.describe("the booking page as a way out is filled in as the calendar would have been", () => {
  for (const isFailing of [false, true]) {
    test(isFailing ? "in the message" : "and the calendar is", async ({ page, calendar, complaints }) => {
      if (isFailing) await calendar({ linkFailed: 404 });
      await page.goto("/");
      await heroLink(page).evaluate((link: HTMLAnchorElement) => (link.search = "?name=Ada%20Lovelace&email=ada%40example.com"));
      await heroLink(page).click();
      if (isFailing) {
        await expectEnd(page, "message");
        await calendar({ linkFailed: 0 });
        await dialog(page).getByRole("link", { name: "Open the booking page" }).click();
        await expect(page).toHaveURL(/\/studio\/30min\?name=Ada(%20|\+)Lovelace&email=ada(%40|@)example.com$/);
        await expect(page.getByLabel(/name/i).first()).toHaveValue("Ada Lovelace");
      } else {
        await expectTimes(page);
        await expect(calendarElement(page)).toHaveAttribute("src", /name=Ada(%20|\+)Lovelace&email=ada%40example.com/);
      }
      complaints.length = 0;
    });
  }
});

test.describe("messages count from the calendar's own window only", () => {
  for (const from of ["this window", "another frame of Cal's own origin"] as const) {
    test(`forged from ${from} it changes nothing`, { tag: "@full" }, async ({ page, site, calendar, complaints }) => {
      await calendar({ linkReadyDelayMs: 60_000 });
      const release = await visit(page);
      await page.evaluate(() => {
        const heard: string[] = [];
        // What the SDK makes of it is dispatched here.
        for (const type of ["linkReady", "bookerReady", "bookingSuccessfulV2", "__closeIframe"]) addEventListener(`CAL:30min:${type}`, () => heard.push(type));
        Object.assign(window, { heard });
      });
      const forge = `for (const type of ["linkReady", "bookerReady", "bookingSuccessfulV2", "__closeIframe", "linkFailed"])
        TARGET.postMessage({ originator: "CAL", type, namespace: "30min", fullType: "CAL:30min:" + type, data: { uid: "forged", code: "404" } }, "*");
        TARGET.postMessage("forged", "*");`;
      await heroLink(page).click();
      await expect(calendarElement(page)).toHaveCount(1);
      const arrived = page.evaluate(() => new Promise<void>((resolve) => addEventListener("message", ({ data }) => data === "forged" && resolve())));
      if (from === "this window") await page.evaluate(forge.replaceAll("TARGET", "window"));
      else {
        await page.evaluate(() => document.body.append(Object.assign(document.createElement("iframe"), { src: "http://127.0.0.1:4322/studio/15min", name: "forger" })));
        await expect.poll(() => page.frame("forger")?.url()).toMatch(/15min/);
        await page.frame("forger")?.evaluate(forge.replaceAll("TARGET", "window.parent"));
      }
      await arrived;
      expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([]);
      await expect(dialog(page)).toHaveAttribute("open");
      // A frame whose script runs has 15 s, which is this runner's own limit.
      await expect.poll(() => samplesOf(site, release), { timeout: 30_000 }).toMatchObject([timedOut("frame-timeout")]);
      complaints.length = 0;
    });
  }
});
