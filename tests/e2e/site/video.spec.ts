/** The sections "video" and "map" on the fixture's page /visit: nothing of another site is loaded before a click. */
import type { BrowserContext, Page } from "playwright/test";
import { accessibilityProblems } from "../accessibility.ts";
import { expect, test as onSite } from "../fixtures.ts";

const PLAYER = "<!doctype html><html lang=en><title>Player</title><body style='margin:0'><button>Pause</button></body></html>";

/** Requests to other origins so far. Those of players are answered here. */
const test = onSite.extend<{ foreign: string[] }>({
  foreign: async ({ context, site }, use) => {
    const requests: string[] = [];
    context.on("request", (request) => {
      if (/^https?:/.test(request.url()) && !request.url().startsWith(`${site.origin}/`)) requests.push(request.url());
    });
    await answerForPlayers(context);
    await use(requests);
  },
});

async function answerForPlayers(context: BrowserContext): Promise<void> {
  await context.route(/^https:\/\/(?:www\.youtube-nocookie\.com|player\.vimeo\.com)\//, (route) => route.fulfill({ contentType: "text/html", body: PLAYER }));
}

const youtube = (page: Page) => page.getByRole("link", { name: /^Play video The studio in two minutes/ });
const vimeo = (page: Page) => page.getByRole("link", { name: /^Play video The table, before and after/ });
const frame = (page: Page) => page.locator("[data-video] iframe");

/** Sees the whole page: its lazy pictures are loaded. */
async function readThrough(page: Page): Promise<void> {
  for (const heading of await page.getByRole("heading", { level: 2 }).all()) await heading.scrollIntoViewIfNeeded();
  await expect.poll(() => page.evaluate(() => [...document.images].every(({ complete }) => complete))).toBe(true);
}

test("a video is its picture until it is clicked; then its player takes the same place, starts, and has the focus", async ({ page, foreign }) => {
  await page.goto("/visit");
  await readThrough(page);
  await youtube(page).hover();
  await youtube(page).focus();
  expect(await frame(page).count()).toBe(0);
  expect(foreign).toEqual([]);
  const place = page.locator("[data-video]").first();
  const before = await place.boundingBox();
  const end = await page.evaluate(() => document.documentElement.scrollHeight);
  await youtube(page).click();
  await expect(frame(page)).toBeFocused();
  const address = new URL((await frame(page).getAttribute("src")) ?? "");
  expect([address.origin, address.pathname]).toEqual(["https://www.youtube-nocookie.com", "/embed/M7lc1UVf-VE"]);
  expect(Object.fromEntries(address.searchParams)).toMatchObject({ autoplay: "1", start: "65", hl: "en-GB" });
  await expect(frame(page)).toHaveAttribute("title", "The studio in two minutes");
  await expect(frame(page).contentFrame().getByRole("button")).toBeVisible();
  expect(await frame(page).contentFrame().locator("body").evaluate(() => ["autoplay", "fullscreen", "picture-in-picture", "encrypted-media"].filter((name) => (document as unknown as { featurePolicy: { allowsFeature(name: string): boolean } }).featurePolicy.allowsFeature(name)))).toHaveLength(4);
  expect(await place.boundingBox()).toEqual(before);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(end);
  expect(foreign).toEqual([address.href]);
});

test("a video plays with the keyboard alone, and its player has the focus", async ({ page, foreign }) => {
  await page.goto("/visit");
  await vimeo(page).focus();
  await page.keyboard.press("Enter");
  await expect(frame(page)).toBeFocused();
  const pause = frame(page).contentFrame().getByRole("button");
  await expect(pause).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(pause).toBeFocused();
  expect(foreign).toEqual(["https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"]);
});

test("a click that opens another tab, and a browser without scripts, lead to the video at its host", async ({ browser, page, site }) => {
  await page.goto("/visit");
  await page.evaluate(() => document.addEventListener("click", (event) => {
    document.documentElement.dataset.left = String(event.defaultPrevented);
    event.preventDefault();
  }));
  await youtube(page).click({ modifiers: ["ControlOrMeta"] });
  await expect(page.locator("html")).toHaveAttribute("data-left", "false");
  expect(await frame(page).count()).toBe(0);
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: site.origin });
  const plain = await context.newPage();
  await plain.goto("/visit");
  await expect(youtube(plain)).toHaveAttribute("href", "https://www.youtube.com/watch?v=M7lc1UVf-VE&t=65s");
  await expect(plain.getByRole("link", { name: "Watch at Vimeo" })).toHaveAttribute("href", "https://vimeo.com/76979871");
  await context.close();
});

test("a map is a picture and a link with the address", async ({ page, foreign }) => {
  await page.goto("/visit");
  await readThrough(page);
  const link = page.getByRole("link", { name: "Open in OpenStreetMap" });
  await expect(link).toHaveAttribute("href", "https://www.openstreetmap.org/search?query=Long%20Lane%2012%2C%201020%20Harbourtown");
  await expect(link.getByRole("img", { name: /A map of four streets/ })).toBeVisible();
  expect(foreign).toEqual([]);
});

test("the page has no accessibility problems before a video is played and after, in both colour schemes and on a narrow screen", async ({ page }) => {
  await answerForPlayers(page.context());
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [320, 1280]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      await page.goto("/visit");
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      await youtube(page).click();
      await expect(frame(page)).toBeVisible();
      expect(await accessibilityProblems(page)).toEqual([]);
    }
  }
});

test("only the page with the videos may frame their players", async ({ request }) => {
  const policyOf = async (path: string) => (await request.get(path)).headers()["content-security-policy"] ?? "";
  expect(await policyOf("/visit")).toMatch(/frame-src [^;]*https:\/\/player\.vimeo\.com https:\/\/www\.youtube-nocookie\.com;/);
  for (const path of ["/", "/about", "/no/such/page"]) expect(await policyOf(path)).not.toMatch(/youtube|vimeo/);
});
