import type { Locator, Page } from "playwright/test";
import sharp from "sharp";
import { CALENDAR_PAGE, bookingLink, calendarElement, calendarFrame, dialog, expect, expectTimes, heroLink, holdBack, opacityOnScreen, readMetrics, slots, test, withoutOwnEmbedScript } from "../fixtures.ts";

const closeButton = (page: Page) => page.locator("[data-booking-close]");

test.describe("the closed dialog", () => {
  test("renders its calendar: the frame gets animation frames", async ({ page }) => {
    await mountBehindClosedDialog(page);
    const framesSeen = await slots(page)
      .first()
      .evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve("two")))));
    expect(framesSeen).toBe("two");
    await expect(dialog(page)).not.toHaveAttribute("open");
  });

  test("is out of reach of the eye, the pointer, the keyboard and a selection", async ({ page }) => {
    await mountBehindClosedDialog(page);
    const found = await page.evaluate(() => {
      const modal = document.querySelector("dialog[data-booking-dialog]");
      const { left, top, width, height } = modal?.getBoundingClientRect() ?? new DOMRect();
      const points = [0.02, 0.25, 0.5, 0.75, 0.98].flatMap((x) => [0.02, 0.25, 0.5, 0.75, 0.98].map((y) => [left + width * x, top + height * y] as const));
      const focused = [...(modal?.querySelectorAll<HTMLElement>("a, button, iframe") ?? [])].filter((element) => {
        element.focus();
        return document.activeElement === element;
      });
      getSelection()?.selectAllChildren(document.body);
      return {
        isLaidOut: width > 300 && height > 300,
        hit: points.filter(([x, y]) => document.elementFromPoint(x, y)?.closest("dialog")),
        focused: focused.map((element) => element.outerHTML),
        selected: getSelection()?.toString().includes(modal?.querySelector("h2")?.textContent ?? "no heading"),
      };
    });
    expect(await calendarElement(page).evaluate(opacityOnScreen)).toBeLessThan(1 / 255);
    expect(found).toEqual({ isLaidOut: true, hit: [], focused: [], selected: false });
    // Chromium's own accessibility tree. Playwright's snapshot has what is inert in it.
    const devtools = await page.context().newCDPSession(page);
    const { nodes } = await devtools.send("Accessibility.getFullAXTree");
    const title = await calendarElement(page).getAttribute("title");
    expect(nodes.filter(({ ignored, name }) => !ignored && name?.value === title)).toEqual([]);
  });

  test("costs the page neither a layout shift nor its largest paint", async ({ page }) => {
    await page.addInitScript(() => {
      const seen = { shifts: [] as unknown[], largest: [] as (string | undefined)[] };
      Object.assign(window, { seen });
      new PerformanceObserver((list) => seen.shifts.push(...list.getEntries().map((entry) => entry.toJSON()))).observe({ type: "layout-shift", buffered: true });
      new PerformanceObserver((list) => {
        for (const { element } of list.getEntries() as unknown as { element?: Element }[]) {
          seen.largest.push(element?.closest("dialog") ? "in the dialog" : element?.tagName);
        }
      }).observe({ type: "largest-contentful-paint", buffered: true });
    });
    await mountBehindClosedDialog(page);
    const seen = await page.evaluate(() => (window as unknown as { seen: { shifts: unknown[]; largest: string[] } }).seen);
    expect(seen.shifts).toEqual([]);
    expect(seen.largest).not.toEqual([]);
    expect(seen.largest).not.toContain("in the dialog");
  });
});

