/** Videos where the site asks for consent, and videos that are files of the site. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { startConsentSite, storedNames, type ConsentSite } from "../../fixtures/builds/consent-build.ts";
import { htmlErrors } from "../../site/html-validity.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { expect, test as onSite } from "../fixtures.ts";

const MORE = `  - type: video
    heading: The second film
    video: https://youtu.be/aqz-KE-bpKQ
    poster: ../images/audit.png
  - type: video
    heading: A film of our own
    video: /videos/tour.webm
    poster: ../images/audit.png
    captions:
      - {src: /videos/tour.en.vtt, language: en, label: English}
`;

/** With two more videos on the page. */
async function withFilms(root: string): Promise<void> {
  const file = join(root, "src/content/pages/visit.md");
  await writeFile(file, (await readFile(file, "utf8")).replace("  - type: map", `${MORE}  - type: map`));
  await mkdir(join(root, "public/videos"), { recursive: true });
  await writeFile(join(root, "public/videos/tour.webm"), "");
  await writeFile(join(root, "public/videos/tour.en.vtt"), "WEBVTT\n\n00:00.000 --> 00:02.000\nHello.\n");
}

const test = onSite.extend<{ foreign: string[] }, { site: ConsentSite }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's dependencies from this pattern.
    async ({}, use) => {
      const site = await startConsentSite("calendar", withFilms);
      await use(site);
      await site.close();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  foreign: async ({ context, site }, use) => {
    const requests: string[] = [];
    context.on("request", (request) => {
      if (/^https?:/.test(request.url()) && !request.url().startsWith(`${site.origin}/`)) requests.push(request.url());
    });
    await context.route(/^https:\/\/(?:www\.youtube-nocookie\.com|player\.vimeo\.com)\//, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><html lang=en><title>Player</title>" }));
    await use(requests);
  },
});

const play = (page: Page, heading: string) => page.getByRole("link", { name: new RegExp(`^Play video ${heading}`) });
const agree = (page: Page) => page.getByRole("button", { name: "Load video" });
const frames = (page: Page) => page.locator("[data-video] iframe");

test("a click asks first; the answer loads the player, is for the videos of that host, and is not stored", async ({ page, foreign }) => {
  await page.goto("/visit");
  await play(page, "The studio in two minutes").click();
  await expect(agree(page)).toBeFocused();
  await expect(page.getByText("The video comes from YouTube.")).toBeVisible();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(foreign).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(frames(page)).toBeFocused();
  await play(page, "The second film").click();
  await expect(frames(page)).toHaveCount(2);
  await expect.poll(() => foreign.map((url) => new URL(url).pathname)).toEqual(["/embed/M7lc1UVf-VE", "/embed/aqz-KE-bpKQ"]);
  await play(page, "The table, before and after").click();
  await expect(page.getByText("The video comes from Vimeo.")).toBeVisible();
  expect(foreign).toHaveLength(2);
  expect(await page.evaluate(storedNames)).toEqual([]);
  await page.reload();
  await play(page, "The second film").click();
  await expect(agree(page)).toBeVisible();
  expect(foreign).toHaveLength(2);
});

test("the question has room on a narrow screen", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/visit");
  await play(page, "The studio in two minutes").click();
  const [box, place] = [await agree(page).boundingBox(), await page.locator("[data-video]").first().boundingBox()];
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual((place?.y ?? 0) + (place?.height ?? 0));
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

test("a file of the site has the browser's player with captions, and is not requested before it is played", async ({ page, site }) => {
  const requested: string[] = [];
  page.on("request", (request) => requested.push(new URL(request.url()).pathname));
  const answer = await page.goto("/visit");
  expect(answer?.headers()["content-security-policy"]).toContain("media-src 'self'");
  const video = page.locator("video");
  await video.scrollIntoViewIfNeeded();
  await expect(video).toHaveAttribute("aria-label", "A film of our own");
  await expect(video.locator("track")).toHaveAttribute("srclang", "en");
  expect(requested.filter((path) => path.endsWith(".webm"))).toEqual([]);
  expect((await fetch(`${site.origin}/videos/tour.en.vtt`)).headers.get("content-type")).toContain("text/vtt");
  expect(await htmlErrors(await readFile(join(site.root, ".vercel/output/static/visit/index.html"), "utf8"), "/visit")).toEqual([]);
});
