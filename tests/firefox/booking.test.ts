import { afterAll, afterEach, assert, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { METRICS_TOKEN, startSite, type RunningSite } from "../fixtures/running-site.ts";
import { startFirefox, type Firefox, type Visit } from "./firefox.ts";
import { ENTER, ESCAPE, TAB, type View } from "./view.ts";

const HERO = '[data-booking-placement="hero"]';
const TIME = /^\d{1,2}:\d{2}$/;

describe("in Firefox", () => {
  let site: RunningSite;
  let firefox: Firefox;
  let visit: Visit;
  let page: View;

  beforeAll(async () => {
    site = await startSite();
    // The build has another port in it. As a proxy, the demo calendar is asked whatever the port.
    firefox = await startFirefox(site.demoPorts.real);
  });
  afterAll(async () => {
    await firefox?.close();
    await site?.close();
  });
  beforeEach(async () => {
    visit = await firefox.visit(site.origin);
    ({ page } = visit);
  });
  afterEach(() => assert.deepEqual(visit.complaints, []));

  const isReady = () => page.until("an open dialog that is ready", () => document.querySelector("dialog[open][data-state=ready]") !== null);
  const calendar = () => page.frame(/\/studio\/30min\/embed/);
  const requested = (part: string) => visit.requests.filter(({ url }) => url.includes(part)).length;

  test("before intent the page asks for no script, and for nothing from elsewhere", () => {
    expect(visit.requests).toContainEqual({ url: `${site.origin}/`, destination: "document" });
    expect(visit.requests.filter(({ url, destination }) => destination === "script" || !url.startsWith(site.origin))).toEqual([]);
  });

  test("hover starts the calendar, one click opens it, a slot can be booked, and its times are reported", async () => {
    await page.hover(HERO);
    await calendar();
    await page.click(HERO);
    await isReady();
    await page.shown(".booking-stopwatch", /^Ready \d+ ms after your click$/);
    expect(requested("embed.js")).toBe(1);

    const frame = await calendar();
    await frame.click("button", TIME);
    await frame.until("the focus in the field for the name", () => document.activeElement?.matches("[name=name]"));
    await frame.press(`Ada Lovelace${TAB}ada@example.com${ENTER}`);
    await frame.shown("h1", /^You.re booked$/);

    const time = expect.any(Number);
    await expect.poll(samples, { timeout: 15_000 }).toMatchObject([{ id: "30min", calLoadTime: time, iframeLoadTime: time, totalDuration: time }]);
  });

  test("closed by Escape, it gives the focus back, and opens again with the same calendar", async () => {
    await page.click(HERO);
    await isReady();
    const before = await calendar();
    await before.shown("button", TIME);
    const requests = requested("/studio/30min");

    await page.press(ESCAPE);
    await page.until("a closed dialog", () => document.querySelector("dialog:not([open])") !== null);
    await page.until("the focus on the button", (hero) => document.activeElement?.matches(hero), HERO);

    await page.click(HERO);
    await isReady();
    const after = await calendar();
    await after.shown("button", TIME);
    expect(after.context).toBe(before.context);
    expect(requested("/studio/30min")).toBe(requests);
  });

  for (const [name, knobs, errorClass] of [
    ["the booking page answers 500", { frameStatus: 500 }, "frame-silent"],
    ["the booking page does not answer", { frameMode: "hang" }, "frame-timeout"],
    ["the slots never come", { slotsMode: "never" }, "slots-timeout"],
    ["Cal reports that the event is gone", { linkFailed: 404 }, "link-failed"],
  ] as const) {
    test(`${name}: a message, and Try again has the calendar`, async () => {
      await setKnobs(knobs);
      await page.click(HERO);
      await page.shown("h3", /^Unable to load calendar$/);
      await expect.poll(async () => (await samples())[0]?.errorClass, { timeout: 15_000 }).toBe(errorClass);
      await setKnobs();
      await page.click("[data-booking-retry]");
      await isReady();
      await (await calendar()).shown("button", TIME);
      // What it says of its calendar's errors is what they are for.
      visit.complaints.length = 0;
    });
  }

  /** Without any, as it was. */
  async function setKnobs(knobs?: Record<string, unknown>): Promise<void> {
    const control = `${site.demo}/__demo/knobs`;
    const answer = await (knobs ? fetch(control, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(knobs) }) : fetch(control, { method: "DELETE" }));
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** The newest first. */
  async function samples(): Promise<{ errorClass?: string }[]> {
    const answer = await fetch(`${site.origin}/api/cal-metrics`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
    return ((await answer.json()) as { metrics: { errorClass?: string }[] }).metrics;
  }
});
