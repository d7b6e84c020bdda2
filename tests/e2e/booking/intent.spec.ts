import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright/test";
import {
  addOtherEvent,
  bookingLink,
  calendarElement,
  calendarFrame,
  connectionFrame,
  dialog,
  expect,
  expectTimes,
  heroLink,
  holdBack,
  newestCalendarRequest,
  partsRequested,
  readMetrics,
  test,
} from "../fixtures.ts";

/** What intent has started: parts of the templates, moved into the page. */
const begun = (page: Page) => page.locator("dialog > script, dialog > link, dialog > iframe");

/** Time passes when the test says so. */
async function holdTime(page: Page): Promise<void> {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1_000);
}

test.describe("coming near a booking link", () => {
  for (const [sign, give] of [
    ["the pointer over it", (page, placement) => bookingLink(page, placement).hover()],
    ["the keyboard's focus on it", (page, placement) => bookingLink(page, placement).focus()],
    ["a finger on it", (page, placement) => bookingLink(page, placement).dispatchEvent("touchstart")],
  ] as [string, (page: Page, placement: string) => Promise<void>][]) {
    test(`${sign} fetches embed.js and the booking code, then the island, and no calendar, whichever link it is`, { tag: sign === "the pointer over it" ? [] : "@full" }, async ({ page }) => {
      await holdTime(page);
      for (const placement of ["hero", "header", "closing"]) {
        const letEmbedScriptCome = await holdBack(page, "**/api/cal-embed.js");
        await page.goto("/");
        const parts = partsRequested(page);
        await give(page, placement);

        await expect.poll(() => parts.toSorted()).toEqual(["booking code", "embed.js"]);
        await expect.poll(() => page.evaluate(() => "Cal" in window)).toBe(true);
        await expect(connectionFrame(page)).toHaveCount(1);
        expect(parts).not.toContain("island");

        letEmbedScriptCome();
        await expect.poll(() => parts.slice(2)).toEqual(["island"]);
        await expect(page.locator("iframe")).toHaveCount(1);
        await expect(connectionFrame(page)).toHaveCount(1);
        await expect(dialog(page)).toHaveAttribute("data-state", "idle");
      }
    });
  }

  test("with the focus alone nothing more happens, however long it stays", { tag: "@full" }, async ({ page }) => {
    await holdTime(page);
    await page.goto("/");
    const parts = partsRequested(page);
    await heroLink(page).focus();
    await expect.poll(() => parts).toContain("island");
    await page.clock.runFor(60_000);
    await expect(dialog(page)).toHaveAttribute("data-state", "idle");
    await expect(calendarElement(page)).toHaveCount(0);
    expect(parts).toHaveLength(3);
  });
});

