/**
 * Errors are reported to Sentry, and nothing else is. Uses a copy of the site, built with a DSN and a token
 * for source maps, with a server that implements Sentry's protocol. The same copy has Vercel's statistics,
 * because a build takes a minute.
 */
import { readFileSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync, inflateRawSync } from "node:zlib";
import type { Page, Route } from "playwright/test";
import { BYTE_BUDGETS } from "../../../scripts/build/page-weight.ts";
import type { BookingDialogElement } from "../../../src/booking/browser/booking-intent.ts";
import { buildIn } from "../../fixtures/builds/built-copy.ts";
import { builtPages, staticOutput } from "../../fixtures/builds/built-pages.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { answers, hangs } from "../../fixtures/receiver.ts";
import { startSite } from "../../fixtures/site/running-site.ts";
import { SECRET_CANARIES, tracesOf } from "../../fixtures/errors/secret-canaries.ts";
import { startSentry, UPLOAD_TOKEN, type SentryServer } from "../../fixtures/errors/sentry-server.ts";
import { becomeAdmin, book, CALENDAR_PAGE, dialog, expect, expectTimes, heroLink, holdBack, test as onSite } from "../fixtures.ts";

const RELEASE = "abc1234";
const DEPLOYMENT = "dpl_7Gk2";
// A port that neither browsers nor fetch block, and that is free.
const STORE_IS_DOWN = { KV_REST_API_URL: "http://127.0.0.1:2", KV_REST_API_TOKEN: "secret-token" };

const test = onSite.extend<{ told: SentryServer }, { sentry: SentryServer; output: string }>({
  sentry: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs off this pattern.
    async ({}, use) => {
      const sentry = await startSentry();
      await use(sentry);
      await sentry.close();
    },
    { scope: "worker" },
  ],
  /** The folder of the built copy. */
  output: [
    async ({ sentry }, use) => {
      const copy = await copyProject();
      await buildIn(copy.root, {
        VERCEL_GIT_COMMIT_SHA: `${RELEASE}0123`,
        VERCEL_SKEW_PROTECTION_ENABLED: "1",
        VERCEL_DEPLOYMENT_ID: DEPLOYMENT,
        SENTRY_DSN: sentry.dsn,
        SENTRY_AUTH_TOKEN: UPLOAD_TOKEN,
        SENTRY_ORG: "o",
        SENTRY_PROJECT: "p",
        SENTRY_URL: sentry.origin,
        PUBLIC_ANALYTICS: "after-interaction",
        PUBLIC_SPEED_INSIGHTS: "after-interaction",
        ...SECRET_CANARIES,
      });
      await use(copy.root);
      await copy.remove();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  site: [
    async ({ sentry, output }, use) => {
      const site = await startSite({ TEST_SITE_ROOT: output, SENTRY_DSN: sentry.dsn });
      await fetch(`${site.origin}/api/cal-embed.js`);
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],
  /** Vercel's paths answer, as if both statistics were switched on. */
  page: async ({ page }, use) => {
    await page.route("**/_vercel/**", answerAsVercel);
    await use(page);
  },
  /** The events at Sentry, which starts empty and accepts everything. */
  told: async ({ sentry }, use) => {
    sentry.reset();
    await use(sentry);
    expect(sentry.refused).toEqual([]);
  },
});

/** The page's requests for error reporting. */
function reportingRequests(page: Page): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    const name = /\/api\/errors$|\/_astro\/BookingErrors/.exec(request.url())?.[0];
    if (name) seen.push(name);
  });
  return seen;
}

/** Adds errors as the inline script and the error boundary do, and starts the error-reporting code. */
async function fail(page: Page, ...messages: string[]): Promise<void> {
  await page.evaluate((all) => {
    const element = document.querySelector("dialog") as BookingDialogElement;
    element.bookingErrors ??= [];
    for (const message of all) element.bookingErrors.push({ error: new Error(message) });
    element.begin?.("errors");
  }, messages);
}