test.describe("the opening", () => {
  for (const [name, prepare] of [
    ["without a calendar", (page) => page.goto("/")],
    ["of a calendar that is ready", mountBehindClosedDialog],
  ] as [string, (page: Page) => Promise<unknown>][]) {
    test(`${name} lays the page out once`, async ({ page, browser }) => {
      await prepare(page);
      await browser.startTracing(page, { categories: ["devtools.timeline"] });
      await heroLink(page).evaluate((link: HTMLElement) => link.click());
      await expect(dialog(page)).toHaveAttribute("open");
      expect(layoutsIn("click", await browser.stopTracing())).toBe(1);
    });
  }

  test("does not scale the calendar, which Chromium would then draw anew and wait for", async ({ page }) => {
    await mountBehindClosedDialog(page);
    const widths = await page.evaluate((link) => {
      document.querySelector<HTMLElement>(link)?.click();
      const [frame, modal] = ["[data-booking-frame] iframe", "dialog[open]"].map((selector) => document.querySelector<HTMLElement>(selector));
      const [animation] = modal?.getAnimations() ?? [];
      animation?.pause();
      return [0, 60, 119].map((ms) => {
        if (!animation || !frame) return "nothing opens";
        animation.currentTime = ms;
        return frame.getBoundingClientRect().width - frame.offsetWidth;
      });
    }, '[data-booking-placement="hero"]');
    expect(widths).toEqual([0, 0, 0]);
  });
});

test.describe("a double click", () => {
  for (const width of [1280, 1920, 2560]) {
    for (const placement of ["header", "hero"]) {
      test(`on the ${placement}'s button at ${width} px opens the dialog and leaves it open`, { tag: width === 1280 && placement === "hero" ? [] : "@full" }, async ({ page }) => {
        await page.setViewportSize({ width, height: 900 });
        await holdTime(page);
        await page.goto("/");
        const link = bookingLink(page, placement);
        await link.scrollIntoViewIfNeeded();
        for (const gap of [60, 200, 400]) {
          await doubleClick(page, await middleOf(link), gap);
          await expect(dialog(page), `${gap} ms between the clicks`).toHaveAttribute("open");
          await page.keyboard.press("Escape");
          await expect(dialog(page)).not.toHaveAttribute("open");
          await page.clock.runFor(1_000);
        }
      });
    }
  }

  for (const [where, target] of [
    ["the close button", closeButton],
    ["the blank area beside Cal's card", (page) => calendarFrame(page).locator("html")],
  ] as [string, (page: Page) => Locator][]) {
    test(`whose second click meets ${where} changes nothing`, async ({ page }) => {
      await mountBehindClosedDialog(page);
      const under = await middleOf(target(page));
      if (where.startsWith("the blank")) under.y += under.height / 2 - 4;
      await moveLinkTo(page, under);
      await page.mouse.dblclick(under.x, under.y);
      await expectTimes(page);
      await expect(dialog(page)).toHaveAttribute("open");
    });
  }

  test("is the only thing that is ignored: later a click beside the dialog closes it", { tag: "@full" }, async ({ page }) => {
    await holdTime(page);
    await page.goto("/");
    await page.mouse.click(...(await pointOf(bookingLink(page, "header"))));
    await page.clock.runFor(750);
    await page.mouse.click(5, 5);
    await expect(dialog(page)).not.toHaveAttribute("open");
  });

  test("is one opening, which becomes ready", async ({ page, site }) => {
    const { total } = (await readMetrics(site)).summary;
    await page.goto("/");
    await bookingLink(page, "header").dblclick();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect.poll(async () => (await readMetrics(site)).summary.total).toBe(total + 1);
    expect((await readMetrics(site)).metrics[0]).toMatchObject({ outcome: "ready", placement: "header" });
  });

  test.describe("of a finger", () => {
    test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

    for (const placement of ["header", "hero", "closing"]) {
      test(`on the ${placement}'s button opens the dialog and leaves it open`, { tag: placement === "hero" ? [] : "@full" }, async ({ page }) => {
        await holdTime(page);
        await page.goto("/");
        const link = bookingLink(page, placement);
        await link.scrollIntoViewIfNeeded();
        const [x, y] = await pointOf(link);
        await page.touchscreen.tap(x, y);
        await page.clock.runFor(300);
        await page.touchscreen.tap(x + 15, y - 15);
        await expect(dialog(page)).toHaveAttribute("open");
        await expect(page).toHaveURL((url) => url.pathname === "/");
      });
    }
  });

  test("of the keyboard, or a key held down, opens the dialog once, and closes it once", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).focus();
    for (let repeats = 0; repeats < 5; repeats++) await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    await expect(dialog(page)).toHaveAttribute("open");

    await expect(closeButton(page)).toBeFocused();
    for (let repeats = 0; repeats < 5; repeats++) await page.keyboard.down("Enter");
    await page.keyboard.up("Enter");
    await expect(dialog(page)).not.toHaveAttribute("open");
  });
});