test.describe("about to follow a booking link", () => {
  test.use({ hasTouch: true });

  for (const [sign, give] of [
    ["the pointer resting on it", (page) => heroLink(page).hover()],
    ["the mouse button going down", (page) => heroLink(page).dispatchEvent("pointerdown", { pointerType: "mouse" })],
    ["a finger going down", touchHeroLink],
    ["the Enter key going down", (page) => heroLink(page).dispatchEvent("keydown", { key: "Enter" })],
    ["the space key going down", (page) => heroLink(page).dispatchEvent("keydown", { key: " " })],
  ] as [string, (page: Page) => Promise<void>][]) {
    test(`${sign} mounts its calendar out of sight, and the click only shows it`, { tag: /pointer|finger/.test(sign) ? [] : "@full" }, async ({ page, site }) => {
      await page.goto("/");
      await give(page);
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      await expect(dialog(page)).not.toHaveAttribute("open");
      await expect(page.locator("iframe")).toHaveCount(1);
      await expect(calendarElement(page)).toHaveAttribute("src", /\/studio\/30min\/embed/);
      const newest = await newestCalendarRequest(site);

      const shown = await heroLink(page).evaluate((link: HTMLElement) => {
        link.click();
        return document.querySelector("dialog")?.matches(":modal") && document.querySelector("dialog")?.dataset.state;
      });
      expect(shown).toBe("ready");
      await expect(dialog(page)).toContainText(/Ready \d+ ms after your click/);
      await expectTimes(page);
      await expect(page.locator("iframe")).toHaveCount(1);
      expect(await newestCalendarRequest(site)).toEqual(newest);
    });
  }

  test("the keyboard goes past a hidden calendar", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).hover();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BODY");
    const focused: (string | undefined)[] = [];
    while (focused.length < 5) {
      await page.keyboard.press("Tab");
      focused.push(await page.evaluate(() => document.activeElement?.closest("dialog, header, main")?.tagName));
    }
    expect(focused).toContain("HEADER");
    expect(focused).not.toContain("DIALOG");
  });

  test("other keys on it mean nothing", async ({ page }) => {
    await page.goto("/");
    const parts = partsRequested(page);
    for (const key of ["Tab", "Escape", "a"]) await heroLink(page).dispatchEvent("keydown", { key });
    await expect(begun(page)).toHaveCount(0);
    expect(parts).toEqual([]);
  });

  test("another mouse button or a modifier key is no intent: the browser handles it", async ({ page }) => {
    await page.goto("/");
    const parts = partsRequested(page);
    for (const given of [{ button: 2 }, { button: 1 }, { button: 0, ctrlKey: true }, { button: 0, metaKey: true }, { button: 0, shiftKey: true }]) {
      await heroLink(page).dispatchEvent("pointerdown", { pointerType: "mouse", ...given });
    }
    await heroLink(page).dispatchEvent("keydown", { key: "Enter", ctrlKey: true });
    await expect(begun(page)).toHaveCount(0);
    expect(parts).toEqual([]);
  });

  test("a pointer that only passes over it mounts nothing; one that stays does after 80 ms", async ({ page }) => {
    await holdTime(page);
    await page.goto("/");
    await heroLink(page).hover();
    await expect.poll(() => page.evaluate(() => "Cal" in window)).toBe(true);
    await page.clock.runFor(75);
    await page.mouse.move(0, 0);
    await page.clock.runFor(10_000);
    await expect(dialog(page)).toHaveAttribute("data-state", "idle");
    await expect(calendarElement(page)).toHaveCount(0);

    await heroLink(page).hover();
    await page.clock.runFor(75);
    await expect(calendarElement(page)).toHaveCount(0);
    await page.clock.runFor(10);
    await expect(calendarElement(page)).toHaveCount(1);
  });
});

test.describe("where bytes are dear", () => {
  for (const [name, connection] of [
    ["with Save-Data", { saveData: true, effectiveType: "4g" }],
    ["on a 2G line", { saveData: false, effectiveType: "2g" }],
  ] as const) {
    test(`${name}, coming near opens the connection only, and being about to click loads the calendar`, { tag: connection.saveData ? [] : "@full" }, async ({ page }) => {
      await page.addInitScript((value) => Object.defineProperty(navigator, "connection", { value }), connection);
      await page.goto("/");
      const parts = partsRequested(page);
      await heroLink(page).hover();
      await heroLink(page).focus();
      await heroLink(page).dispatchEvent("touchstart");
      await expect(begun(page)).toHaveCount(1);
      await expect(begun(page)).toHaveAttribute("rel", "preconnect");
      expect(parts).toEqual([]);

      await heroLink(page).dispatchEvent("pointerdown");
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      expect(parts.slice(0, 2).toSorted()).toEqual(["booking code", "embed.js"]);
      await expect(page.locator("iframe")).toHaveCount(1);
    });
  }
});

test("one frame at most, whatever a visitor does", { tag: "@full" }, async ({ page }) => {
  await page.addInitScript(() => {
    const counts = { frames: 0 };
    Object.assign(window, { counts });
    new MutationObserver(() => (counts.frames = Math.max(counts.frames, document.querySelectorAll("iframe").length))).observe(document, {
      childList: true,
      subtree: true,
    });
  });
  await page.goto("/");
  const other = await addOtherEvent(page);
  await heroLink(page).hover();
  await bookingLink(page, "header").hover();
  await bookingLink(page, "header").click();
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
  await page.keyboard.press("Escape");
  await other.hover();
  await heroLink(page).hover();
  await other.click();
  await expect(calendarFrame(page).getByText("15 min", { exact: true })).toBeVisible();
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
  await expect(dialog(page)).toContainText(/Ready \d+ ms after your click/);
  expect(await page.evaluate(() => (window as unknown as { counts: { frames: number } }).counts.frames)).toBe(1);
});