/** Replacements for the two scripts: each sends one event, like the real ones, through the packages' window properties. */
const VERCEL_SCRIPTS: Readonly<Record<string, string>> = {
  "/_vercel/insights/script.js": tellingScript("vaq", "pageview", "/_vercel/insights/view"),
  "/_vercel/speed-insights/script.js": tellingScript("siq", "vital", "/_vercel/speed-insights/vitals"),
};

function tellingScript(queue: string, type: string, endpoint: string): string {
  return `const [, clean] = ${queue}.find(([name]) => name === "beforeSend");
fetch("${endpoint}", { method: "POST", body: JSON.stringify(clean({ type: "${type}", url: location.href })) });`;
}

async function answerAsVercel(route: Route): Promise<void> {
  const script = VERCEL_SCRIPTS[new URL(route.request().url()).pathname];
  await (script ? route.fulfill({ contentType: "text/javascript", body: `{${script}}` }) : route.fulfill({ status: 200, body: "OK" }));
}

/** The page's requests for Vercel's statistics, including the code that loads them. */
function statisticsRequests(page: Page): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    const name = /\/_vercel\/.*|\/_astro\/HostStatistics/.exec(request.url())?.[0];
    if (name) seen.push(name);
  });
  return seen;
}

const STATISTICS = ["/_astro/HostStatistics", "/_vercel/insights/script.js", "/_vercel/insights/view", "/_vercel/speed-insights/script.js", "/_vercel/speed-insights/vitals"];

async function openAndClose(page: Page): Promise<void> {
  await heroLink(page).click();
  await expectTimes(page);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).not.toHaveAttribute("open");
}

