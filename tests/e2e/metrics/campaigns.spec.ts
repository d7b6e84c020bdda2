/** From an ad's address to the booking at Cal, to its webhook, and to the admin's view of the campaign. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "playwright/test";
import type { Booking } from "../../../scripts/demo-cal/bookings.ts";
import { startReceiver } from "../../fixtures/receiver.ts";
import type { RunningSite } from "../../fixtures/site/running-site.ts";
import { bookingLink, calendarElement, calendarFrame, CALENDAR_PAGE, dialog, expect, expectShown, expectTimes, heroLink, METRICS_TOKEN, readMetrics, slots, test, withoutOwnEmbedScript } from "../fixtures.ts";
import { samplesOf, visit } from "../samples.ts";
import { openMetrics, rows, section } from "./admin-page.ts";

const SECRET = "tests-sign-as-cal-does";
const PERSON = { name: "Ada Löwe 👩‍💻", email: "ada+test@example.com" };
const CLICK_ID = "Cj0KCQ_click-id_4711";

/** What nobody but Cal may get, in all spellings that an address can have. */
const PERSONAL = /L(?:ö|%C3%B6|\\u00f6)we|ada(?:\+|%2B|%252B| )test|click-id/i;

/** An ad's address, with what a newsletter adds about its reader. */
function landing(path: string, campaign: string): string {
  const query = new URLSearchParams({ utm_source: "letter", utm_medium: "email", utm_campaign: campaign, gclid: CLICK_ID, ...PERSON, "metadata[plan]": "pro", page: "2" });
  return `${path}?${query}`;
}

/** What Cal reads of an address. */
const read = (href: string | null) => Object.fromEntries(new URL(href ?? "").searchParams);

function fromAd(campaign: string): Record<string, string> {
  const tags = { utm_source: "letter", utm_medium: "email", utm_campaign: campaign, gclid: CLICK_ID };
  const copies = Object.entries(tags).flatMap(([name, value]) => [[`metadata[${name}]`, value], [`metadata[first_${name}]`, value]]);
  return { ...tags, ...Object.fromEntries(copies), ...PERSON, "metadata[plan]": "pro" };
}

/** Everything that the site's pages send, apart from the address that the visitor arrives with: addresses, referrers and bodies. */
function listen(page: Page, { demo }: RunningSite): string[] {
  const sent: string[] = [];
  page.on("request", (request) => {
    const isCals = new URL(request.url()).hostname === new URL(demo).hostname;
    const isPage = request.isNavigationRequest();
    // Cal's page gets it in its address, and goes on with it.
    if (isCals && !isPage && request.frame() !== page.mainFrame()) return;
    if (!isPage) sent.push(request.url());
    sent.push(request.postData() ?? "");
    void request.allHeaders().then(({ referer = "" }) => sent.push(referer), () => {});
  });
  return sent;
}

