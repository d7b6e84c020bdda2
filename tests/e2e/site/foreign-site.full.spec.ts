/**
 * A site with every construct that editors can write, in a language that shares no letter with English. It covers
 * what the demo site does not use, and shows that no library adds English words.
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Page } from "playwright/test";
import { buildIn } from "../../fixtures/builds/built-copy.ts";
import { builtPages } from "../../fixtures/builds/built-pages.ts";
import { FOREIGN_TEXTS, foreignPictures } from "../../fixtures/content/foreign-site.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { startSite } from "../../fixtures/site/running-site.ts";
import { seenFromTop } from "../../fixtures/content/turned-picture.ts";
import { readXml } from "../../fixtures/content/well-formed.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { calendarFrame, dialog, expect, expectTimes, slots, test as onSite } from "../fixtures.ts";
import { htmlErrors } from "../../site/html-validity.ts";
import { overlaps, pictureProblems, smallTargets } from "../../site/page-soundness.ts";

const test = onSite.extend<object, { output: string }>({
  /** The folder of a built copy of the project with this content. */
  output: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixture's dependencies from this pattern.
    async ({}, use) => {
      const { root, remove } = await copyProject();
      const content = join(root, "src", "content");
      // A list of the fixture may have a file for each entry.
      const lists = Object.keys(FOREIGN_TEXTS).flatMap((name) => /^(\w+)\.yaml$/.exec(name)?.[1] ?? []);
      for (const name of ["pages", "posts", ...lists]) await rm(join(content, name), { recursive: true, force: true });
      for (const [name, file] of Object.entries({ ...FOREIGN_TEXTS, ...(await foreignPictures()) })) {
        await mkdir(dirname(join(content, name)), { recursive: true });
        await writeFile(join(content, name), file);
      }
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

const PATHS = ["/", "/constructs", "/sections", "/sections/below", "/posts/first", "/thanks"];

for (const path of PATHS) {
  test.describe(path, () => {
    test("is valid", async ({ output }) => {
      const page = builtPages(join(output, ".vercel", "output", "static")).find((one) => one.path === path);
      expect(await htmlErrors(page?.html ?? "", path)).toEqual([]);
    });

    test("is accessible in light and in dark", async ({ page }) => {
      await page.goto(path);
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: "dark" });
      expect(await accessibilityProblems(page)).toEqual([]);
    });

    test("fits every screen in both directions of writing", async ({ page }) => {
      await page.setViewportSize({ width: 320, height: 640 });
      await page.goto(path);
      await page.addStyleTag({ content: "* { content-visibility: visible !important; }" });
      for (const width of [320, 768, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        for (const dir of ["rtl", "ltr"]) {
          await page.evaluate((value) => document.documentElement.setAttribute("dir", value), dir);
          const where = `${width} px, ${dir}`;
          expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), where).toBeLessThanOrEqual(0);
          expect(await overlaps(page), where).toEqual([]);
          expect(await smallTargets(page), where).toEqual([]);
        }
      }
      expect(await pictureProblems(page)).toEqual([]);
    });

    test("contains only words that its editors wrote", async ({ page }) => {
      await page.goto(path);
      expect(await foreignWords(page)).toEqual([]);
    });
  });
}

test("the dialog and the page for missing addresses contain only the editors' words", async ({ page, complaints }) => {
  await page.goto("/constructs");
  await page.getByRole("banner").getByRole("link").last().click();
  await expectTimes(page);
  expect(await foreignWords(page)).toEqual([]);
  await page.goto("/no/such/page");
  expect(await foreignWords(page)).toEqual([]);
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("status of 404")));
});

test("feed, sitemap and structured data are well-formed and in the site's language", async ({ request, page }) => {
  for (const path of ["/rss.xml", "/sitemap.xml"]) readXml(await (await request.get(path)).text());
  const feed = await (await request.get("/rss.xml")).text();
  for (const [, text = ""] of feed.matchAll(/<(?:title|description|dc:creator)>([^<]*)</g)) expect(text).not.toMatch(LATIN);
  await page.goto("/constructs");
  const graph = JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? "") as { "@graph": Record<string, unknown>[] };
  for (const { name, description } of graph["@graph"]) expect(`${String(name ?? "")} ${String(description ?? "")}`).not.toMatch(LATIN);
});

