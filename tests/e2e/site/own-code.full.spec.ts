/** A site with code of its own: pages in src/pages, islands, scripts and an integration from npm. The other pages stay as they are. */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isHandler, type Route } from "@vercel/routing-utils";
import { BYTE_BUDGETS, filesOf, measureParts, scriptsBeforeIntent, type Part } from "../../../scripts/build/page-weight.ts";
import { buildIn } from "../../fixtures/builds/built-copy.ts";
import { builtPages, outputOf, staticOutput } from "../../fixtures/builds/built-pages.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { writeOwnCode } from "../../fixtures/content/own-code.ts";
import { startSite } from "../../fixtures/site/running-site.ts";
import { htmlErrors } from "../../site/html-validity.ts";
import { accessibilityProblems } from "../accessibility.ts";
import { dialog, expect, expectTimes, heroLink, test as onSite, watchViolations } from "../fixtures.ts";

/** Its script reports the errors of every page. Without a DSN it sends nothing. */
const INTEGRATION = "sentry({ enabled: { client: true, server: false }, telemetry: false, sourcemaps: { disable: true } })";

const test = onSite.extend<object, { output: string }>({
  /** The static files of the built copy. */
  output: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs off this pattern.
    async ({}, use) => {
      const { root, remove } = await copyProject();
      await writeOwnCode(root);
      const config = join(root, "src/site.config.ts");
      const text = readFileSync(config, "utf8");
      await writeFile(config, `import sentry from "@sentry/astro";\n${text.replace("defineSite({", `defineSite({\n  integrations: [${INTEGRATION}],`)}`);
      await buildIn(root, {});
      await use(outputOf(root));
      await remove();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  site: [
    async ({ output }, use) => {
      const site = await startSite({ TEST_SITE_ROOT: join(output, "../../..") });
      await fetch(`${site.origin}/api/cal-embed.js`);
      await use(site);
      await site.close();
    },
    { scope: "worker", timeout: 300_000 },
  ],
});

const OWN = ["/lab", "/lab/tools", "/shop/one", "/shop/two"];

/** A page without the script that the integration adds to all, without the names of the commit, of built files and of scopes, and without line breaks between style sheets. */
const comparable = (html: string) => html.replaceAll(/<script type="module" src="\/_astro\/page\.[^"]+"><\/script>/g, "").replaceAll(/(\/_astro\/[\w-]+)[^"]*?\.[\w-]{8}\.js/g, "$1.js").replaceAll(/ data-release="\w+"/g, "").replaceAll(/\bdata-[\da-z]{1,2}\b(?!-)/g, "data-scope").replaceAll("}\n", "}");

/** Finds the policies of an address in the routes of a build. */
function policiesIn(folder: string): (path: string) => string[] {
  const { routes } = JSON.parse(readFileSync(join(folder, "../config.json"), "utf8")) as { routes: Route[] };
  return (path) => routes.flatMap((route) => (!isHandler(route) && new RegExp(route.src, "i").test(path) ? (route.headers?.["content-security-policy"] ?? []) : []));
}

test("islands of React work with client:load, client:visible and client:only, with their own styles", async ({ page }) => {
  const violations = await watchViolations(page);
  await page.goto("/lab");
  const first = page.getByRole("button", { name: /^At once/ });
  await first.click();
  await expect(first).toHaveText("At once: 1");
  const note = page.locator(".note").first();
  await expect(note).toHaveText("clicked 1 times");
  // Its style sheet comes with the part that is imported later.
  await expect(note).toHaveCSS("letter-spacing", "3px");
  const second = page.getByRole("button", { name: /^In view/ });
  await expect(page.locator("astro-island[client=visible][ssr]")).toHaveCount(1);
  await second.scrollIntoViewIfNeeded();
  await expect(page.locator("astro-island[ssr]")).toHaveCount(0);
  await second.click();
  await expect(second).toHaveText("In view: 1");
  await page.goto("/lab/tools");
  await page.getByRole("button", { name: /^Only here/ }).click();
  await expect(page.getByRole("button", { name: "Only here: 1" })).toBeVisible();
  expect(await violations()).toEqual([]);
});

test("inline scripts and scripts of components run under the page's policy", async ({ page }) => {
  const violations = await watchViolations(page);
  await page.goto("/lab");
  await expect(page.locator("html")).toHaveAttribute("data-inline", "ran");
  await expect(page.locator("[data-shout]")).toHaveText("LOUD");
  expect(await violations()).toEqual([]);
});

test("markup that is injected into such a page is still refused", async ({ page, complaints }) => {
  await page.goto("/lab");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "document.documentElement.dataset.inline = 'stolen'";
    document.body.append(script);
  });
  await expect.poll(() => complaints.some((text) => text.includes("Content Security Policy"))).toBe(true);
  await expect(page.locator("html")).toHaveAttribute("data-inline", "ran");
  complaints.length = 0;
});