test.describe("in the browser", () => {
  test("nothing is requested without an error", async ({ page, told }) => {
    const requests = reportingRequests(page);
    await page.goto("/");
    await openAndClose(page);
    await page.goto("/services");
    expect(requests).toEqual([]);
    expect(told.envelopes).toEqual([]);
  });

  test("an error is reported with its circumstances, and without data about the visitor", async ({ page, told }) => {
    const requests = reportingRequests(page);
    await page.goto("/?email=ada@example.com&name=Ada+Lovelace&notes=zqzqzq&utm_source=letter&gclid=zqzqzq#zqzqzq");
    await openAndClose(page);
    await fail(page, "Failed for Ada Lovelace <ada@example.com>", `Failed at ${page.url()}`, 'Failed with {"name":"Ada Lovelace","guests":["grace@example.com"]}');
    await expect.poll(() => told.events.length).toBe(3);
    expect(requests).toEqual(["/_astro/BookingErrors", "/api/errors", "/api/errors", "/api/errors"]);
    // Three separate requests, which arrive in any order.
    const values = told.events.map(({ exception }) => (exception as { values: { value: string }[] }).values[0]?.value ?? "");
    const first = values.findIndex((value) => value.startsWith("Failed for"));
    expect(told.events[first]).toMatchObject({
      platform: "javascript",
      level: "error",
      release: RELEASE,
      transaction: "/",
      tags: { page: "/", variant: "optimized", state: "ready", placement: "hero", event: "30min", device: "desktop" },
      exception: { values: [{ type: "Error", value: "Failed for Ada Lovelace <[…]>", mechanism: { handled: false } }] },
      sdk: { settings: { infer_ip: "never" } },
    });
    expect(values).toContain('Failed with {"name=[…]');
    expect(told.envelopes.toSpliced(first, 1).join()).not.toMatch(/Ada|Lovelace|zqzqzq/);
    expect(told.envelopes.join()).not.toMatch(/example\.com|grace|[?]email|HeadlessChrome|breadcrumbs|"user"|"request"/);
  });

  test("an error on a page after a booking does not contain Cal's address parameters, not in its stack either", async ({ page, told, complaints }) => {
    await page.goto("/services?isSuccessBookingPage=true&uid=zqzqzq&email=ada%40example.com&attendeeName=Ada+Lovelace&isEmbed=true");
    // The inline script throws: browsers use the page's original address as its file name.
    await page.evaluate(() => Object.assign(HTMLDialogElement.prototype, { showModal: undefined }));
    await page.locator("a[data-booking-link]").first().click();
    await expect.poll(() => told.events.length).toBe(1);
    expect(told.envelopes.join()).toContain("/services");
    expect(told.envelopes.join()).not.toMatch(/ada\b|Lovelace|zqzqzq|isEmbed|example\.com/i);
    complaints.length = 0;
  });

  test("an error in the site's code can be mapped to its source lines", async ({ page, told, sentry }) => {
    await page.goto("/");
    await openAndClose(page);
    await page.evaluate(() => {
      const element = document.querySelector("dialog") as BookingDialogElement;
      element.bookingErrors ??= [];
      try {
        element.bookingIntents?.push(null as never);
      } catch (error) {
        element.bookingErrors.push({ error, componentStack: "\n    at CalModal (https://example.com/a.js?x=1:2:3)" });
      }
      element.begin?.("errors");
    });
    await expect.poll(() => told.events.length).toBe(1);
    const [event] = told.events as [{ debug_meta: { images: { debug_id: string; code_file: string }[] } }];
    expect(event).toMatchObject({ contexts: { react: { componentStack: expect.stringContaining("CalModal") } }, exception: { values: [{ type: "TypeError", mechanism: { handled: true } }] } });
    const image = event.debug_meta.images.find(({ code_file }) => code_file.includes("BookingCode"));
    const map = uploaded(sentry).find(({ debugId }) => debugId === image?.debug_id);
    expect(map?.sources.join()).toContain("booking-dialog.ts");
  });

  test("an uncaught error is reported automatically, after the calendar that the visitor waits for", async ({ page, told, complaints }) => {
    const requests = reportingRequests(page);
    await page.goto("/");
    const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
    const isAsked = page.waitForRequest(CALENDAR_PAGE);
    await heroLink(page).click();
    await isAsked;
    await page.evaluate(() => void Promise.reject(new Error("nobody's")));
    await expect.poll(() => complaints).toEqual(["Error: nobody's"]);
    expect(requests).toEqual([]);
    letCalendarCome();
    await expectTimes(page);
    await expect.poll(() => told.events.length).toBe(1);
    expect(told.events[0]).toMatchObject({ exception: { values: [{ value: "nobody's", mechanism: { handled: false } }] } });
    complaints.length = 0;
  });

  test("a page view reports five errors at most, and the same one once", async ({ page, told }) => {
    await page.goto("/");
    await fail(page, "1", "1", "1", "2");
    await expect.poll(() => told.events.length).toBe(2);
    await fail(page, "1", "2", "3", "4", "5", "6", "7");
    await expect.poll(() => told.events.length).toBe(5);
    // Errors above the limit would have been sent before this.
    await page.goto("/services");
    await fail(page, "8");
    await expect.poll(() => told.events.length).toBe(6);
    expect(told.events.map(({ exception }) => (exception as { values: { value: string }[] }).values[0]?.value)).toEqual(["1", "2", "3", "4", "5", "8"]);
  });

  test("a failed calendar is reported as a warning, grouped by its class", async ({ page, told, calendar, complaints }) => {
    await calendar({ frameStatus: 500 });
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "failed");
    await expect.poll(() => told.events.length).toBe(1);
    expect(told.events[0]).toMatchObject({
      level: "warning",
      message: expect.stringMatching(/^(frame|link)-[a-z]+: /),
      tags: { state: "failed", event: "30min", class: expect.stringMatching(/^(frame|link)-[a-z]+$/) },
    });
    const { tags, fingerprint } = told.events[0] as { tags: { class: string }; fingerprint: string[] };
    expect(fingerprint).toEqual(["cal-failure", tags.class]);
    complaints.length = 0;
  });

  test("errors of browser extensions, and rejections without a value, are not reported", async ({ page, told }) => {
    await page.goto("/");
    await page.evaluate(() => {
      const element = document.querySelector("dialog") as BookingDialogElement;
      const foreign = Object.assign(new Error("foreign"), { stack: "Error: foreign\n    at f (chrome-extension://abc/content.js:1:1)" });
      element.bookingErrors ??= [];
      for (const error of [foreign, null, undefined]) element.bookingErrors.push({ error });
    });
    await fail(page, "ours");
    await expect.poll(() => told.events.length).toBe(1);
    expect(told.events[0]).toMatchObject({ exception: { values: [{ value: "ours" }] } });
  });

  for (const [name, answer] of [
    ["refuses", answers(403)],
    ["breaks", answers(500)],
    ["asks for a pause", answers(429, { "x-sentry-rate-limits": "60::organization" })],
    ["hangs", hangs],
  ] as const) {
    test(`a Sentry that ${name} has no effect: the tunnel answers, the console is clean, the calendar opens`, async ({ page, told, site }) => {
      // A new process, which has no rate limit in memory.
      await site.restart();
      told.answer = answer;
      await page.goto("/");
      const answered = page.waitForResponse("**/api/errors");
      await fail(page, "1");
      expect((await answered).status()).toBe(202);
      await openAndClose(page);
    });
  }

  test("a page built with a DSN, on a server without one, reports nothing, and the console is clean", async ({ page, told, restartSite }) => {
    await restartSite({ SENTRY_DSN: "" });
    await page.goto("/");
    const answered = page.waitForResponse("**/api/errors");
    await fail(page, "1");
    expect((await answered).status()).toBe(204);
    expect(told.envelopes).toEqual([]);
    await restartSite({});
  });

  test("a synthetic run reports nothing", async ({ page, site, told }) => {
    await becomeAdmin(page, site.origin);
    await page.goto("/measure");
    const requests = reportingRequests(page);
    const isTaken = await page.evaluate(async () => {
      const element = document.querySelector("dialog") as BookingDialogElement;
      element.bookingErrors = [{ error: new Error("synthetic") }];
      element.begin?.("errors");
      await new Promise((resolve) => element.querySelector("script[src*=BookingErrors]")?.addEventListener("load", resolve));
      return !Array.isArray(element.bookingErrors);
    });
    expect(isTaken).toBe(false);
    expect(requests).toEqual(["/_astro/BookingErrors"]);
    expect(told.envelopes).toEqual([]);
  });
});