test("pictures are upright everywhere, in any orientation that a camera stores", async ({ page, request }) => {
  await page.goto("/constructs");
  const pictures = await page.locator("main picture").evaluateAll((elements) =>
    elements.map((element) => ({
      size: `${element.querySelector("img")?.getAttribute("width")} ${element.querySelector("img")?.getAttribute("height")}`,
      files: [...element.querySelectorAll("source, img")].flatMap((one) => (one.getAttribute("srcset") ?? "").split(", ").map((file) => file.split(" ")[0] ?? "")),
    })),
  );
  expect(pictures).toHaveLength(6);
  const shared = await page.locator('meta[property="og:image"]').getAttribute("content");
  for (const { size, files } of pictures) {
    expect(size).toBe("800 1200");
    for (const file of files) expect(await seenFromTop(await (await request.get(file)).body()), file).toEqual(["red", "blue"]);
  }
  expect(await seenFromTop(await (await request.get(new URL(shared ?? "").pathname)).body())).toEqual(["red", "blue"]);
});

test("the values of a booking link reach the calendar's form unchanged", async ({ page }) => {
  await page.goto("/constructs");
  const link = page.locator("main a.button[data-booking-link]");
  await link.click();
  await expectTimes(page);
  const source = await dialog(page).locator("iframe").last().getAttribute("src");
  const query = new URL(source ?? "").searchParams;
  expect([query.get("email"), query.get("name")]).toEqual(["ada+test@example.com", "Ada Lovelace"]);
});

test("an event with words of its own has its title, its values and its page afterwards, in both directions of writing", async ({ page, site }) => {
  for (const dir of ["ltr", "rtl"]) {
    await page.goto("/constructs");
    await page.evaluate((value) => document.documentElement.setAttribute("dir", value), dir);
    const link = page.locator('main a[data-booking-link="studio/15min"]');
    await link.click();
    const heading = dialog(page).getByRole("heading", { level: 2 });
    const title = await heading.textContent();
    expect(title).not.toMatch(LATIN);
    await expect(page.getByRole("dialog")).toHaveAccessibleName(title ?? "");
    await expectTimes(page);
    await slots(page).first().click();
    await expect(calendarFrame(page).getByLabel(/name/i)).not.toHaveValue(LATIN);
    await expect(calendarFrame(page).getByLabel(/name/i)).toHaveValue(/ & /);
    await calendarFrame(page).getByLabel(/mail/i).fill("grace@example.com");
    await calendarFrame(page).getByRole("button", { name: /confirm|book/i }).click();
    await expect(calendarFrame(page).getByText(/you.re booked/i)).toBeVisible();
    expect(await foreignWords(page)).toEqual([]);
    await page.locator("[data-booking-close]").click();
    await expect(page).toHaveURL(`${site.origin}/thanks`);
    await expect(page.getByRole("banner").getByRole("link").last()).toHaveAttribute("href", "tel:+49-30-1234567");
  }
});

test("the page after a booking takes the query of Cal's redirect, reports the booking once, and is in no search engine", async ({ page, request }) => {
  const query = "?isSuccessBookingPage=true&email=ada%40example.com&uid=an-uid&isEmbed=false";
  await page.addInitScript(() => {
    document.addEventListener("readyslot:booked", ({ detail }) => (sessionStorage.uids = `${sessionStorage.uids ?? ""} ${detail.uid}`));
  });
  await page.goto(`/thanks${query}`);
  await expect.poll(() => page.evaluate(() => sessionStorage.uids as string)).toBe(" an-uid");
  expect(new URL(page.url()).search).toBe("");
  await page.reload();
  await page.goto("/");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.uids as string)).toBe(" an-uid");
  await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", "noindex");
  expect(await (await request.get("/sitemap.xml")).text()).not.toContain("/thanks");
});

const LATIN = /[a-z]{2,}/i;

/** The words in Latin letters that a page shows or reads out and that are not in the editors' files. */
async function foreignWords(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found: string[] = [document.title];
    for (const element of document.querySelectorAll("*")) {
      if (element.matches("script, style, template, code, head *:not(meta)") || element.closest("code, script, style")) continue;
      for (const name of ["alt", "title", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "placeholder", "label", "summary"]) found.push(element.getAttribute(name) ?? "");
      if (element.matches('meta[name="description"], meta[property="og:title"], meta[property="og:description"], meta[property="og:site_name"], meta[property="og:image:alt"]')) found.push(element.getAttribute("content") ?? "");
      for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent ?? "");
      for (const pseudo of ["::before", "::after"]) found.push(...(getComputedStyle(element, pseudo).content.match(/"[^"]*"/g) ?? []));
    }
    for (const template of document.querySelectorAll("template")) for (const element of template.content.querySelectorAll("[title], [alt], [aria-label]")) found.push(element.getAttribute("title") ?? "", element.getAttribute("alt") ?? "", element.getAttribute("aria-label") ?? "");
    return found;
  });
  const written = Object.values(FOREIGN_TEXTS).join("\n");
  return texts.flatMap((text) => text.match(/[a-z][a-z.@:/-]+/gi) ?? []).filter((word) => word.length > 1 && !written.includes(word));
}