test("an ad's visitor books two pages later: Cal, its webhook and the numbers have the campaign, and only Cal has the person", async ({ page, site, calendar }) => {
  const receiver = await startReceiver();
  const campaign = `spring ${randomUUID()}`;
  await calendar({ webhookUrl: `${receiver.origin}/hook`, webhookSecret: SECRET });
  const sent = listen(page, site);
  await page.addInitScript(() => {
    for (const type of ["intent", "open", "times", "ready", "picked", "form", "booked", "failed", "close"]) {
      document.addEventListener(`readyslot:${type}`, (event) => {
        sessionStorage["test-events"] = `${sessionStorage["test-events"] ?? ""}${JSON.stringify((event as CustomEvent).detail)}`;
      });
    }
  });

  await page.goto(landing("/", campaign));
  await page.getByRole("link", { name: "Pricing" }).first().click();
  await page.waitForURL("**/pricing");
  const link = bookingLink(page, "header");
  await expect.poll(async () => read(await link.getAttribute("href"))).toEqual(fromAd(campaign));

  await link.click();
  await expectTimes(page);
  expect(read(await calendarElement(page).getAttribute("src"))).toMatchObject(fromAd(campaign));
  for (const way of await dialog(page).locator("a[data-booking-page]").all()) expect(read(await way.getAttribute("href"))).toEqual(fromAd(campaign));

  // What the address says is in Cal's form.
  await slots(page).first().click();
  await expect(calendarFrame(page).getByLabel(/name/i)).toHaveValue(PERSON.name);
  await expect(calendarFrame(page).getByLabel(/mail/i)).toHaveValue(PERSON.email);
  await calendarFrame(page).getByRole("button", { name: /confirm/i }).click();
  await expect(calendarFrame(page).getByText(/you.re booked/i)).toBeVisible();

  await expect.poll(() => receiver.received.length).toBe(1);
  const { triggerEvent, payload } = JSON.parse(receiver.received[0]?.body ?? "{}") as { triggerEvent: string; payload: { uid: string; metadata: Record<string, string>; attendees: unknown[] } };
  expect(triggerEvent).toBe("BOOKING_CREATED");
  expect(payload.attendees).toMatchObject([PERSON]);
  expect(payload.metadata).toMatchObject({ plan: "pro", utm_source: "letter", utm_medium: "email", utm_campaign: campaign, gclid: CLICK_ID, first_utm_source: "letter", first_gclid: CLICK_ID });
  await receiver.close();

  const filter = `?campaign=${encodeURIComponent(campaign)}`;
  await expect.poll(async () => (await readMetrics(site, filter)).summary.bookings.total).toBe(1);
  const kept = await page.evaluate(() => {
    const { "booking-visit": _visit, ...others } = { ...sessionStorage, ...localStorage };
    const marks = performance.getEntriesByType("mark").map((mark) => JSON.stringify({ name: mark.name, detail: (mark as PerformanceMark).detail as unknown }));
    return [JSON.stringify(others), ...marks];
  });
  const csv = await fetch(`${site.origin}/api/cal-metrics?format=csv&limit=1000`, { headers: { authorization: `Bearer ${METRICS_TOKEN}` } });
  const stored = [JSON.stringify(await readMetrics(site, "?limit=1000")), await csv.text()];
  expect(stored.join()).toContain(campaign);
  expect([...sent, ...kept, ...stored].filter((text) => PERSONAL.test(text))).toEqual([]);
  expect(kept.join()).toContain("/pricing");

  await openMetrics(page, site.origin);
  await section(page, "Campaign").getByRole("link", { name: campaign, exact: true }).click();
  expect(new URL(page.url()).searchParams.get("campaign")).toBe(campaign);
  expect(await rows(page, "From intent to booking")).toEqual(expect.arrayContaining([expect.stringMatching(/^Opened .*\b1\b/), expect.stringMatching(/^Booked .*\b1\b/)]));
  await expect(page.getByRole("list", { name: "Filters" }).getByRole("listitem")).toHaveText([/Campaign:\s*spring/]);
  expect(PERSONAL.test(await page.content())).toBe(false);
});

test("a short address brings its campaign: to the button, and to the sample of the opening", async ({ page, site }) => {
  const release = await visit(page, "/spring?gclid=4711");
  expect(new URL(page.url()).pathname).toBe("/pricing");
  const link = bookingLink(page, "header");
  await expect.poll(async () => read(await link.getAttribute("href"))).toMatchObject({ utm_source: "flyer", utm_medium: "print", utm_campaign: "spring-flyer", gclid: "4711" });
  await link.click();
  await expectTimes(page);
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ source: "flyer", medium: "print", campaign: "spring-flyer" }]);
});

test("a landing page without a booking link has no script, and the next page knows its campaign", async ({ page, site }) => {
  const campaign = randomUUID();
  const release = await visit(page, landing("/privacy", campaign));
  expect(await page.evaluate(() => [document.querySelectorAll("script:not([type*=json])").length, sessionStorage.length])).toEqual([0, 0]);
  await page.getByRole("link", { name: "Pricing" }).first().click();
  await page.waitForURL("**/pricing");
  await expect.poll(async () => read(await bookingLink(page, "header").getAttribute("href"))).toEqual(fromAd(campaign));
  await bookingLink(page, "header").click();
  await expectTimes(page);
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ page: "/pricing", source: "letter", medium: "email", campaign }]);
});

