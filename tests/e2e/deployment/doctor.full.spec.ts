/** npm run doctor -- URL: a correct site passes, and each error of a site is reported by the right check, with the right remedy. */
import { examineSite } from "../../../scripts/doctor/remote.ts";
import { exitCode, findingsText, type Finding } from "../../../scripts/doctor/findings.ts";
import { LiveSite, siteUrl } from "../../../scripts/live-site/live-site.ts";
import { startProxy, type Proxy, type Tampering } from "../../fixtures/site/setup.ts";
import { siteUnderTest as root } from "../../fixtures/builds/site-under-test.ts";
import { startSite, type RunningSite } from "../../fixtures/site/running-site.ts";
import { expect, test as onSite } from "../fixtures.ts";

const SECRET = "Zr4bWq9LfXc1TgAe";

const test = onSite.extend<object, { site: RunningSite }>({
  site: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs off this pattern.
    async ({}, use) => {
      const site = await startSite({ CRON_SECRET: "Qw7xNc2LsVb9TzEr", CAL_WEBHOOK_SECRET: SECRET });
      await use(site);
      await site.close();
    },
    { scope: "worker" },
  ],
});

interface Look {
  path?: string;
  env?: Record<string, string>;
  browser?: string;
  /** Adds the robots meta tag of previews. */
  isPreview?: boolean;
}

/** The doctor's findings of a site behind a proxy that changes its responses. */
async function lookAt({ origin, demoPorts: { built, real } }: RunningSite, tamper: Proxy["tamper"], { path = "/", env = { CAL_WEBHOOK_SECRET: SECRET }, browser, isPreview = false }: Look = {}): Promise<readonly Finding[]> {
  // The plain links have the demo's port of the build; here the demo has another port, which the policy must allow.
  const page = await fetch(origin);
  const home = (await page.text()).replaceAll(`127.0.0.1:${built}/studio`, `127.0.0.1:${real}/studio`).replace("<head>", isPreview ? '<head><meta name="robots" content="noindex">' : "<head>");
  const proxy = await startProxy(origin);
  const policy = (page.headers.get("content-security-policy") ?? "").replace("frame-src ", `frame-src http://127.0.0.1:${real} `);
  proxy.tamper = (asked) => {
    const changes = tamper(asked);
    const added = changes?.addPolicy ? `, ${changes.addPolicy}` : "";
    return asked === "/" ? { body: home, ...changes, headers: { "content-security-policy": policy + added, ...changes?.headers } } : changes;
  };
  try {
    const browserArgs = [`--host-resolver-rules=MAP 127.0.0.1:${built} 127.0.0.1:${real}`];
    return await examineSite(new LiveSite(new URL(path, proxy.origin)), { env, place: "production", root }, { browser, browserArgs });
  } finally {
    await proxy.close();
  }
}

const wrong = (findings: readonly Finding[]) => findings.filter(({ verdict }) => verdict === "problem");

interface SiteError {
  name: string;
  tamper: (path: string) => Tampering | undefined;
  check: string;
  says: RegExp;
  remedy: RegExp;
}

const on = (where: string, changes: Tampering) => (path: string) => (path === where ? changes : undefined);

