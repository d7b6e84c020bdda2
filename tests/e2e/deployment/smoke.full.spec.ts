/** npm run smoke: says of a site that works that it does, and of one that does not what is wrong and what to do. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { findingsText, type Finding } from "../../../scripts/doctor/findings.ts";
import { LiveSite } from "../../../scripts/live-site/live-site.ts";
import { smoke } from "../../../scripts/live-site/smoke.ts";
import { startProxy, type Tampering } from "../../fixtures/patient.ts";
import type { RunningSite } from "../../fixtures/site/running-site.ts";
import { expect, readMetrics, test } from "../fixtures.ts";

const BROWSER = process.env.CHROME_PATH ?? "";

/** Everything that the smoke test finds, in the browser that finds the demo where it really is. */
function smokeOf(site: RunningSite, browser: string | undefined = BROWSER): Promise<readonly Finding[]> {
  const { built, real } = site.demoPorts;
  return smoke(new LiveSite(new URL(site.origin)), { browser, browserArgs: [`--host-resolver-rules=MAP 127.0.0.1:${built} 127.0.0.1:${real}`] });
}

const verdicts = (findings: readonly Finding[]) => Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]));
const ALL_WELL = { Page: "ok", Health: "ok", "embed.js": "ok", Calendar: "ok", Sample: "ok" };

test("a site that works: all in order, the calendar measured, and nothing of it among the numbers", async ({ site }) => {
  const before = await readMetrics(site, "?limit=1");
  const findings = await smokeOf(site);
  expect(findingsText(findings)).toMatch(/usable \d+ ms after the click \((cold|warmed), optimized\)/);
  expect(verdicts(findings)).toEqual(ALL_WELL);
  expect(await readMetrics(site, "?limit=1")).toEqual(before);
});

test("without a browser the rest is looked at, and that it was not opened is a problem unless it was asked for", async ({ site }) => {
  const none = await smoke(new LiveSite(new URL(site.origin)), { browser: undefined });
  expect(verdicts(none)).toEqual({ ...ALL_WELL, Calendar: "problem" });
  expect(findingsText(none)).toContain("--no-browser");
  expect(verdicts(await smoke(new LiveSite(new URL(site.origin)), { browser: "without" }))).toEqual({ ...ALL_WELL, Calendar: "skipped" });
});

test("an event that Cal does not know is named, with where to look", async ({ site, calendar }) => {
  await calendar({ linkFailed: 404 });
  const findings = await smokeOf(site);
  // The sample is posted all the same: whether the endpoint takes one is another question.
  expect(verdicts(findings)).toEqual({ ...ALL_WELL, Calendar: "problem" });
  expect(findingsText(findings)).toMatch(/link-failed: 404[^]*look at it in Cal, and at\s+PUBLIC_CAL_LINK/);
});