test("only the pages that need more have a policy of their own", ({ output }) => {
  const [policies, before] = [policiesIn(output), policiesIn(staticOutput)];
  for (const path of ["/", "/about", "/no/such/page", "/shop/one", "/_astro/x.js", "/admin/metrics", "/measure"]) expect(policies(path), path).toEqual(before(path));
  for (const path of ["/lab", "/lab/", "/lab/index.html", "/lab/tools"]) {
    expect(policies(path), path).toEqual([expect.stringMatching(/script-src 'self' [^;]*'sha256-[^;]*; style-src 'unsafe-inline' 'self'; img-src [^;]* data:;/)]);
  }
});

test("pages without an island have the bytes that they have without this code", ({ output }) => {
  const pages = builtPages(output);
  expect(pages.map(({ path }) => path)).toEqual([...builtPages().map(({ path }) => path), ...OWN].toSorted());
  for (const { path, html } of builtPages()) expect(comparable(pages.find((page) => page.path === path)?.html ?? ""), path).toBe(comparable(html));
});

test("the booking's files are the same few, within their budgets, and nothing is requested before intent", async ({ output }) => {
  // The script element of the integration is in every page, beside the budget.
  const { homePage: _, page: __, ...parts } = await measureParts(output);
  for (const [part, bytes] of Object.entries(parts)) expect(bytes, part).toBeLessThanOrEqual(BYTE_BUDGETS[part as Part]);
  const home = builtPages(output).find(({ path }) => path === "/")?.html ?? "";
  for (const template of ["hints", "instant", "island", "report"] as const) expect(await filesOf(output, home, template), template).toHaveLength(1);
  expect(scriptsBeforeIntent(output).filter((line) => !/^(?:lab|shop)\//.test(line))).toEqual([]);
});

test("the calendar opens beside them, and the integration's script runs on every page", async ({ page }) => {
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
  });
  await page.goto("/", { waitUntil: "networkidle" });
  expect(scripts[0]).toMatch(/^\/_astro\/page\./);
  expect(await page.evaluate(() => "__SENTRY__" in window)).toBe(true);
  await heroLink(page).click();
  await expectTimes(page);
  await expect(dialog(page)).toHaveAttribute("data-state", "ready");
});

test("they are in the sitemap, unless they do not want to be found, and have a preview picture", async ({ request, output }) => {
  const sitemap = await (await request.get("/sitemap.xml")).text();
  expect(OWN.filter((path) => sitemap.includes(`${path}</loc>`))).toEqual(["/lab", "/lab/tools", "/shop/one"]);
  const tools = builtPages(output).find(({ path }) => path === "/lab/tools")?.html ?? "";
  const picture = new URL(/<meta property="og:image" content="([^"]+)"/.exec(tools)?.[1] ?? "").pathname;
  expect((await request.get(picture)).status()).toBe(200);
});

for (const path of OWN) {
  test(`${path} is valid and accessible`, async ({ page, output }) => {
    expect(await htmlErrors(builtPages(output).find((one) => one.path === path)?.html ?? "", path)).toEqual([]);
    await page.goto(path);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
}