const ERRORS: SiteError[] = [
  { name: "a header that a proxy removes", tamper: on("/", { headers: { "strict-transport-security": undefined } }), check: "Headers", says: /different: strict-transport-security/, remedy: /vercel\.json/ },
  { name: "a permissions policy that blocks payments in the calendar", tamper: on("/", { headers: { "permissions-policy": "payment=()" } }), check: "Headers", says: /different: permissions-policy/, remedy: /this build with its routes/ },
  { name: "no policy", tamper: on("/", { headers: { "content-security-policy": undefined } }), check: "Policy", says: /no content security policy/, remedy: /config\.json/ },
  { name: "a policy that blocks the calendar", tamper: on("/", { headers: { "content-security-policy": "frame-src 'none'" } }), check: "Policy", says: /frame-src lacks/, remedy: /PUBLIC_CAL_ORIGIN/ },
  { name: "a second policy, from a proxy", tamper: on("/", { addPolicy: "frame-src 'none'" }), check: "Policy", says: /a second policy's frame-src lacks/, remedy: /If a proxy adds a policy/ },
  { name: "a home page for every address", tamper: on("/doctor-asks-for-what-is-not-there", { status: 200 }), check: "404 page", says: /answered with 200/, remedy: /404\.html/ },
  { name: "a public admin page", tamper: on("/admin/metrics", { status: 200 }), check: "Access", says: /answers 200 without sign-in/, remedy: /cache/ },
  { name: "a cacheable admin page", tamper: on("/admin/metrics", { headers: { "cache-control": "public, max-age=60" } }), check: "Access", says: /may be cached/, remedy: /no-store/ },
  { name: "public metrics", tamper: on("/api/cal-metrics", { status: 200 }), check: "Access", says: /cal-metrics answers 200/, remedy: /401/ },
  { name: "a store that is down", tamper: on("/api/health", { status: 503, body: '{"status":"failing","store":"vercel-kv"}' }), check: "Health", says: /vercel-kv\) does not answer/, remedy: /KV_REST_API_URL/ },
  { name: "a function whose connection breaks", tamper: on("/api/health", { cut: true }), check: "Health", says: /does not answer/, remedy: /Try again/ },
  { name: "a failing copy of Cal's script", tamper: on("/api/cal-embed.js", { status: 502, headers: { "content-type": "text/plain" } }), check: "embed.js", says: /answers 502/, remedy: /CAL_EMBED_URL/ },
  { name: "no cron secret", tamper: on("/api/cron/alerts", { status: 503 }), check: "Cron", says: /CRON_SECRET is not set/, remedy: /openssl rand/ },
  { name: "SENTRY_DSN for the function but not for the pages", tamper: on("/api/errors", { status: 400 }), check: "Sentry", says: /pages were built without/, remedy: /for the build and at run time/ },
  { name: "a site whose clock is wrong", tamper: on("/", { headers: { date: new Date(Date.now() + 600_000).toUTCString() } }), check: "Clock", says: /s behind the site's/, remedy: /timedatectl/ },
  { name: "Vercel's sign-in in front of it", tamper: on("/", { status: 302, headers: { location: "https://vercel.com/sso-api?url=x" } }), check: "Site", says: /Deployment Protection/, remedy: /VERCEL_AUTOMATION_BYPASS_SECRET=… npm run doctor/ },
  { name: "a page without a booking link", tamper: on("/", { body: "<dialog data-booking-dialog></dialog>" }), check: "Page", says: /no booking link/, remedy: /editing\.md/ },
];

test("a correct site passes, and its calendar opens", async ({ site }) => {
  const findings = await lookAt(site, () => undefined, { browser: process.env.CHROME_PATH ?? "" });
  expect(findings.filter(({ verdict }) => verdict !== "ok").map(({ check, verdict }) => [check, verdict])).toEqual([
    ["Redirects", "skipped"],
    ["Sentry", "skipped"],
  ]);
  expect(findingsText(findings)).toMatch(/usable \d+ ms after the click/);
  expect(exitCode(findings)).toBe(0);
});

for (const { name, tamper, check, says, remedy } of ERRORS) {
  test(`a site with ${name} fails ${check}, with the remedy, and no other check`, async ({ site }) => {
    const findings = await lookAt(site, tamper);
    expect(wrong(findings)).toEqual([{ check, verdict: "problem", says: expect.stringMatching(says), remedy: expect.stringMatching(remedy) }]);
    expect(exitCode(findings)).toBe(1);
  });
}

const withoutStoreAndCron = (headers: Record<string, string>) => (path: string) =>
  ({
    "/": { headers },
    "/api/health": { status: 503, body: '{"status":"failing","store":"none"}' },
    "/api/cron/alerts": { status: 503 },
  })[path];

test("a preview needs neither a store nor cron jobs; a production site needs both", async ({ site }) => {
  const preview = await lookAt(site, withoutStoreAndCron({ "x-robots-tag": "noindex" }), { isPreview: true });
  expect(wrong(preview)).toEqual([]);
  expect(preview).toContainEqual({ check: "Health", verdict: "skipped", says: expect.stringContaining("A preview without a store") });
  expect(preview).toContainEqual({ check: "Cron", verdict: "skipped", says: expect.stringContaining("A preview") });
  expect(wrong(await lookAt(site, withoutStoreAndCron({}))).map(({ check }) => check)).toEqual(["Health", "Cron"]);
});

test("a site with a different webhook secret fails", async ({ site }) => {
  const findings = await lookAt(site, () => undefined, { env: { CAL_WEBHOOK_SECRET: "Hn6uPy3DvRk8BsMz" } });
  expect(wrong(findings)).toMatchObject([{ check: "Cal's webhook", says: expect.stringContaining("different secret"), remedy: expect.stringContaining("CAL_WEBHOOK_SECRET") }]);
});

test("a redirecting address, a server that does not answer, and a malformed address", async ({ site }) => {
  const moved = await lookAt(site, (path) => (path === "/old" ? { status: 308, headers: { location: "/" } } : undefined), { path: "/old" });
  expect(moved).toMatchObject([{ check: "Site", verdict: "problem", remedy: expect.stringMatching(/^Check that address: npm run doctor -- http/) }]);
  const unreachable = await examineSite(new LiveSite(new URL("http://127.0.0.1:2/")), { env: {}, place: "production", root }, { browser: undefined });
  expect(unreachable).toMatchObject([{ check: "Site", verdict: "problem", says: expect.stringContaining("ECONNREFUSED") }]);
  expect(() => siteUrl("www.example.com/about")).toThrow("Write the whole address, for example https://www.example.com/about");
});