test.describe("Vercel's statistics", () => {
  test("are not requested before a visitor opens the calendar, and each once afterwards", async ({ page }) => {
    const requests = statisticsRequests(page);
    await page.goto("/", { waitUntil: "networkidle" });
    expect(requests).toEqual([]);
    await openAndClose(page);
    await expect.poll(() => requests.toSorted()).toEqual(STATISTICS);
    await openAndClose(page);
    await page.goto("/services");
    expect(requests.toSorted()).toEqual(STATISTICS);
  });

  test("are not requested while the calendar loads", async ({ page }) => {
    const requests = statisticsRequests(page);
    await page.goto("/");
    const letCalendarCome = await holdBack(page, CALENDAR_PAGE);
    const order: string[] = [];
    page.on("request", (request) => {
      if (CALENDAR_PAGE.test(request.url())) order.push("the calendar");
      if (/\/_astro\/HostStatistics/.test(request.url())) order.push("the loader");
    });
    const isLoaderHere = page.waitForResponse(/\/_astro\/HostStatistics/);
    await heroLink(page).click();
    await (await isLoaderHere).finished();
    expect(order).toEqual(["the calendar", "the loader"]);
    await expect(dialog(page)).toHaveAttribute("data-state", "loading");
    expect(requests).toEqual(["/_astro/HostStatistics"]);
    letCalendarCome();
    await expectTimes(page);
    await expect.poll(() => requests.toSorted()).toEqual(STATISTICS);
  });

  test("are not requested by a smoke test's page", async ({ page }) => {
    const requests = statisticsRequests(page);
    await page.addInitScript(() => document.addEventListener("DOMContentLoaded", () => document.querySelector("dialog")?.setAttribute("data-synthetic", "")));
    await page.goto("/");
    const isLoaderHere = page.waitForResponse(/\/_astro\/HostStatistics/);
    await heroLink(page).click();
    await expectTimes(page);
    await (await isLoaderHere).finished();
    await page.waitForLoadState("networkidle");
    expect(requests).toEqual(["/_astro/HostStatistics"]);
  });

  test("get only the path of a page's address", async ({ page }) => {
    const bodies: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/_vercel/") && request.method() === "POST") bodies.push(request.postData() ?? "");
    });
    await page.goto("/services?name=Ada+Lovelace&email=ada@example.com#zqzqzq");
    await page.locator("a[data-booking-link]").first().click();
    await expectTimes(page);
    await expect.poll(() => bodies.length).toBe(2);
    const { origin } = new URL(page.url());
    expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual(expect.arrayContaining([
      { type: "pageview", url: `${origin}/services` },
      { type: "vital", url: `${origin}/services` },
    ]));
  });

  test("count a visit even if the calendar fails", async ({ page, calendar, complaints, told }) => {
    const requests = statisticsRequests(page);
    await calendar({ frameStatus: 500 });
    await page.goto("/");
    await heroLink(page).click();
    await expect(dialog(page)).toHaveAttribute("data-state", "failed");
    await expect.poll(() => requests.toSorted()).toEqual(STATISTICS);
    await expect.poll(() => told.events.length).toBe(1);
    complaints.length = 0;
  });

  test("if not switched on at Vercel, the calendar opens, and the console has the browser's two lines", async ({ page, complaints }) => {
    await page.route("**/_vercel/**", (route) => route.fulfill({ status: 404, body: "" }));
    await page.goto("/");
    await openAndClose(page);
    await expect.poll(() => complaints).toHaveLength(2);
    for (const complaint of complaints) expect(complaint).toMatch(/^Failed to load resource: .*404/);
    complaints.length = 0;
    await openAndClose(page);
  });

  test("that do not answer do not prevent opening the calendar and booking", async ({ page }) => {
    await page.route("**/_vercel/**", () => {});
    const isAsked = page.waitForRequest("**/_vercel/speed-insights/script.js");
    await page.goto("/");
    await heroLink(page).click();
    await isAsked;
    await book(page);
  });

  test("are in the reporting template of every page with a booking link, and not in admin pages", async ({ page, site, output }) => {
    const pages = builtPages(join(output, ".vercel", "output", "static"));
    for (const { path, html } of pages) expect([path, html.includes("HostStatistics")]).toEqual([path, html.includes("data-booking-link")]);
    await becomeAdmin(page, site.origin);
    for (const path of ["/measure", "/admin/metrics"]) {
      const answer = await page.request.get(path);
      expect([path, answer.status(), (await answer.text()).includes("HostStatistics")]).toEqual([path, 200, false]);
    }
  });

  onSite("are not in a build that was not told to have them", () => {
    const files = filesUnder(join(staticOutput, ".."));
    expect(files.filter((file) => /HostStatistics/.test(file))).toEqual([]);
    const texts = files.filter((file) => /\.(m?js|html)$/.test(file) && !file.includes("/node_modules/"));
    expect(texts.filter((file) => /_vercel\/(speed-)?insights|HostStatistics|whenSettled/.test(readFileSync(file, "utf8")))).toEqual([]);
  });
});