test("a site that does not run, and one that is no site of ours", async () => {
  const closed = await smoke(new LiveSite(new URL("http://127.0.0.1:2/")), { browser: "without" });
  expect(findingsText(closed)).toMatch(/does not answer: connect ECONNREFUSED/);

  const other = createServer((_, response) => response.end("<h1>Another site</h1>")).listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const findings = await smoke(new LiveSite(new URL(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`)), { browser: BROWSER });
  other.close();
  expect(verdicts(findings)).toEqual({ Page: "problem", Health: "problem", "embed.js": "problem", Calendar: "problem", Sample: "problem" });
  expect(findingsText(findings)).toContain("no page of this product");
});

test.describe("a site whose store is down", () => {
  test("is told by its health and its sample; the calendar opens all the same", async ({ site, restartSite }) => {
    await restartSite({ KV_REST_API_URL: "http://127.0.0.1:2", KV_REST_API_TOKEN: "secret-token" });
    const findings = await smokeOf(site);
    await restartSite({ KV_REST_API_URL: "", KV_REST_API_TOKEN: "" });
    expect(verdicts(findings)).toEqual({ ...ALL_WELL, Health: "problem", Sample: "problem" });
    expect(findingsText(findings)).not.toContain("secret-token");
  });
});

test("a preview without a store is in order as far as it goes; a site that visitors find is not", async ({ site }) => {
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
  expect(ofPreview).toEqual({ ...ALL_WELL, Health: "skipped", Calendar: "skipped", Sample: "skipped" });
  const lacking = { ...ALL_WELL, Health: "problem", Calendar: "skipped", Sample: "problem" };
  expect(ofProductions).toEqual([lacking, lacking]);
});

/** As Vercel does it: a sign-in for strangers; for who has the secret the page, or where a cookie is asked for that and the page again. */
test.describe("a site behind Vercel's Deployment Protection", () => {
  const SECRET = "Jd8mXe2QwTz6RbKp";
  const HEADER = "x-vercel-protection-bypass";

  async function lookAtProtected(site: RunningSite, env: Record<string, string>, signIn = { status: 302, headers: { location: "https://vercel.com/sso-api?url=x" } as Record<string, string> }) {
    const [proxy, cal] = await Promise.all([startProxy(site.origin), startProxy(site.demo)]);
    const toldToCal: string[] = [];
    cal.guard = ({ rawHeaders }) => void toldToCal.push(rawHeaders.join(" "));
    proxy.guard = ({ headers, url = "" }) => {
      // At Vercel the site knows the name that it is asked by; behind this proxy it knows its own.
      if (headers.origin) headers.origin = site.origin;
      if (headers[HEADER] !== SECRET) return headers.cookie?.includes("_vercel_jwt=let-in") ? undefined : signIn;
      return headers["x-vercel-set-bypass-cookie"] === "true" ? { status: 307, headers: { location: url, "set-cookie": "_vercel_jwt=let-in; Path=/; HttpOnly; SameSite=Lax" } } : undefined;
    };
    try {
      const browserArgs = [`--host-resolver-rules=MAP 127.0.0.1:${site.demoPorts.built} ${new URL(cal.origin).host}`];
      const findings = await smoke(new LiveSite(new URL(proxy.origin.replace("127.0.0.1", "localhost")), env), { browser: BROWSER, browserArgs });
      return { findings, toldToCal };
    } finally {
      await Promise.all([proxy.close(), cal.close()]);
    }
  }

  test("lets the smoke test in that has the project's secret, which Cal does not learn", async ({ site }) => {
    const { findings, toldToCal } = await lookAtProtected(site, { VERCEL_AUTOMATION_BYPASS_SECRET: SECRET });
    expect(verdicts(findings)).toEqual(ALL_WELL);
    expect(toldToCal.length).toBeGreaterThan(0);
    expect(toldToCal.join()).not.toMatch(new RegExp(`${SECRET}|${HEADER}|let-in`, "i"));
  });

  for (const [name, signIn] of [
    ["by a redirect", undefined],
    ["with a page", { status: 401, headers: { "content-type": "text/html" } }],
  ] as const) {
    test(`without it what asks one to sign in ${name} is named, and how to pass it`, async ({ site }) => {
      const { findings } = await lookAtProtected(site, {}, signIn);
      expect(findings).toMatchObject([{ check: "Site", verdict: "problem", says: expect.stringContaining("Deployment Protection"), remedy: expect.stringMatching(/VERCEL_AUTOMATION_BYPASS_SECRET=… npm run smoke -- http/) }]);
    });
  }

  test("with another secret it says so, and shows nothing of it", async ({ site }) => {
    const { findings } = await lookAtProtected(site, { VERCEL_AUTOMATION_BYPASS_SECRET: "another-secret" });
    expect(findings).toMatchObject([{ check: "Site", verdict: "problem", remedy: expect.stringContaining("does not let us in") }]);
    expect(JSON.stringify(findings)).not.toContain("another-secret");
  });
});
