/** npm run doctor -- URL: a site that is right passes; one that is wrong in one way is told by the right check, with the right remedy. */
import { root } from "../../../scripts/settings.ts";
import { examineSite } from "../../../scripts/doctor/remote.ts";
import { exitCode, findingsText, type Finding } from "../../../scripts/doctor/findings.ts";
import { LiveSite } from "../../../scripts/live-site/live-site.ts";
import { siteUrl } from "../../../scripts/live-site/site-url.ts";
import { startProxy, type Proxy, type Tampering } from "../../fixtures/patient.ts";
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
  /** As a preview is built. */
  isPreview?: boolean;
}

/** What the doctor finds of a site behind a proxy that spoils its answers. */
async function lookAt({ origin, demoPorts: { built, real } }: RunningSite, tamper: Proxy["tamper"], { path = "/", env = { CAL_WEBHOOK_SECRET: SECRET }, browser, isPreview = false }: Look = {}): Promise<readonly Finding[]> {
  // The plain links lead to where the build believes the demo to be; here it is elsewhere, and the policy has to know.
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

interface Fault {
  name: string;
  tamper: (path: string) => Tampering | undefined;
  check: string;
  says: RegExp;
  remedy: RegExp;
}

const on = (where: string, changes: Tampering) => (path: string) => (path === where ? changes : undefined);

const FAULTS: Fault[] = [
  { name: "a header that a proxy has taken away", tamper: on("/", { headers: { "strict-transport-security": undefined } }), check: "Headers", says: /different: strict-transport-security/, remedy: /vercel\.json/ },
  { name: "a permissions policy that keeps payments from the calendar", tamper: on("/", { headers: { "permissions-policy": "payment=()" } }), check: "Headers", says: /different: permissions-policy/, remedy: /this build with its routes/ },
  { name: "no policy", tamper: on("/", { headers: { "content-security-policy": undefined } }), check: "Policy", says: /no content security policy/, remedy: /config\.json/ },
  { name: "a policy that keeps the calendar out", tamper: on("/", { headers: { "content-security-policy": "frame-src 'none'" } }), check: "Policy", says: /frame-src lacks/, remedy: /PUBLIC_CAL_ORIGIN/ },
  { name: "a second policy, of a proxy", tamper: on("/", { addPolicy: "frame-src 'none'" }), check: "Policy", says: /a second policy's frame-src lacks/, remedy: /a proxy adds a policy/ },
  { name: "a home page for every address", tamper: on("/doctor-asks-for-what-is-not-there", { status: 200 }), check: "404 page", says: /answers 200/, remedy: /404\.html/ },
  { name: "an admin's page that anybody sees", tamper: on("/admin/metrics", { status: 200 }), check: "Access", says: /answers 200 to a stranger/, remedy: /cache/ },
  { name: "an admin's page that is kept", tamper: on("/admin/metrics", { headers: { "cache-control": "public, max-age=60" } }), check: "Access", says: /may be cached/, remedy: /no-store/ },
  { name: "numbers that anybody reads", tamper: on("/api/cal-metrics", { status: 200 }), check: "Access", says: /cal-metrics answers 200/, remedy: /401/ },
  { name: "a store that is down", tamper: on("/api/health", { status: 503, body: '{"status":"failing","store":"vercel-kv"}' }), check: "Health", says: /vercel-kv\) does not answer/, remedy: /KV_REST_API_URL/ },
  { name: "a function that is cut off", tamper: on("/api/health", { cut: true }), check: "Health", says: /does not answer/, remedy: /Ask again/ },
  { name: "a copy of Cal's script that cannot be had", tamper: on("/api/cal-embed.js", { status: 502, headers: { "content-type": "text/plain" } }), check: "embed.js", says: /answers 502/, remedy: /CAL_EMBED_URL/ },
  { name: "a host's clock without its secret", tamper: on("/api/cron/alerts", { status: 503 }), check: "Host's clock", says: /CRON_SECRET is not set/, remedy: /openssl rand/ },
  { name: "a function with SENTRY_DSN, and pages without", tamper: on("/api/errors", { status: 400 }), check: "Sentry", says: /pages were built without/, remedy: /for the build and at run time/ },
  { name: "a site whose clock is wrong", tamper: on("/", { headers: { date: new Date(Date.now() + 600_000).toUTCString() } }), check: "Clock", says: /s behind that of the site/, remedy: /timedatectl/ },
  { name: "a sign-in of Vercel's in front of it", tamper: on("/", { status: 302, headers: { location: "https://vercel.com/sso-api?url=x" } }), check: "Site", says: /Deployment Protection/, remedy: /VERCEL_AUTOMATION_BYPASS_SECRET=… npm run doctor/ },
  { name: "a page without a booking link", tamper: on("/", { body: "<dialog data-booking-dialog></dialog>" }), check: "Page", says: /no booking link/, remedy: /editing\.md/ },
];

test("a site that is right: nothing is wrong, and its calendar opens", async ({ site }) => {
  const findings = await lookAt(site, () => undefined, { browser: process.env.CHROME_PATH ?? "" });
  expect(findings.filter(({ verdict }) => verdict !== "ok").map(({ check, verdict }) => [check, verdict])).toEqual([
    ["Redirects", "skipped"],
    ["Sentry", "skipped"],
  ]);
  expect(findingsText(findings)).toMatch(/usable \d+ ms after the click/);
  expect(exitCode(findings)).toBe(0);
});

for (const { name, tamper, check, says, remedy } of FAULTS) {
  test(`a site with ${name}: ${check}, with its remedy, and nothing else`, async ({ site }) => {
    const findings = await lookAt(site, tamper);
    expect(wrong(findings)).toEqual([{ check, verdict: "problem", says: expect.stringMatching(says), remedy: expect.stringMatching(remedy) }]);
    expect(exitCode(findings)).toBe(1);
  });
}

const withoutStoreAndClock = (headers: Record<string, string>) => (path: string) =>
  ({
    "/": { headers },
    "/api/health": { status: 503, body: '{"status":"failing","store":"none"}' },
    "/api/cron/alerts": { status: 503 },
  })[path];

test("a preview needs neither a store nor the host's clock; a site that visitors find needs both", async ({ site }) => {
  const preview = await lookAt(site, withoutStoreAndClock({ "x-robots-tag": "noindex" }), { isPreview: true });
  expect(wrong(preview)).toEqual([]);
  expect(preview).toContainEqual({ check: "Health", verdict: "skipped", says: expect.stringContaining("A preview without a store") });
  expect(preview).toContainEqual({ check: "Host's clock", verdict: "skipped", says: expect.stringContaining("A preview") });
  expect(wrong(await lookAt(site, withoutStoreAndClock({}))).map(({ check }) => check)).toEqual(["Health", "Host's clock"]);
});

test("a site with another webhook secret than Cal's", async ({ site }) => {
  const findings = await lookAt(site, () => undefined, { env: { CAL_WEBHOOK_SECRET: "Hn6uPy3DvRk8BsMz" } });
  expect(wrong(findings)).toMatchObject([{ check: "Cal's webhook", says: expect.stringContaining("another secret"), remedy: expect.stringContaining("CAL_WEBHOOK_SECRET") }]);
});

test("an address that only leads to the site, one where nobody answers, and what is no address", async ({ site }) => {
  const moved = await lookAt(site, (path) => (path === "/old" ? { status: 308, headers: { location: "/" } } : undefined), { path: "/old" });
  expect(moved).toMatchObject([{ check: "Site", verdict: "problem", remedy: expect.stringMatching(/^Ask that address: npm run doctor -- http/) }]);
  const nobody = await examineSite(new LiveSite(new URL("http://127.0.0.1:2/")), { env: {}, place: "production", root }, { browser: undefined });
  expect(nobody).toMatchObject([{ check: "Site", verdict: "problem", says: expect.stringContaining("ECONNREFUSED") }]);
  expect(() => siteUrl("www.example.com/about")).toThrow("Write it in full, for example https://www.example.com/about");
});