test.describe("the focus", () => {
  test("enters the dialog where the browser does not heed autofocus", async ({ page }) => {
    await page.goto("/");
    await closeButton(page).evaluate((button) => button.removeAttribute("autofocus"));
    await heroLink(page).evaluate((link: HTMLElement) => link.click());
    await expect(closeButton(page)).toBeFocused();
  });

  test("stays in the dialog when Try again goes away with its message", async ({ page, calendar, complaints }) => {
    await calendar({ embedJsMode: "missing" });
    const bringBack = await withoutOwnEmbedScript(page);
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "failed");
    await bringBack();
    await calendar({ frameMode: "hang" });
    await page.locator("[data-booking-retry]").focus();
    await page.keyboard.press("Enter");
    await expect(dialog(page)).toHaveAttribute("data-state", "loading");
    await expect(closeButton(page)).toBeFocused();
    complaints.length = 0;
  });

  test("stays in the dialog when a late calendar takes the message's place", { tag: "@full" }, async ({ page, complaints }) => {
    const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "failed", { timeout: 30_000 });
    await expect(page.locator(".booking-stopwatch")).toBeAttached();
    await expect.poll(() => page.evaluate(() => performance.getEntriesByType("resource").some(({ name }) => name.includes("BookingIsland")))).toBe(true);
    await page.locator("[data-booking-retry]").focus();
    letCalendarCome();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect(closeButton(page)).toBeFocused();
    complaints.length = 0;
  });
});

test.describe("the calendar's place", () => {
  for (const [name, width, height] of [
    ["a landscape phone", 844, 390],
    ["1280 × 720 px at 200 %", 640, 360],
    ["the smallest landscape phone", 568, 320],
  ] as const) {
    test(`${name}: the calendar gets the whole screen`, async ({ page }) => {
      await page.setViewportSize({ width, height });
      await page.goto("/");
      await heroLink(page).click();
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      const frame = await boxOf(page, "[data-booking-frame]");
      const modal = await boxOf(page, "dialog[data-booking-dialog]");
      // Less the scrollbar's gutter, where there is one.
      const { width: screen } = await boxOf(page, "html");
      expect(modal).toMatchObject({ x: 0, y: 0, width: screen, height });
      expect(frame.height).toBeGreaterThanOrEqual(Math.min(300, height - 54));
      expect(frame.width).toBeGreaterThanOrEqual(screen);
      for (const target of ["[data-booking-close]", "dialog > a[data-booking-page]"]) {
        const { y, height: tall } = await boxOf(page, target);
        expect(tall).toBeGreaterThanOrEqual(44);
        expect(y + tall).toBeLessThanOrEqual(height);
      }
    });
  }

  test("at 360 × 640 px the close button is where the thumb is, and the safe areas stay free", async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto("/");
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setSafeAreaInsetsOverride", { insets: { top: 40, bottom: 34 } });
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    const button = await boxOf(page, "[data-booking-close]");
    expect(button.y).toBeGreaterThan(500);
    expect(button.y + button.height).toBeLessThanOrEqual(640 - 34);
    expect((await boxOf(page, "[data-booking-frame]")).y).toBeGreaterThanOrEqual(39);
  });

  for (const [width, height] of [[1440, 900], [1024, 768], [780, 700]] as const) {
    test(`at ${width} px the dialog is as high as its calendar, and does not move when that comes`, { tag: width === 1440 ? [] : "@full" }, async ({ page }) => {
      await page.setViewportSize({ width, height });
      const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
      await page.goto("/");
      await heroLink(page).click();
      await expect(dialog(page)).toHaveAttribute("data-state", "loading");
      await settled(page);
      const before = await boxOf(page, "dialog[data-booking-dialog]");
      letCalendarCome();
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      await expectTimes(page);
      const after = await boxOf(page, "dialog[data-booking-dialog]");
      const frame = await boxOf(page, "[data-booking-frame] iframe");
      expect(after).toMatchObject({ x: before.x, y: before.y, width: before.width });
      expect(Math.abs(after.height - before.height)).toBeLessThan(90);
      expect(Math.abs(after.y + after.height - (frame.y + frame.height))).toBeLessThanOrEqual(2);
      expect(await overflowOf(page)).toBe(0);
    });
  }

  test("has one title at a time", async ({ page }) => {
    const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
    await page.goto("/");
    await heroLink(page).click();
    const title = page.locator("#booking-title");
    await settled(page);
    expect(await isInSight(title)).toBe(true);
    letCalendarCome();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    await expect(calendarFrame(page).getByRole("heading", { level: 1 })).toBeVisible();
    expect(await isInSight(title)).toBe(false);
    await expect(page.getByRole("dialog")).toHaveAccessibleName((await title.textContent()) ?? "");
  });
});