test("a new ad replaces the campaign as a whole, the first one is kept beside it, and a link of the site changes nothing", { tag: "@full" }, async ({ page, site }) => {
  await page.goto(landing("/", "first"));
  const release = await visit(page, "/?utm_source=search&utm_campaign=second&fbclid=f");
  await page.getByRole("link", { name: "Pricing" }).first().evaluate((link: HTMLAnchorElement) => (link.search = "?utm_source=banner&utm_campaign=inside"));
  await page.getByRole("link", { name: "Pricing" }).first().click();
  await page.waitForURL("**/pricing?*");
  const link = bookingLink(page, "header");
  await link.click();
  await expectTimes(page);
  const sent = read(await calendarElement(page).getAttribute("src"));
  expect(sent).toMatchObject({ utm_source: "search", utm_campaign: "second", fbclid: "f", "metadata[utm_campaign]": "second", "metadata[first_utm_campaign]": "first", "metadata[first_gclid]": CLICK_ID, name: PERSON.name });
  expect(sent).not.toHaveProperty("gclid");
  expect(sent).not.toHaveProperty("utm_medium");
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ source: "search", campaign: "second" }]);
  const [sample] = await samplesOf(site, release);
  expect(sample).not.toHaveProperty("medium");
});

test("a new tab, the keyboard, and a click before the page has loaded get the same address", { tag: "@full" }, async ({ page, context }) => {
  // The page's load event waits for its pictures.
  const held = Promise.withResolvers<void>();
  await page.route(/\.(?:avif|webp|jpe?g|png)(?:$|\?)/, async (route) => {
    await held.promise;
    await route.continue();
  });
  await page.goto(landing("/", "tabs"), { waitUntil: "commit" });
  const link = bookingLink(page, "header");
  const [tab] = await Promise.all([context.waitForEvent("page"), link.click({ button: "middle" })]);
  await tab.waitForURL(/utm_source/);
  expect(read(tab.url())).toEqual(fromAd("tabs"));
  await tab.close();
  held.resolve();
  await page.waitForLoadState();
  await link.focus();
  const [other] = await Promise.all([context.waitForEvent("page"), page.keyboard.press("ControlOrMeta+Enter")]);
  await other.waitForURL(/utm_source/);
  expect(read(other.url())).toEqual(fromAd("tabs"));
});

test("a link keeps what its author has written, and the dialog's ways out have it as well", { tag: "@full" }, async ({ page, complaints }) => {
  await page.route(CALENDAR_PAGE, (route) => route.fulfill({ status: 500, body: "" }));
  const endFailure = await withoutOwnEmbedScript(page, "");
  await page.addInitScript(() => {
    document.addEventListener("DOMContentLoaded", () => {
      for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-booking-link]")) link.search = "?duration=30&name=Grace";
    });
  });
  await page.route("**/embed/embed.js", (route) => route.fulfill({ status: 500, body: "" }));
  await page.goto(landing("/", "own"));
  await heroLink(page).click();
  await expect(dialog(page)).toHaveAttribute("data-state", "failed");
  for (const way of await dialog(page).locator("a[data-booking-page]").all()) {
    expect(read(await way.getAttribute("href"))).toEqual({ ...fromAd("own"), duration: "30", name: "Grace" });
  }
  await endFailure();
  complaints.length = 0;
});

test("a visit without a campaign stores nothing, and its links are as they were written", async ({ page }) => {
  await page.goto("/?page=2#utm_source=x");
  expect(await page.evaluate(() => [sessionStorage.length, localStorage.length])).toEqual([0, 0]);
  const hrefs = await page.locator("a[data-booking-link], a[data-booking-page]").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  expect(hrefs.length).toBeGreaterThan(2);
  expect(hrefs.filter((href) => href.includes("?"))).toEqual([]);
});

test("a browser that keeps nothing for the page carries it all the same", { tag: "@full" }, async ({ page }) => {
  await page.addInitScript(() => {
    for (const name of ["sessionStorage", "localStorage"]) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    }
  });
  await page.goto(landing("/", "private"));
  await page.getByRole("link", { name: "Pricing" }).first().click();
  await page.waitForURL("**/pricing");
  await expect.poll(async () => read(await bookingLink(page, "header").getAttribute("href"))).toEqual(fromAd("private"));
});

