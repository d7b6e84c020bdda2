/** npm run smoke: a working site passes, and problems are reported with a remedy. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { findingsText, type Finding } from "../../../scripts/doctor/findings.ts";
import { LiveSite } from "../../../scripts/live-site/live-site.ts";
import { smoke } from "../../../scripts/live-site/smoke.ts";
import { startProxy, type Tampering } from "../../fixtures/site/setup.ts";
import type { RunningSite } from "../../fixtures/site/running-site.ts";
import { expect, readMetrics, test } from "../fixtures.ts";

const BROWSER = process.env.CHROME_PATH ?? "";

/** The findings of the smoke test, with a browser that maps the demo's port of the build to its real one. */
function smokeOf(site: RunningSite, browser: string | undefined = BROWSER): Promise<readonly Finding[]> {
  const { built, real } = site.demoPorts;
  return smoke(new LiveSite(new URL(site.origin)), { browser, browserArgs: [`--host-resolver-rules=MAP 127.0.0.1:${built} 127.0.0.1:${real}`] });
}

const verdicts = (findings: readonly Finding[]) => Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]));
const ALL_OK = { Page: "ok", Health: "ok", "embed.js": "ok", Calendar: "ok", Sample: "ok" };

test("a working site passes, with a measured calendar and unchanged statistics", async ({ site }) => {
  const before = await readMetrics(site, "?limit=1");
  const findings = await smokeOf(site);
  expect(findingsText(findings)).toMatch(/usable \d+ ms after the click \((cold|warmed), optimized\)/);
  expect(verdicts(findings)).toEqual(ALL_OK);
  expect(await readMetrics(site, "?limit=1")).toEqual(before);
});

test("without a browser all other checks run, and the calendar fails, or is skipped with --no-browser", async ({ site }) => {
  const none = await smoke(new LiveSite(new URL(site.origin)), { browser: undefined });
  expect(verdicts(none)).toEqual({ ...ALL_OK, Calendar: "problem" });
  expect(findingsText(none)).toContain("--no-browser");
  expect(verdicts(await smoke(new LiveSite(new URL(site.origin)), { browser: "without" }))).toEqual({ ...ALL_OK, Calendar: "skipped" });
});

test("an event that Cal does not have is reported with a remedy", async ({ site, calendar }) => {
  await calendar({ linkFailed: 404 });
  const findings = await smokeOf(site);
  // The sample is sent nevertheless, because whether the endpoint accepts it is a separate check.
  expect(verdicts(findings)).toEqual({ ...ALL_OK, Calendar: "problem" });
  expect(findingsText(findings)).toMatch(/link-failed: 404[^]*Check\s+the\s+event\s+in\s+Cal,\s+and\s+PUBLIC_CAL_LINK/);
});