test.describe("on the server", () => {
  test("an operator's problem is reported, and Sentry's code is loaded only then", async ({ site, told, output }) => {
    const list = join(tmpdir(), `loaded-${process.pid}.txt`);
    const observed = { LOADED_FILES: list, NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, "..", "..", "fixtures", "loaded-files.mjs")).href}` };
    const loaded = () => readFileSync(list, "utf8").includes(`/${sentryChunk(output)}`);
    try {
      await site.restart({ ...observed, ...STORE_IS_DOWN, SENTRY_DSN: "" });
      expect((await fetch(`${site.origin}/api/health`)).status).toBe(503);
      expect(loaded()).toBe(false);

      await site.restart({ ...observed, ...STORE_IS_DOWN });
      expect((await fetch(`${site.origin}/api/cal-embed.js`)).status).toBe(200);
      expect(loaded()).toBe(false);
      expect((await fetch(`${site.origin}/api/health`)).status).toBe(503);
      await expect.poll(() => told.events.length).toBeGreaterThan(0);
      expect(loaded()).toBe(true);
    } finally {
      await rm(list, { force: true });
      await site.restart();
    }
    // The alerts, which are evaluated after errors, also find that the store is down.
    expect(told.events.find(({ message }) => message === "The metrics store does not answer.")).toMatchObject({
      platform: "node",
      level: "error",
      release: RELEASE,
      exception: { values: [{ value: expect.stringContaining("ECONNREFUSED") }, { type: "TypeError", value: "fetch failed" }] },
    });
    expect(told.envelopes.join()).not.toContain("secret-token");
  });

  test("a Sentry that does not answer delays no response", async ({ site, told }) => {
    told.answer = hangs;
    await site.restart(STORE_IS_DOWN);
    expect((await fetch(`${site.origin}/api/health`)).status).toBe(503);
    await expect.poll(() => told.envelopes.length).toBeGreaterThan(0);
    await site.restart();
  });
});

test.describe("the build", () => {
  test("uploads the source maps of pages and server for its release", async ({ sentry, output }) => {
    expect(output).not.toBe("");
    expect(new Set(sentry.releases)).toEqual(new Set([RELEASE]));
    const sources = uploaded(sentry).flatMap((map) => map.sources).join();
    for (const source of ["booking-dialog.ts", "error-report.ts", "error-watch.ts", "metrics-store.ts"]) expect(sources).toContain(source);
  });

  test("serves no source maps and no references to them", async ({ output }) => {
    const files = filesUnder(join(output, ".vercel", "output"));
    expect(files.filter((file) => file.endsWith(".map"))).toEqual([]);
    const scripts = files.filter((file) => file.includes("/static/") && /\.(js|html|css)$/.test(file));
    expect(scripts.filter((file) => readFileSync(file, "utf8").includes("sourceMappingURL"))).toEqual([]);
  });

  test("has Sentry's client in one file for pages and one for the server", async ({ output }) => {
    const files = filesUnder(join(output, ".vercel", "output")).filter((file) => /\.(m?js|html)$/.test(file) && !file.includes("/_functions/"));
    // The name of a method of its clients, which bundlers do not shorten.
    const clients = files.filter((file) => readFileSync(file, "utf8").includes("_prepareEvent"));
    expect(clients.map((file) => basename(file)).toSorted()).toEqual([expect.stringMatching(/^BookingErrors\.astro/), sentryChunk(output)]);
    expect(filesUnder(join(output, ".vercel", "output", "functions")).filter((file) => file.includes("/@sentry/"))).toEqual([]);
  });

  test("has it in a template of every page with a booking link, with at most 19.5 KB, and pages within their budgets", async ({ output }) => {
    const folder = join(output, ".vercel", "output", "static");
    for (const { path, html } of builtPages(folder)) {
      const script = /<template data-booking-errors><script type="module" src="([^"]+)"><\/script><\/template>/.exec(html)?.[1];
      expect([path, script !== undefined]).toEqual([path, html.includes("data-booking-link")]);
      if (script) expect(gzipped(readFileSync(join(folder, script.replace(/\?.*/, ""))))).toBeLessThanOrEqual(19_500);
      // Its template, and the inline code that keeps errors until it has loaded.
      expect(gzipped(html)).toBeLessThanOrEqual(path === "/" ? BYTE_BUDGETS.homePage + 200 : BYTE_BUDGETS.page);
    }
  });

  onSite("without a DSN has none of it, and no source map either", () => {
    expect(builtPages().filter(({ html }) => /data-booking-errors|sentry/i.test(html))).toEqual([]);
    const files = filesUnder(join(staticOutput, ".."));
    expect(files.filter((file) => /BookingErrors|\.map$/.test(file))).toEqual([]);
    const scripts = files.filter((file) => file.includes("/static/") && file.endsWith(".js"));
    expect(scripts.filter((file) => /sentry|sourceMappingURL/i.test(readFileSync(file, "utf8")))).toEqual([]);
  });
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).replaceAll("\\", "/"));
}

/** The name of the function's file with Sentry's client. */
function sentryChunk(output: string): string {
  const found = filesUnder(join(output, ".vercel", "output", "functions")).filter((file) => file.endsWith(".mjs") && /\bNodeClient = class\b/.test(readFileSync(file, "utf8")));
  if (found.length !== 1) throw new Error(`Expected one file with Sentry's client, found ${found.length}.`);
  return basename(found[0] ?? "");
}

function gzipped(content: string | Buffer): number {
  return gzipSync(content, { level: 9 }).length;
}

/** The uploaded source maps: zip files after a header of Sentry's. */
function uploaded({ bundles }: SentryServer): { debugId: string; sources: string[] }[] {
  return bundles.flatMap((bundle) => unzip(bundle)).flatMap(({ name, text }) => {
    if (!name.endsWith(".map")) return [];
    const { debug_id: debugId, sources } = JSON.parse(text) as { debug_id: string; sources: string[] };
    return [{ debugId, sources }];
  });
}

/** Reads the central directory, because a streamed zip has sizes only there (APPNOTE.TXT 4.3.12). */
function unzip(zip: Buffer): { name: string; text: string }[] {
  const entries: { name: string; text: string }[] = [];
  const offset = zip.indexOf("PK\u0003\u0004");
  for (let at = zip.indexOf("PK\u0001\u0002"); at >= 0; at = zip.indexOf("PK\u0001\u0002", at + 1)) {
    const [method, size, nameLength, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt32LE(at + 42)];
    const start = [local, local + offset].find((place) => zip.readUInt32LE(place) === 0x04_03_4b_50) ?? 0;
    const from = start + 30 + zip.readUInt16LE(start + 26) + zip.readUInt16LE(start + 28);
    const data = zip.subarray(from, from + size);
    entries.push({ name: zip.toString("utf8", at + 46, at + 46 + nameLength), text: (method === 8 ? inflateRawSync(data) : data).toString() });
  }
  return entries;
}

test("no secret of the build is in its output, neither for browsers nor in the function", ({ sentry, output }) => {
  const secrets = { ...SECRET_CANARIES, SENTRY_DSN: sentry.dsn, SENTRY_AUTH_TOKEN: UPLOAD_TOKEN };
  const made = join(output, ".vercel", "output");
  const files = filesUnder(made);
  expect(files.length).toBeGreaterThan(50);
  const found = files.flatMap((file) => {
    const text = readFileSync(file, "latin1");
    return Object.entries(secrets).flatMap(([name, value]) => (tracesOf(value).some((one) => text.includes(one)) ? [`${name} in ${relative(made, file)}`] : []));
  });
  expect(found).toEqual([]);
});

test("with Vercel's Skew Protection a page requests the files of its own deployment, and the policy allows it", async ({ page, output, complaints }) => {
  const asked: URL[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/_astro/") && request.resourceType() === "script") asked.push(new URL(request.url()));
  });
  await page.goto("/");
  await heroLink(page).click();
  await expectTimes(page);
  await expect.poll(() => asked.map(({ pathname }) => pathname)).toEqual(expect.arrayContaining(["BookingCode", "BookingIsland", "BookingReport", "web-vitals"].map((name) => expect.stringContaining(`/_astro/${name}`))));
  expect(asked.filter(({ searchParams }) => searchParams.get("dpl") !== DEPLOYMENT).map(String)).toEqual([]);

  // Lost files are also requested again from there, not from the current deployment.
  const scripts = readFileSync(join(output, ".vercel", "output", "static", "index.html"), "utf8").match(/\/_astro\/[^"]+\.js[^"]*/g) ?? [];
  expect(scripts.filter((script) => !script.endsWith(`?dpl=${DEPLOYMENT}`))).toEqual([]);
  const again: string[] = [];
  await page.route("**/_astro/BookingCode*", (route) => {
    again.push(new URL(route.request().url()).search);
    return again.length === 1 ? route.abort("connectionreset") : route.continue();
  });
  await page.reload();
  await heroLink(page).click();
  await expectTimes(page);
  expect(again).toEqual([`?dpl=${DEPLOYMENT}`, `?dpl=${DEPLOYMENT}&1`]);
  expect(complaints).toEqual(["Failed to load resource: net::ERR_CONNECTION_RESET"]);
  complaints.length = 0;
});