test.describe("scrolling to a booking link and resting there", () => {
  test("counts as coming near where the page says so, and after 200 ms as being about to click", async ({ page }) => {
    await page.goto("/services", { waitUntil: "networkidle" });
    await expect(begun(page)).toHaveCount(0);
    await holdTime(page);
    const parts = partsRequested(page);
    await scrollToTheEnd(page);
    await expect.poll(() => parts).toEqual([expect.any(String), expect.any(String), "island"]);
    expect(parts.slice(0, 2).toSorted()).toEqual(["booking code", "embed.js"]);
    await expect(connectionFrame(page)).toHaveCount(1);
    await page.clock.runFor(190);
    await expect(calendarElement(page)).toHaveCount(0);
    await page.clock.runFor(20);
    await expect(calendarElement(page)).toHaveCount(1);
  });

  test("is resting for 200 ms at a time", { tag: "@full" }, async ({ page }) => {
    await holdTime(page);
    await page.goto("/services", { waitUntil: "networkidle" });
    await scrollToTheEnd(page);
    await expect.poll(() => page.evaluate(() => "Cal" in window)).toBe(true);
    await page.clock.runFor(190);
    await scrollBy(page, -20);
    await page.clock.runFor(190);
    await expect(calendarElement(page)).toHaveCount(0);
    await page.clock.runFor(20);
    await expect(calendarElement(page)).toHaveCount(1);
  });

  test("means nothing elsewhere", async ({ page }) => {
    await page.goto("/", { waitUntil: "networkidle" });
    const parts = partsRequested(page);
    await scrollToTheEnd(page);
    await expect(begun(page)).toHaveCount(0);
    expect(parts).toEqual([]);
  });
});

async function scrollToTheEnd(page: Page): Promise<void> {
  // The wheel turns beside all links.
  await page.mouse.move(5, 300);
  await scrollBy(page, 20_000);
  await expect(bookingLink(page, "closing")).toBeInViewport({ ratio: 1 });
}

async function scrollBy(page: Page, pixels: number): Promise<void> {
  const html = page.locator("html");
  await html.evaluate((element) => addEventListener("scrollend", () => element.setAttribute("data-rests", ""), { once: true }));
  await page.mouse.wheel(0, pixels);
  await expect(html).toHaveAttribute("data-rests");
  await html.evaluate((element) => element.removeAttribute("data-rests"));
}

/**
 * The inline script comes before the content, and what it starts does not wait for the end of
 * the document: a server that has sent the hero's link, and not yet what follows it, shows that.
 */
test("a click on the first button that is painted is not lost, though the page is still on its way", { tag: "@full" }, async ({ page, site }) => {
  const { promise: restIsWanted, resolve: sendRest } = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    if (request.url === "/") {
      const html = await (await fetch(site.origin)).text();
      const end = html.indexOf("</a>", html.indexOf('data-booking-placement="hero"')) + "</a>".length;
      response.setHeader("content-type", "text/html; charset=utf-8").write(html.slice(0, end));
      await restIsWanted;
      response.end(html.slice(end));
    } else {
      const { method, headers } = request;
      const onward = forward(new URL(request.url ?? "", site.origin), { method, headers }, (answer) => {
        answer.pipe(response.writeHead(answer.statusCode ?? 502, answer.headers));
      });
      request.pipe(onward);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`, { waitUntil: "commit" });
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("open");
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    expect(await page.evaluate(() => document.readyState)).toBe("loading");
    await expect(bookingLink(page, "closing")).toHaveCount(0);
    sendRest();
    await expect(bookingLink(page, "closing")).toHaveCount(1);
    await expectTimes(page);
  } finally {
    sendRest();
    server.close();
    server.closeAllConnections();
  }
});

test("a click that waits until the booking code has run is measured as any other", async ({ page, site }) => {
  const { total } = (await readMetrics(site)).summary;
  const letCodeCome = await holdBack(page, "**/_astro/BookingCode*");
  const letReportsCome = await holdBack(page, "**/_astro/BookingReport*");
  await page.goto("/");
  await heroLink(page).hover();
  await heroLink(page).dispatchEvent("pointerdown");
  // An event has the time at which it was made, and the page deals with it when it has the time.
  const click = await page.evaluateHandle(() => new MouseEvent("click", { bubbles: true, cancelable: true }));
  letCodeCome();
  await expect(calendarElement(page)).toHaveCount(1);
  await heroLink(page).evaluate((link, event) => link.dispatchEvent(event), click);
  // So all marks are read at once.
  letReportsCome();
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
  await expect.poll(async () => (await readMetrics(site)).summary.total).toBe(total + 1);
  expect((await readMetrics(site)).metrics[0]).toMatchObject({ outcome: "ready" });
});

async function touchHeroLink(page: Page): Promise<void> {
  const box = await heroLink(page).boundingBox();
  if (!box) throw new Error("The hero's link is not on the screen.");
  const session = await page.context().newCDPSession(page);
  await session.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: box.x + 10, y: box.y + 10 }] });
}
