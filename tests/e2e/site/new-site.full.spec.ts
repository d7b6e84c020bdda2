/** What npm run new site makes, built and visited: another brand, in a language that is written from right to left. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { BYTE_BUDGETS, measureParts, scriptsBeforeIntent } from "../../../scripts/build/page-weight.ts";
import { buildIn } from "../../fixtures/builds/built-copy.ts";
import { builtPages } from "../../fixtures/builds/built-pages.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { startSite } from "../../fixtures/site/running-site.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { calendarFrame, expect, expectTimes, heroLink, test as onSite } from "../fixtures.ts";
import { htmlErrors } from "../../site/html-validity.ts";
import { overlaps, smallTargets } from "../../site/page-soundness.ts";

const NAME = "عيادة النور <x>";
const ACCENT = "#b45309";

const test = onSite.extend<object, { output: string }>({
  /** The folder of a built copy of the project with the new site. */
  output: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's dependencies from this pattern.
    async ({}, use) => {
      const { root, remove } = await copyProject();
      const options = ["--name", NAME, "--language", "ar", "--calendar", "you/30min", "--color", ACCENT, "--yes"];
      execFileSync(process.execPath, [join(root, "scripts", "new.ts"), "site", ...options], { cwd: root, env: { PATH: process.env.PATH, CONTENT_ROOT: root } });
      // The demo calendar, in place of a real one.
      await rm(join(root, ".env"));
      await buildIn(root, {});
      await use(root);
      await remove();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  site: [
    async ({ output }, use) => {
      const site = await startSite({ TEST_SITE_ROOT: output });
      await fetch(`${site.origin}/api/cal-embed.js`);
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],
});

test.use({ trace: "off" });

const staticFiles = (output: string) => join(output, ".vercel", "output", "static");

test("its pages are valid", async ({ output }) => {
  const pages = builtPages(staticFiles(output));
  expect(pages.map(({ path }) => path)).toEqual(["/", "/404"]);
  for (const { path, html } of pages) expect(await htmlErrors(html, path)).toEqual([]);
});

test("it keeps the budgets and requests no script before intent", async ({ output }) => {
  const measured = await measureParts(staticFiles(output));
  for (const [part, bytes] of Object.entries(measured)) expect(bytes, part).toBeLessThanOrEqual(BYTE_BUDGETS[part as keyof typeof BYTE_BUDGETS]);
  expect(scriptsBeforeIntent(staticFiles(output))).toEqual([]);
});

test("nothing of the demo is left", async ({ output }) => {
  const folder = staticFiles(output);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  expect(files.filter((file) => file.endsWith(".woff2"))).toEqual([]);
  for (const file of files.filter((name) => /\.(html|xml|txt|webmanifest|svg)$/.test(name))) {
    const text = readFileSync(join(folder, file), "utf8");
    expect(text.match(/lapwing|audit|outfit|38bdf8|fbf9f4|en-GB/gi) ?? [], file).toEqual([]);
  }
});

test("it is accessible and fits every screen, in light and in dark", async ({ page }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto("/");
    expect(await accessibilityProblems(page)).toEqual([]);
    for (const width of [320, 390, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
      expect(await overlaps(page)).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
    }
  }
});

test("its name, icon and colours are the site's own", async ({ page, request }) => {
  await page.goto("/");
  await expect(page).toHaveTitle(new RegExp(` · ${NAME}$`));
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  expect(await page.locator("main a.button").first().evaluate((button) => getComputedStyle(button).backgroundColor)).toBe("rgb(180, 83, 9)");
  expect(await (await request.get("/favicon.svg")).text()).toContain(`--accent:${ACCENT}`);
  const manifest = (await (await request.get("/site.webmanifest")).json()) as { name: string; lang: string; dir: string; icons: { src: string }[] };
  expect(manifest).toMatchObject({ name: NAME, lang: "ar", dir: "rtl" });
  for (const { src } of manifest.icons) expect((await request.get(src)).status()).toBe(200);
});

test("a visitor books in a calendar with the site's colours, and no line reports the time", async ({ page, output }) => {
  await page.goto("/");
  await heroLink(page).click();
  await expectTimes(page);
  const day = calendarFrame(page).locator('td button[aria-pressed="true"]');
  expect(await day.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe("rgb(180, 83, 9)");
  await expect(page.locator(".booking-stopwatch")).toHaveText("");
  expect(await readFile(join(output, "src/site.config.ts"), "utf8")).toContain(ACCENT);
});