test("markup and control characters in the address reach neither the page nor the store", { tag: "@full" }, async ({ page, site }) => {
  const markup = `<img src=x onerror="document.title='gone'">`;
  const release = await visit(page, `/?utm_source=${encodeURIComponent(markup)}&utm_campaign=a%00b%0A%E2%80%AEc&name=${encodeURIComponent(markup)}&__proto__=x&metadata[__proto__]=y&utm_term=${"t".repeat(10_000)}`);
  await heroLink(page).click();
  await expectTimes(page);
  const sent = new URL((await calendarElement(page).getAttribute("src")) ?? "").searchParams;
  expect(sent.get("utm_source")).toBe(markup);
  expect([...sent].join()).not.toMatch(/\0|ttttt/);
  await slots(page).first().click();
  await expect(calendarFrame(page).getByLabel(/name/i)).toHaveValue(markup);
  await expect(page).not.toHaveTitle("gone");
  expect(await page.locator("img[src=x]").count()).toBe(0);
  await expect.poll(() => samplesOf(site, release)).toMatchObject([{ source: markup.slice(0, 50) }]);
});

test.describe("with what the pages give every visitor", () => {
  test.use({ variant: "built" });

  test("the first steps of the marketer's guide can be followed as written", async ({ page, site }) => {
    const guide = readFileSync(new URL("../../../docs/campaigns.md", import.meta.url), "utf8");
    const [ad = "", admin = ""] = [...guide.matchAll(/<http:\/\/localhost:4321([^>]+)>/g)].map(([, path = ""]) => path);
    await page.goto(ad);
    await page.getByRole("banner").getByRole("link", { name: "Pricing" }).click();
    await page.waitForURL(/\/pricing$/);
    const button = page.getByRole("banner").getByRole("link", { name: "Book Free Audit" });
    await expect(button).toHaveAttribute("href", /utm_campaign=spring/);
    await button.click();
    await page.locator("[data-booking-times] [data-slot]").nth(12).click();
    await expect(calendarFrame(page).getByLabel(/name/i)).toHaveValue("Ada Lovelace");
    await expect(calendarFrame(page).getByLabel(/mail/i)).toHaveValue("ada@example.com");
    await calendarFrame(page).getByRole("button", { name: /confirm/i }).click();
    await expect(calendarFrame(page).getByText(/you.re booked/i)).toBeVisible();
    await expect.poll(async () => (await readMetrics(site, "?campaign=spring")).summary.bookings.total).toBe(1);
    await openMetrics(page, site.origin, admin.replace("/admin/metrics", ""));
    expect(await rows(page, "From intent to booking")).toEqual(expect.arrayContaining([expect.stringMatching(/^Opened .*\b1\b/), expect.stringMatching(/^Booked .*\b1\b/)]));
  });
});

test.describe("with the dialog's own list of times", () => {
  test.use({ variant: "instant" });

  test("a picked time leads to Cal's form with the campaign, and so do the ways out", async ({ page, site }) => {
    await page.goto(landing("/", "picked"));
    await heroLink(page).click();
    const time = page.locator("[data-booking-times] [data-slot]").nth(8);
    const slot = await time.getAttribute("data-slot");
    await time.click();
    await expectShown(calendarElement(page));
    await expect(calendarFrame(page).getByLabel(/name/i)).toHaveValue(PERSON.name);
    const expected = { ...fromAd("picked"), slot };
    expect(read(await calendarElement(page).getAttribute("src"))).toMatchObject(expected);
    for (const way of await dialog(page).locator("a[data-booking-page]").all()) expect(read(await way.getAttribute("href"))).toMatchObject(expected);
    await calendarFrame(page).getByRole("button", { name: /confirm/i }).click();
    await expect(calendarFrame(page).getByText(/you.re booked/i)).toBeVisible();
    const seen = (await (await fetch(`${site.demo}/__demo/bookings`)).json()) as Booking[];
    expect(seen.at(-1)).toMatchObject({ startTime: slot, tracking: { utm_source: "letter", utm_medium: "email", utm_campaign: "picked" }, metadata: { plan: "pro", gclid: CLICK_ID } });
  });
});
