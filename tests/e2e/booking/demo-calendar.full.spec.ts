import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { FrameLocator, Page } from "playwright/test";
import { expect, test as base } from "../fixtures.ts";

/** The demo calendar behaves in a real browser as Cal's own page was seen to: with the real embed.js, in a page that has nothing of ours. */

const TIMES = ".times";

interface Embedded {
  link?: string;
  containerStyle?: string;
  config?: object;
}

const test = base.extend<{
  /** Opens a page of another site that has nothing but Cal's inline embed. @returns the calendar in it. */
  embed: (embedded?: Embedded) => Promise<FrameLocator>;
  thankYouPage: string;
}, { host: string }>({
  // A server, because Chromium lets no page that a test makes up reach an address of this machine.
  host: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs off this pattern.
    async ({}, use) => {
      const server = createServer(({ url = "/" }, response) => {
        const html = url.startsWith("/thank-you") ? "<!doctype html><title>Thank you</title>" : new URL(url, "http://host").searchParams.get("html");
        response.setHeader("content-type", "text/html; charset=utf-8").end(html);
      });
      await once(server.listen(0, "localhost"), "listening");
      await use(`http://localhost:${(server.address() as AddressInfo).port}`);
      server.close();
      server.closeAllConnections();
    },
    { scope: "worker" },
  ],
  thankYouPage: async ({ host }, use) => use(`${host}/thank-you`),
  embed: async ({ page, host, site }, use) => {
    await use(async (embedded = {}) => {
      const html = pageWithEmbed(`http://127.0.0.1:${site.demoPorts.built}`, embedded);
      await page.goto(`${host}/?${new URLSearchParams({ html })}`, { waitUntil: "domcontentloaded" });
      return page.frameLocator("iframe");
    });
  },
});

test.describe("the demo calendar's times", () => {
  test("stay out of sight in a hidden frame, whatever it reports, and come after it is shown", async ({ page, embed }) => {
    const calendar = await embed({ containerStyle: "visibility: hidden" });
    await expect.poll(() => heard(page)).toContain("bookerReady");
    await expect(calendar.locator(TIMES)).toHaveCSS("opacity", "0");
    await page.locator("#calendar").evaluate((container) => (container.style.visibility = "visible"));
    await expect(calendar.locator(`${TIMES}[data-appeared]`)).toHaveCSS("opacity", "1");
  });

  test("come in a transparent frame", async ({ embed }) => {
    const calendar = await embed({ containerStyle: "opacity: 0; pointer-events: none" });
    await expect(calendar.locator(`${TIMES}[data-appeared]`)).toHaveCSS("opacity", "1");
  });

  test("never come in a frame that is not displayed, which never is ready either", async ({ page, embed }) => {
    await embed({ containerStyle: "display: none" });
    await expect.poll(() => heard(page)).toContain("__windowLoadComplete");
    await expect.poll(() => heard(page)).toContain("availabilityLoaded");
    expect(await heard(page)).not.toContain("linkReady");
    await page.locator("#calendar").evaluate((container) => (container.style.display = "block"));
    await expect.poll(() => heard(page)).toContain("linkReady");
  });

  test("give way to the form that the address asks for, without taking the focus", async ({ page, embed }) => {
    const calendar = await embed({ config: { slot: "2030-01-07T10:00:00+01:00" } });
    await expect(calendar.locator(".chosen")).toContainText("Monday 7 January, 10:00–10:30");
    await expect(calendar.getByLabel("Your name")).toBeVisible();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    await calendar.getByRole("button", { name: "Back" }).click();
    await expect(calendar.locator(TIMES)).toBeVisible();
  });

  test("come back by the Back button of the browser", async ({ page, embed }) => {
    const calendar = await embed();
    await calendar.locator(`${TIMES} button`).first().click();
    await expect(calendar.getByLabel("Your name")).toBeVisible();
    await page.evaluate(() => history.back());
    await expect(calendar.locator(`${TIMES} button`).first()).toBeVisible();
  });
});