test.describe("the skeleton", () => {
  for (const [name, colors] of [
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["forced colours", { forcedColors: "active" }],
  ] as const) {
    test(`can be seen in ${name}`, { tag: name === "dark" ? "@full" : [] }, async ({ page, calendar }) => {
      await page.emulateMedia(colors);
      await calendar({ frameMode: "hang" });
      await page.goto("/");
      await heroLink(page).click();
      await settled(page);
      const { ground, bones } = await page.evaluate(() => {
        const skeleton = document.querySelector(".booking-skeleton");
        const modal = skeleton?.closest("dialog");
        if (!skeleton || !modal) throw new Error("There is no skeleton.");
        const part = skeleton.querySelector("i") ?? skeleton;
        const drawn = getComputedStyle(part).backgroundImage.match(/(rgb|oklab|color)[^)]*\)/)?.[0] ?? "";
        return { ground: getComputedStyle(modal).backgroundColor, bones: drawn };
      });
      expect(contrast(await rgb(page, ground), await rgb(page, bones))).toBeGreaterThanOrEqual(1.3);
      // With forced colours, the computed gradient is not drawn.
      const { x, y } = await boxOf(page, ".booking-skeleton > i:first-child");
      const shot = await page.screenshot({ clip: { x: x + 16, y: y + 16, width: 100, height: 200 } });
      const [red] = (await sharp(shot).stats()).channels;
      expect(red?.stdev).toBeGreaterThan(1);
    });
  }
});

for (const [width, height] of [[1280, 900], [1024, 768], [390, 844]] as const) {
  test(`the skeleton has its parts where the calendar at ${width} px has them`, { tag: width === 1024 ? "@full" : [] }, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
    await page.goto("/");
    await heroLink(page).click();
    await settled(page);
    const bones = await page.locator(".booking-skeleton > i").evaluateAll((parts) =>
      parts.flatMap((part) => {
        const { x, y, width: wide } = part.getBoundingClientRect();
        return part.checkVisibility() ? [{ x, y, width: wide }] : [];
      }),
    );
    letCalendarCome();
    await expectTimes(page);
    // On a phone the parts lie below each other, and how high the first is depends on the event's text.
    const isWide = width >= 770;
    const parts = isWide ? [".about", ".month", ".times"] : [".about", ".month"];
    expect(bones).toHaveLength(parts.length);
    const strip = (await calendarFrame(page).locator(".strip").boundingBox())?.height ?? NaN;
    for (const [i, part] of parts.entries()) {
      const none = { x: NaN, y: NaN, width: NaN };
      const [bone, box] = [bones[i] ?? none, (await calendarFrame(page).locator(part).boundingBox()) ?? none];
      expect.soft(Math.abs(bone.x - box.x), `${part}: left edge`).toBeLessThanOrEqual(2);
      expect.soft(Math.abs(bone.width - box.width), `${part}: width`).toBeLessThanOrEqual(4);
      if (isWide) expect.soft(Math.abs(bone.y + strip - box.y), `${part}: upper edge`).toBeLessThanOrEqual(2);
    }
  });
}