test("a site that does not run, and a site of another product", async () => {
  const closed = await smoke(new LiveSite(new URL("http://127.0.0.1:2/")), { browser: "without" });
  expect(findingsText(closed)).toMatch(/does not answer: connect ECONNREFUSED/);

  const other = createServer((_, response) => response.end("<h1>Another site</h1>")).listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const findings = await smoke(new LiveSite(new URL(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`)), { browser: BROWSER });
  other.close();
  expect(verdicts(findings)).toEqual({ Page: "problem", Health: "problem", "embed.js": "problem", Calendar: "problem", Sample: "problem" });
  expect(findingsText(findings)).toContain("not a page of this product");
});

test.describe("a site whose store is down", () => {
  test("fails the health and sample checks, and its calendar opens", async ({ site, restartSite }) => {
    await restartSite({ KV_REST_API_URL: "http://127.0.0.1:2", KV_REST_API_TOKEN: "secret-token" });
    const findings = await smokeOf(site);
    await restartSite({ KV_REST_API_URL: "", KV_REST_API_TOKEN: "" });
    expect(verdicts(findings)).toEqual({ ...ALL_OK, Health: "problem", Sample: "problem" });
    expect(findingsText(findings)).not.toContain("secret-token");
  });
});

test("a preview without a store passes; a production site without one does not", async ({ site }) => {
  const proxy = await startProxy(site.origin);
  const home = await (await fetch(site.origin)).text();
  const preview = { headers: { "x-robots-tag": "noindex" }, body: home.replace("<head>", '<head><meta name="robots" content="noindex">') };
  const verdictsWith = async (answer: Tampering) => {
    proxy.tamper = (path) => ({ "/": answer, "/api/health": { status: 503, body: '{"status":"failing","store":"none"}' }, "/api/cal-metrics": { status: 503, body: '{"error":"store-not-configured"}' } })[path];
    return verdicts(await smoke(new LiveSite(new URL(proxy.origin)), { browser: "without" }));
  };
  const ofPreview = await verdictsWith(preview);
  const ofProductions = [await verdictsWith({}), await verdictsWith({ headers: preview.headers })];
  await proxy.close();
  expect(ofPreview).toEqual({ ...ALL_OK, Health: "skipped", Calendar: "skipped", Sample: "skipped" });
  const lacking = { ...ALL_OK, Health: "problem", Calendar: "skipped", Sample: "problem" };
  expect(ofProductions).toEqual([lacking, lacking]);
});

/** Works like Vercel: a sign-in without the secret; with it the page, or a redirect that sets a cookie if one is requested. */
test.describe("a site behind Vercel's Deployment Protection", () => {
  const SECRET = "Jd8mXe2QwTz6RbKp";
  const HEADER = "x-vercel-protection-bypass";

  async function lookAtProtected(site: RunningSite, env: Record<string, string>, signIn = { status: 302, headers: { location: "https://vercel.com/sso-api?url=x" } as Record<string, string> }) {
    const [proxy, cal] = await Promise.all([startProxy(site.origin), startProxy(site.demo)]);
    const sentToCal: string[] = [];
    cal.guard = ({ rawHeaders }) => void sentToCal.push(rawHeaders.join(" "));
    proxy.guard = ({ headers, url = "" }) => {
      // At Vercel the site has the requested host name; behind this proxy it has its own.
      if (headers.origin) headers.origin = site.origin;
      if (headers[HEADER] !== SECRET) return headers.cookie?.includes("_vercel_jwt=let-in") ? undefined : signIn;
      return headers["x-vercel-set-bypass-cookie"] === "true" ? { status: 307, headers: { location: url, "set-cookie": "_vercel_jwt=let-in; Path=/; HttpOnly; SameSite=Lax" } } : undefined;
    };
    try {
      const browserArgs = [`--host-resolver-rules=MAP 127.0.0.1:${site.demoPorts.built} ${new URL(cal.origin).host}`];
      const findings = await smoke(new LiveSite(new URL(proxy.origin.replace("127.0.0.1", "localhost")), env), { browser: BROWSER, browserArgs });
      return { findings, sentToCal };
    } finally {
      await Promise.all([proxy.close(), cal.close()]);
    }
  }

  test("passes with the project's secret, which is not sent to Cal", async ({ site }) => {
    const { findings, sentToCal } = await lookAtProtected(site, { VERCEL_AUTOMATION_BYPASS_SECRET: SECRET });
    expect(verdicts(findings)).toEqual(ALL_OK);
    expect(sentToCal.length).toBeGreaterThan(0);
    expect(sentToCal.join()).not.toMatch(new RegExp(`${SECRET}|${HEADER}|let-in`, "i"));
  });

  for (const [name, signIn] of [
    ["by a redirect", undefined],
    ["with a page", { status: 401, headers: { "content-type": "text/html" } }],
  ] as const) {
    test(`without the secret, a sign-in ${name} is reported with the way to bypass it`, async ({ site }) => {
      const { findings } = await lookAtProtected(site, {}, signIn);
      expect(findings).toMatchObject([{ check: "Site", verdict: "problem", says: expect.stringContaining("Deployment Protection"), remedy: expect.stringMatching(/VERCEL_AUTOMATION_BYPASS_SECRET=… npm run smoke -- http/) }]);
    });
  }

  test("with a wrong secret, this is reported without the secret", async ({ site }) => {
    const { findings } = await lookAtProtected(site, { VERCEL_AUTOMATION_BYPASS_SECRET: "another-secret" });
    expect(findings).toMatchObject([{ check: "Site", verdict: "problem", remedy: expect.stringContaining("is not accepted") }]);
    expect(JSON.stringify(findings)).not.toContain("another-secret");
  });
});