test.describe("the demo calendar's frame", () => {
  test("speaks while something holds back its load, and is not ready before that has come", async ({ page, embed, calendar: knobs }) => {
    await knobs({ loadDelayMs: 60_000 });
    await embed();
    await expect.poll(() => heard(page)).toContain("availabilityLoaded");
    expect(await heard(page)).not.toContain("__windowLoadComplete");
  });

  test("asks to be closed for a click beside its card, and for no click in it", async ({ page, embed }) => {
    await page.setViewportSize({ width: 1600, height: 900 });
    const calendar = await embed();
    await calendar.getByRole("heading", { level: 1 }).click();
    await calendar.locator("html").click({ position: { x: 20, y: 200 } });
    await expect.poll(async () => (await heard(page)).filter((type) => type === "__closeIframe")).toEqual(["__closeIframe"]);
  });

  test("has the document's colour scheme by ui.color-scheme alone", async ({ embed }) => {
    const dark = await embed({ config: { theme: "dark" } });
    await expect(dark.locator("main")).toHaveCSS("color-scheme", "dark");
    await expect(dark.locator("html")).toHaveCSS("color-scheme", "normal");
    const both = await embed({ config: { theme: "dark", "ui.color-scheme": "dark" } });
    await expect(both.locator("html")).toHaveCSS("color-scheme", "dark");
  });

  test("leads from a routing form to a booker", async ({ page, embed }) => {
    const calendar = await embed({ link: "forms/2c1f" });
    await expect.poll(() => heard(page)).toContain("linkReady");
    expect(await heard(page)).not.toContain("navigatedToBooker");
    await calendar.getByRole("button", { name: "Continue" }).click();
    await expect(calendar.locator(`${TIMES} button`).first()).toBeVisible();
    await expect.poll(() => heard(page)).toEqual(expect.arrayContaining(["routed", "navigatedToBooker", "bookerReady"]));
    expect((await heard(page)).filter((type) => type === "linkReady")).toHaveLength(1);
  });
});

test.describe("a booking in the demo calendar", () => {
  test("that must be paid for is reported before it is, and its payment page is lost with the frame", async ({ page, embed, calendar: knobs }) => {
    await knobs({ payment: "required" });
    const calendar = await embed();
    await book(calendar);
    await expect(calendar.getByRole("button", { name: "Pay now" })).toBeVisible();
    await expect.poll(() => page.evaluate(() => window.booked)).toMatchObject([{ paymentRequired: true, status: "PENDING" }]);
    expect(page.frames()[1]?.url()).toMatch(/\/payment\/\w+\?/);

    await page.locator("iframe").evaluate((frame: HTMLIFrameElement) => frame.replaceWith(frame.cloneNode()));
    await expect(calendar.locator(TIMES)).toBeAttached();
    await expect(calendar.getByText("Pay now")).toHaveCount(0);
  });

  test("is paid for in the frame, and confirmed there", async ({ page, embed, calendar: knobs }) => {
    await knobs({ payment: "required" });
    const calendar = await embed();
    await book(calendar);
    await calendar.getByRole("button", { name: "Pay now" }).click();
    await expect(calendar.getByText("You're booked")).toBeVisible();
    await expect(calendar.getByRole("button", { name: "Close" })).toHaveCount(0);
    expect(await page.evaluate(() => window.booked)).toHaveLength(1);
  });

  test("takes the top window to the event's own thank-you page", async ({ page, embed, thankYouPage, calendar: knobs }) => {
    await knobs({ redirectUrl: thankYouPage });
    await book(await embed());
    await expect(page).toHaveTitle("Thank you");
    const query = Object.fromEntries(new URL(page.url()).searchParams);
    expect(query).toMatchObject({ uid: expect.any(String), isSuccessBookingPage: "true", email: "ada@example.com", attendeeName: "Ada Lovelace" });
  });

  test("of a rescheduled one is an event of its own", async ({ page, embed }) => {
    await book(await embed());
    await expect.poll(() => page.evaluate(() => window.booked?.length)).toBe(1);
    const uid = await page.evaluate(() => window.booked?.[0]?.uid);
    const calendar = await embed({ link: `reschedule/${uid}` });
    await calendar.locator(`${TIMES} button`).first().click();
    await calendar.getByRole("button", { name: "Confirm booking" }).click();
    await expect(calendar.getByText("You're booked")).toBeVisible();
    expect(await heard(page)).toContain("rescheduleBookingSuccessfulV2");
    expect(await heard(page)).not.toContain("bookingSuccessfulV2");
  });
});

declare global {
  interface Window {
    heard?: string[];
    booked?: { uid: string }[];
  }
}

function pageWithEmbed(cal: string, { link = "studio/30min", containerStyle = "", config = {} }: Embedded): string {
  return `<!doctype html><title>A page with Cal's embed</title><link rel="icon" href="data:,">
<div id="calendar" style="${containerStyle}"></div>
<script>
window.heard = [];
window.booked = [];
addEventListener("message", ({ data }) => {
  if (data?.originator !== "CAL") return;
  heard.push(data.type);
  if (data.type === "bookingSuccessfulV2") booked.push(data.data);
});
window.Cal = function () { Cal.q.push(arguments); };
Cal.ns = {};
Cal.q = [];
Cal("init", { origin: ${JSON.stringify(cal)} });
Cal("inline", ${JSON.stringify({ elementOrSelector: "#calendar", calLink: link, config })});
</script>
<script src="${cal}/embed/embed.js"></script>`;
}

async function heard(page: Page): Promise<string[]> {
  return page.evaluate(() => window.heard ?? []);
}

async function book(calendar: FrameLocator): Promise<void> {
  await calendar.locator(`${TIMES} .list button`).first().click();
  await calendar.getByLabel("Your name").fill("Ada Lovelace");
  await calendar.getByLabel("Email address").fill("ada@example.com");
  await calendar.getByRole("button", { name: "Confirm booking" }).click();
}