test("the message that it takes longer goes when the calendar is painted", async ({ page, calendar }) => {
  await calendar({ slotsMode: "never" });
  await page.goto("/");
  await heroLink(page).click();
  await expect(dialog(page)).toHaveAttribute("data-painted");
  const late = page.locator(".booking-late > span");
  expect(await late.evaluate((element) => getComputedStyle(element).display)).toBe("none");
});

test("in a right-to-left page the dialog is the mirror image", async ({ page, calendar }) => {
  await calendar({ frameMode: "hang" });
  const insets = async () => {
    await heroLink(page).click();
    await settled(page);
    const found = await page.evaluate(() => {
      const modal = document.querySelector("dialog[data-booking-dialog]");
      const isRtl = document.dir === "rtl";
      const from = (selector: string, end: boolean) => {
        const outer = modal?.getBoundingClientRect() ?? new DOMRect();
        const element = modal?.querySelector(selector);
        if (!element) throw new Error(`There is no ${selector}.`);
        const range = document.createRange();
        range.selectNodeContents(element);
        const inner = selector === "h2" ? range.getBoundingClientRect() : element.getBoundingClientRect();
        return Math.round(end === isRtl ? inner.left - outer.left : outer.right - inner.right);
      };
      return [from("h2", false), from("[data-booking-close]", true), from(".booking-skeleton > i", false), from(".booking-skeleton > :last-child", true)];
    });
    await page.keyboard.press("Escape");
    return found;
  };
  await page.goto("/");
  const leftToRight = await insets();
  await page.evaluate(() => (document.dir = "rtl"));
  expect(await insets()).toEqual(leftToRight);
  expect(leftToRight[0]).toBeGreaterThanOrEqual(16);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("scrolling ends at the calendar's end", async ({ page }) => {
    await page.goto("/");
    await heroLink(page).tap();
    await expect(dialog(page)).toHaveAttribute("data-state", "ready");
    expect(await page.locator("[data-booking-frame]").evaluate((frame) => getComputedStyle(frame).overscrollBehaviorY)).toBe("contain");
  });

  test.describe("without a close watcher", () => {
    test.beforeEach(async ({ page }) => {
      await page.addInitScript(() => delete (window as { CloseWatcher?: unknown }).CloseWatcher);
      await page.goto("/services");
      await page.goto("/");
      await heroLink(page).tap();
      await expect(dialog(page)).toHaveAttribute("data-state", "ready");
      await expectEntry(page, true);
    });

    test("Back closes the dialog, and the next Back leaves the page", async ({ page }) => {
      await page.goBack();
      await expect(dialog(page)).not.toHaveAttribute("open");
      await expect(page).toHaveURL((url) => url.pathname === "/");
      await page.goBack();
      await expect(page).toHaveURL(/\/services$/);
    });

    test("a dialog that was closed in another way leaves no entry behind", { tag: "@full" }, async ({ page }) => {
      for (const close of [() => closeButton(page).tap(), () => page.keyboard.press("Escape")]) {
        await close();
        await expect(dialog(page)).not.toHaveAttribute("open");
        await expectEntry(page, false);
        await heroLink(page).tap();
        await expectEntry(page, true);
      }
      await closeButton(page).tap();
      await expectEntry(page, false);
      await page.goBack();
      await expect(page).toHaveURL(/\/services$/);
    });

    test("closed and opened again at once, the dialog stays open, and Back still closes it", { tag: "@full" }, async ({ page }) => {
      await page.evaluate(() => {
        document.querySelector<HTMLDialogElement>("dialog[data-booking-dialog]")?.close();
        document.querySelector<HTMLElement>('[data-booking-placement="hero"]')?.click();
      });
      await expect(dialog(page)).toHaveAttribute("open");
      await expectEntry(page, true);
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
      await expect(dialog(page)).toHaveAttribute("open");
      await page.goBack();
      await expect(dialog(page)).not.toHaveAttribute("open");
      await page.goBack();
      await expect(page).toHaveURL(/\/services$/);
    });

    test("what the calendar's frame adds to the history is not taken back by closing", { tag: "@full" }, async ({ page }) => {
      await slots(page)
        .first()
        .evaluate(() => history.pushState(null, "", "#booked"));
      await closeButton(page).tap();
      await expect(dialog(page)).not.toHaveAttribute("open");
      await expectEntry(page, false);
      expect(await slots(page).first().evaluate(() => location.hash)).toBe("#booked");
      await expect(page).toHaveURL((url) => url.pathname === "/");
    });

    test("Back from the booking page leads to the page, once", { tag: "@full" }, async ({ page }) => {
      await page.locator("dialog > a[data-booking-page]").tap();
      await expect(page).toHaveURL(/\/studio\/30min$/);
      await page.goBack();
      await expect(page).toHaveURL((url) => url.pathname === "/");
      await page.goBack();
      await expect(page).toHaveURL(/\/services$/);
    });
  });

  test("a browser with a close watcher gets no history entry", async ({ page }) => {
    await page.goto("/");
    const length = await page.evaluate(() => history.length);
    await heroLink(page).tap();
    await expect(dialog(page)).toContainText(/Ready \d+ ms/);
    expect(await page.evaluate(() => history.length)).toBe(length);
  });
});

