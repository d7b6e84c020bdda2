/** Rules for every page of the site, whatever its content. */
import type { Page } from "playwright/test";
import { tagsOfPage } from "../fixtures/builds/built-pages.ts";
import siteConfig from "../../src/site.config.ts";
import { accessibilityProblems } from "../e2e/accessibility.ts";
import { expect, holdBack } from "../e2e/fixtures.ts";
import { isAllowedElsewhere, isNotFound, isOwnPage, pages, test } from "./built-site.ts";
import { focusables, missingInFocus, overlaps, paintedDark, pictureProblems, smallTargets } from "./page-soundness.ts";

const FONT = /\/_astro\/fonts\/[^/]*\.woff2$/;
const paths = pages.map(({ path }) => path);

test("the build has pages, including the one for missing addresses", () => {
  expect(paths).toEqual(expect.arrayContaining(["/", "/404"]));
});

for (const one of pages) {
  const { path, html } = one;
  /** Its author decides about print, the other direction of writing, the size of buttons and the mark of the focus. */
  const isOwn = isOwnPage(one);

  test.describe(path, { tag: tagsOfPage(path, pages) }, () => {
    // Chrome logs every 404 response as an error, including this page itself.
    test.afterEach(({ complaints }) => {
      const own = isNotFound(path) ? complaints.filter((text) => !text.includes("the server responded with a status of 404")) : complaints;
      complaints.splice(0, complaints.length, ...own);
    });

    test("is accessible in light and dark, without animation for people who prefer reduced motion", async ({ page }) => {
      await visit(page, path);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await movingElements(page)).toEqual([]);
    });

    test("fits every screen in both directions of writing, without overlaps and with large enough targets", async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await visit(page, path);
      // Distant content is not laid out yet and has no position to compare.
      await page.addStyleTag({ content: "* { content-visibility: visible !important; }" });
      const ownDirection = await page.evaluate(() => document.documentElement.dir || "ltr");
      for (const width of [320, 768, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        for (const dir of isOwn ? [ownDirection] : ownDirection === "rtl" ? ["ltr", "rtl"] : ["rtl", "ltr"]) {
          await page.evaluate((value) => document.documentElement.setAttribute("dir", value), dir);
          const where = `${width} px, ${dir}`;
          expect(await sidewaysScroll(page), where).toBe(0);
          expect(await overlaps(page), where).toEqual([]);
          if (!isOwn) expect(await smallTargets(page), where).toEqual([]);
        }
      }
    });

    test("has one h1, no skipped heading level, and pictures with alternative texts and reserved space", async ({ page }) => {
      await visit(page, path);
      const levels = await page
        .locator(":is(h1, h2, h3, h4, h5, h6):not(dialog *)")
        .evaluateAll((headings) => headings.map(({ tagName }) => Number(tagName[1])));
      expect(levels[0]).toBe(1);
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
      expect(await pictureProblems(page)).toEqual([]);
    });

    test("can be used with the keyboard alone and shows the focus", async ({ page }) => {
      test.skip(isOwn);
      await visit(page, path);
      const expected = await focusables(page);
      const reached: string[] = [];
      for (let press = 0; press < expected.length; press++) {
        await page.keyboard.press("Tab");
        reached.push(await missingInFocus(page));
      }
      expect(reached).toEqual(expected);
    });

    test("prints dark on light without navigation, also from dark mode", async ({ page }) => {
      test.skip(isOwn);
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      await visit(page, path);
      expect(await paintedDark(page)).toEqual([]);
      await expect(page.locator("nav:visible")).toHaveCount(0);
      await expect(page.locator("main")).toBeVisible();
      const printed = await page.locator("main a.button").evaluateAll((links) => links.map((link) => getComputedStyle(link, "::after").content));
      expect(printed.filter((address) => !/\(.+\)/.test(address))).toEqual([]);
    });

    test("does not shift when its font loads late, and requests nothing from hosts that the site's owner does not allow", async ({ page, site }) => {
      const elsewhere: string[] = [];
      page.on("request", (request) => {
        const { origin, protocol } = new URL(request.url());
        if (/^https?:$/.test(protocol) && origin !== site.origin && !isAllowedElsewhere(request.url())) elsewhere.push(request.url());
      });
      await page.addInitScript(observeShifts);
      for (const width of [360, 768, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        const release = await holdBack(page, FONT);
        const font = html.includes('as="font"') ? page.waitForResponse(FONT) : undefined;
        await page.goto(path, { waitUntil: "domcontentloaded" });
        await painted(page);
        release();
        await (await font)?.finished();
        await page.waitForLoadState("load");
        await page.evaluate(() => document.fonts.ready.then(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))));
        expect(await shifts(page), `${width} px`).toEqual([]);
        await page.unroute(FONT);
      }
      expect(elsewhere).toEqual([]);
    });
  });
}

