/** A text that is longer than what the design has room for is shown in full, on more lines: no page gets wider, and nothing lies on anything. */
import type { Page } from "playwright/test";
import { builtPages } from "../../fixtures/builds/built-pages.ts";
import { expect, test } from "../fixtures.ts";
import { overlaps } from "../../site/page-soundness.ts";

/** The schemas allow four times as much as fits (src/site/schema/fields.ts). */
const FACTORS = [2, 4];

for (const { path } of builtPages().filter((page) => page.path !== "/404")) {
  test(`${path} has room for longer texts`, async ({ page }) => {
    for (const width of [320, 768, 1440]) {
      for (const factor of FACTORS) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(path);
        await lengthen(page, factor);
        const problems = [...(await cutOff(page)), ...(await overlaps(page))];
        expect(problems, `${width} px, ${factor} times as long`).toEqual([]);
      }
    }
  });
}

/** Every text outside of the dialog becomes `factor` times as long. */
async function lengthen(page: Page, factor: number): Promise<void> {
  await page.evaluate((times) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (text) => (text.parentElement?.closest("script, style, template, dialog, svg, pre") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT));
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const words = text.nodeValue?.trim();
      if (words) text.nodeValue = ` ${`${words} `.repeat(times)}`;
    }
  }, factor);
}

/** The page, if it can be scrolled sideways, and the elements whose text does not fit in them. */
async function cutOff(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const cut = [...document.querySelectorAll<HTMLElement>("h1, h2, h3, p, a, button, summary, li, dt, dd")].filter((element) => !element.closest("dialog, .visually-hidden, table") && getComputedStyle(element).display !== "inline" && element.scrollWidth > element.clientWidth + 1);
    return [...(scrollWidth > clientWidth ? [`the page is ${scrollWidth} px wide`] : []), ...cut.map((element) => `cut off: ${element.outerHTML.slice(0, 100)}`)];
  });
}

// The lines in the schemas, which the notes of the content check draw.
test("a text that fits takes no more lines on a phone than the notes assume", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto("/");
  expect(await linesOf(page, "h1", "Sehen Sie, welche Zeiten frei sind, und wählen Sie eine aus")).toBeLessThanOrEqual(5);
  expect(await linesOf(page, "main h2", "See which of the times are free, and choose the one you like")).toBeLessThanOrEqual(3);
  expect(await linesOf(page, "main a.button", "Einen Beratungstermin anfragen")).toBe(1);
});

/** The lines of an element with another text. */
async function linesOf(page: Page, selector: string, text: string): Promise<number> {
  return page.locator(selector).first().evaluate((element, words) => {
    element.textContent = words;
    const range = document.createRange();
    range.selectNodeContents(element);
    return new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size;
  }, text);
}