test("where the browser does not know closedby, a click beside the dialog closes it, and one that was pressed in it does not", async ({ page }) => {
  await page.addInitScript(() => {
    delete (HTMLDialogElement.prototype as { closedBy?: unknown }).closedBy;
    addEventListener("DOMContentLoaded", () => document.querySelector("dialog[data-booking-dialog]")?.removeAttribute("closedby"));
  });
  await page.goto("/");
  await heroLink(page).click();
  await expect(dialog(page)).toContainText(/Ready \d+ ms/);
  const { x, y } = await boxOf(page, "dialog[data-booking-dialog]");
  await settled(page);
  await page.mouse.move(x + 8, y + 8);
  await page.mouse.down();
  await page.mouse.move(x - 20, y - 20);
  await page.mouse.up();
  await expect(dialog(page)).toHaveAttribute("open");
  await page.mouse.click(x + 8, y + 8);
  await expect(dialog(page)).toHaveAttribute("open");
  await page.mouse.click(x - 20, y - 20);
  await expect(dialog(page)).not.toHaveAttribute("open");
});

test("where there is no scrollend, a booking link is warmed when scrolling has ended all the same", async ({ page }) => {
  await page.addInitScript(() => {
    delete (window as { onscrollend?: unknown }).onscrollend;
    addEventListener("scrollend", (event) => event.stopImmediatePropagation(), true);
  });
  await page.goto("/services", { waitUntil: "networkidle" });
  await page.evaluate(() => document.querySelector('[data-booking-placement="closing"]')?.scrollIntoView({ block: "center" }));
  await expect(calendarElement(page)).toHaveCount(1);
});

test("in forced colours everything that can be pressed has an edge", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto("/");
  await heroLink(page).click();
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
  const edges = await page.evaluate(() =>
    ["dialog[data-booking-dialog]", "[data-booking-close]"].map((selector) => {
      const { borderTopWidth, borderTopColor, backgroundColor } = getComputedStyle(document.querySelector(selector) ?? document.body);
      return borderTopWidth === "1px" && borderTopColor !== backgroundColor && !/^rgba.*, 0\)$/.test(borderTopColor);
    }),
  );
  expect(edges).toEqual([true, true]);
});