test("on a slow connection the first page has its heading in the typeface and its text in the fallback, the next one all of it, and neither shifts", async ({ page }) => {
  const { font } = siteConfig.brand;
  const next = pages.find((one) => one.path !== "/" && !isNotFound(one.path) && !isOwnPage(one))?.path;
  test.skip(!font || !next, "The site has no typeface of its own, or no second page.");
  const devtools = await page.context().newCDPSession(page);
  await page.addInitScript(observeShifts);
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 300, downloadThroughput: 100_000, uploadThroughput: 100_000 });
  await page.goto("/");
  await page.evaluate(() => document.fonts.ready);
  expect((await fontsOf(page, ".lead")).join()).not.toContain(font?.name ?? "");
  expect(await shifts(page)).toEqual([]);
  await page.goto(next ?? "");
  expect(await fontsOf(page, ".lead")).toEqual([expect.stringContaining(font?.name ?? "")]);
  expect(await shifts(page)).toEqual([]);
});

/** The page for missing addresses has no address of its own. */
async function visit(page: Page, path: string): Promise<void> {
  await page.goto(isNotFound(path) ? path.replace(/404$/, "no/such/page") : path);
  await page.evaluate(() => document.fonts.ready);
  await expect(page.locator("astro-island[ssr]:is([client=load], [client=idle], [client=only])")).toHaveCount(0);
}

/** In px. A page that is shorter than the screen is narrower than it by the room that is kept for a scrollbar. */
async function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));
}

async function movingElements(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .filter((element) => {
        const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
        return /[1-9]/.test(transitionDuration) || (animationName !== "none" && /[1-9]/.test(animationDuration));
      })
      .map(({ outerHTML }) => outerHTML.slice(0, 120)),
  );
}

type WithShifts = Window & { shifts?: string[]; shiftObserver?: PerformanceObserver };

function observeShifts(): void {
  const own = window as WithShifts;
  const found: string[] = (own.shifts = []);
  const note = (entries: PerformanceEntryList) => {
    for (const entry of entries as (PerformanceEntry & { value: number; sources: { node?: Node }[] })[]) {
      found.push(`${entry.value.toFixed(4)} ${entry.sources.map(({ node }) => node?.textContent?.trim().slice(0, 40) ?? "").join(" | ")}`);
    }
  };
  own.shiftObserver = new PerformanceObserver((list) => note(list.getEntries()));
  own.shiftObserver.observe({ type: "layout-shift", buffered: true });
}

async function shifts(page: Page): Promise<string[]> {
  // A frame more: what moved in the last one is reported after it.
  return page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return (window as WithShifts).shifts ?? ["nothing was observed"];
  });
}

async function painted(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
}

/** The font families that the browser actually uses for an element's text. */
async function fontsOf(page: Page, selector: string): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("DOM.enable");
  await devtools.send("CSS.enable");
  const { root } = await devtools.send("DOM.getDocument");
  const { nodeId } = await devtools.send("DOM.querySelector", { nodeId: root.nodeId, selector });
  const { fonts } = await devtools.send("CSS.getPlatformFontsForNode", { nodeId });
  return fonts.map(({ familyName }) => familyName);
}