/** A look at the link mounts the calendar, which becomes ready before anybody clicks. */
async function mountBehindClosedDialog(page: Page): Promise<void> {
  await page.goto("/");
  await heroLink(page).hover();
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
}

/** How often Chromium laid the page out while it dispatched the first event of this type. */
function layoutsIn(type: string, trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const event = traceEvents.find(({ name, args }) => name === "EventDispatch" && args?.data?.type === type);
  if (!event) throw new Error(`The trace has no ${type} event.`);
  const { ts, dur = 0, pid, tid } = event;
  return traceEvents.filter((one) => one.name === "Layout" && one.pid === pid && one.tid === tid && one.ts >= ts && one.ts < ts + dur).length;
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Begin and length, in µs. */
  ts: number;
  dur?: number;
  args?: { data?: { type?: string } };
}

/** The page's time stands still until the test moves it. */
async function holdTime(page: Page): Promise<void> {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1_000);
}

/** Two clicks at one place, with `gap` ms of the page's clock, which is ours, between them. */
async function doubleClick(page: Page, { x, y }: { x: number; y: number }, gap: number): Promise<void> {
  await page.mouse.click(x, y);
  await page.clock.runFor(gap);
  await page.mouse.click(x, y, { clickCount: 2 });
}

async function middleOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error("The element has no place on the screen.");
  return { ...box, x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function pointOf(element: Locator): Promise<[number, number]> {
  const { x, y } = await middleOf(element);
  return [x, y];
}

/** Moves the hero's button to where something of the dialog will be. */
async function moveLinkTo(page: Page, { x, y }: { x: number; y: number }): Promise<void> {
  await heroLink(page).evaluate(
    (link: HTMLElement, [left, top]) => Object.assign(link.style, { position: "fixed", zIndex: "9", left: `${left - 30}px`, top: `${top - 24}px`, inlineSize: "60px" }),
    [x, y] as const,
  );
}

async function boxOf(page: Page, selector: string): Promise<{ x: number; y: number; width: number; height: number }> {
  return page.locator(selector).evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return { x, y, width, height };
  });
}

/** What opens has come to rest. */
async function settled(page: Page): Promise<void> {
  await expect(dialog(page)).toHaveAttribute("open");
  await dialog(page).evaluate(async (element) => {
    await Promise.all(element.getAnimations().map(({ finished }) => finished));
  });
}

/** How far the calendar can be scrolled inside the dialog, in px. */
async function overflowOf(page: Page): Promise<number> {
  return page.locator("[data-booking-frame]").evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight);
}

/** On the screen, and not clipped away. */
async function isInSight(element: Locator): Promise<boolean> {
  return element.evaluate((one) => getComputedStyle(one).clipPath === "none" && one.getBoundingClientRect().height > 10);
}

/** Whether the page is at the history entry of the open dialog. */
async function expectEntry(page: Page, isThere: boolean): Promise<void> {
  await expect.poll(() => page.evaluate(() => Boolean((history.state as { bookingOpen?: boolean } | null)?.bookingOpen))).toBe(isThere);
}

/** A CSS colour as the browser paints it, 0–255. */
async function rgb(page: Page, colour: string): Promise<number[]> {
  return page.evaluate((css) => {
    const pixel = new OffscreenCanvas(1, 1).getContext("2d");
    if (!pixel) throw new Error("There is no canvas to read a colour with.");
    pixel.fillStyle = css;
    pixel.fillRect(0, 0, 1, 1);
    return Array.from(pixel.getImageData(0, 0, 1, 1).data.slice(0, 3));
  }, colour);
}

/** WCAG 2's relative luminance, 0–1. */
const luminance = (colour: number[]) =>
  colour
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);

/** WCAG 2's contrast of two colours, 1–21. */
function contrast(one: number[], other: number[]): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}
