/** npm run doctor: a correct setup passes, and each misconfiguration is reported by the right check, with the right remedy, and by no other. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { channelFindings } from "../../scripts/doctor/channels.ts";
import { examine, nodeFinding, settingFindings } from "../../scripts/doctor/local.ts";
import type { Setup } from "../../scripts/doctor/setup.ts";
import { exitCode, findingsText, type Finding } from "../../scripts/doctor/findings.ts";
import { root as project } from "../../scripts/settings.ts";
import { builtPage, layOut, startServices, type Services } from "../fixtures/site/setup.ts";
import { startGa4, type Ga4Server } from "../fixtures/ga4-server.ts";
import { answers } from "../fixtures/receiver.ts";

type TestSetup = Setup & { env: Record<string, string> };

let around: Services;
beforeAll(async () => {
  around = await startServices();
});
afterAll(() => around.close());
afterEach(async () => {
  around.demo.resetKnobs();
  around.cal.tamper = () => undefined;
  around.receiver.answer = answers(200);
  around.receiver.received.length = 0;
  await redis(["ACL", "SETUSER", "default", "+@all"]);
  await redis(["CONFIG", "SET", "maxmemory", "0", "maxmemory-policy", "noeviction"]);
});

/** Sends a command to the Redis itself. */
async function redis(command: string[]): Promise<void> {
  const { url, token } = around.redis;
  const answer = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(command) });
  expect(answer.status).toBe(200);
}

/** Builds again with the current settings. */
async function rebuild(setup: TestSetup, options?: Parameters<typeof layOut>[2]): Promise<void> {
  await layOut(setup.root, setup.env, options);
}

const conversionsOf = async (setup: TestSetup, more: Partial<Setup> = {}) => (await channelFindings({ ...setup, ...more })).filter(({ check }) => check === "Conversions");

const wrong = (findings: readonly Finding[]) => findings.filter(({ verdict }) => verdict === "problem");

interface Misconfiguration {
  name: string;
  /** Breaks the setup; may return another one. */
  spoil(setup: TestSetup): unknown;
  check: string;
  says: RegExp;
  remedy: RegExp;
}

const MISCONFIGURATIONS: Misconfiguration[] = [
  {
    name: "a whole address in PUBLIC_CAL_LINK",
    spoil: ({ env }) => (env.PUBLIC_CAL_LINK = "https://cal.com/studio/30min"),
    check: "Settings",
    says: /PUBLIC_CAL_LINK.*is not a booking link/,
    remedy: /for example "studio\/30min"/,
  },
  { name: "a misspelt setting", spoil: ({ env }) => (env.ALERT_WEBHOOK_SECRETT = "Hn6uPy3DvRk8BsMz"), check: "Settings", says: /Unknown setting: ALERT_WEBHOOK_SECRETT/, remedy: /Set ALERT_WEBHOOK_SECRET instead/ },
  { name: "half a store", spoil: ({ env }) => delete env.KV_REST_API_TOKEN, check: "Settings", says: /KV_REST_API_URL is set but KV_REST_API_TOKEN is not/, remedy: /Set both/ },
  { name: "the password where its hash belongs", spoil: ({ env }) => (env.ADMIN_PASSWORD_HASH = "correct horse battery"), check: "Settings", says: /not a valid hash/, remedy: /npm run hash-password/ },
  { name: "a token with a trailing line break", spoil: ({ env }) => (env.METRICS_TOKEN += "\n"), check: "Settings", says: /METRICS_TOKEN begins or ends with a space or a line break/, remedy: /Set it again without/ },
  { name: "a malformed SENTRY_DSN", spoil: ({ env }) => (env.SENTRY_DSN = "o1.ingest.sentry.io/2"), check: "Settings", says: /SENTRY_DSN is malformed/, remedy: /Client Keys/ },
  {
    name: "a deployment without a password",
    async spoil(setup) {
      const { ADMIN_PASSWORD: _, ALERT_WEBHOOK_URL: __, ...env } = setup.env;
      return { ...setup, env, place: "production" };
    },
    check: "Settings",
    says: /Neither ADMIN_PASSWORD nor ADMIN_PASSWORD_HASH/,
    remedy: /Vercel's dashboard/,
  },
  { name: "the token of another database", spoil: ({ env }) => (env.KV_REST_API_TOKEN = "AYNgASQgN2Zi"), check: "Store", says: /rejects the token/, remedy: /from the same database/ },
  { name: "a token that may only read", spoil: () => redis(["ACL", "SETUSER", "default", "-@write"]), check: "Store", says: /can read but not write/, remedy: /READ_ONLY/ },
  {
    name: "a database that is full",
    spoil: () => redis(["CONFIG", "SET", "maxmemory", "1"]),
    check: "Store",
    says: /The database is full/,
    remedy: /larger plan/,
  },
  {
    name: "a database that removes keys when it is full",
    spoil: () => redis(["CONFIG", "SET", "maxmemory-policy", "allkeys-lru"]),
    check: "Eviction",
    says: /removes keys when its memory is full \(allkeys-lru\)/,
    remedy: /turn Eviction off/,
  },
  { name: "a database that does not exist", spoil: ({ env }) => (env.KV_REST_API_URL = "http://127.0.0.1:2"), check: "Store", says: /ECONNREFUSED/, remedy: /KV_REST_API_URL/ },
  { name: "an event that Cal does not know", spoil: () => around.demo.setKnobs({ frameStatus: 404 }), check: "Cal's event", says: /no event at studio\/30min/, remedy: /PUBLIC_CAL_LINK/ },
  { name: "an event that is not public", spoil: () => around.demo.setKnobs({ frameStatus: 403 }), check: "Cal's event", says: /not public/, remedy: /Make it public/ },
  { name: "a Cal that does not answer", spoil: (setup) => (around.demo.setKnobs({ frameMode: "hang" }), { ...setup, timeLimitMs: 1_000 }), check: "Cal's event", says: /cannot be reached/, remedy: /PUBLIC_CAL_SITE/ },
  {
    name: "a Cal that may not be framed",
    spoil: () => (around.cal.tamper = (path) => (path.includes("/embed?") ? { headers: { "x-frame-options": "DENY" } } : undefined)),
    check: "Cal's frame",
    says: /does not allow https:\/\/example\.com to frame its calendar: it sends X-Frame-Options: DENY/,
    remedy: /headers of its host/,
  },
  {
    name: "an event that Cal has moved to an organisation's origin",
    spoil: () => (around.cal.tamper = (path) => (path.startsWith("/studio/30min/embed") ? { status: 307, headers: { location: around.demo.origin + path } } : undefined)),
    check: "Cal's origin",
    says: /Cal redirects studio\/30min from http:\/\/127\.0\.0\.1:\d+ to http:\/\/127\.0\.0\.1:\d+, so the calendar cannot open/,
    remedy: /^Set PUBLIC_CAL_ORIGIN=http:\/\/127\.0\.0\.1:\d+ and PUBLIC_CAL_SITE=http:\/\/127\.0\.0\.1:\d+, and build again/,
  },
  {
    name: "another event that Cal has moved",
    async spoil(setup) {
      await rebuild(setup, { page: builtPage({ events: ["studio/30min", "studio/15min"] }) });
      around.cal.tamper = (path) => (path.startsWith("/studio/15min/embed") ? { status: 307, headers: { location: around.demo.origin + path } } : undefined);
    },
    check: "Other events",
    says: /Cal redirects studio\/15min from/,
    remedy: /calendars of one origin only/,
  },
  { name: "a private link as the event", spoil: ({ env }) => (env.PUBLIC_CAL_LINK = "d/aHash123/30min"), check: "Settings", says: /a private link/, remedy: /the path of a public event/ },
  { name: "a Cal at an address that embed.js would change", spoil: ({ env }) => (env.PUBLIC_CAL_ORIGIN = "https://cal.company.example"), check: "Settings", says: /PUBLIC_CAL_ORIGIN is "https:\/\/cal\.company\.example"/, remedy: /another host name/ },
  { name: "a Cal without embed.js", spoil: () => around.demo.setKnobs({ embedJsMode: "missing" }), check: "Cal's script", says: /answered 404/, remedy: /CAL_EMBED_URL/ },
  {
    name: "a CAL_EMBED_URL of a page",
    spoil: ({ env }) => (env.CAL_EMBED_URL = `${around.demo.origin}/studio/30min`),
    check: "Cal's script",
    says: /instead of JavaScript/,
    remedy: /the address of Cal's embed\.js/,
  },
  {
    name: "a clock that is wrong",
    spoil: () => (around.cal.tamper = () => ({ headers: { date: new Date(Date.now() - 300_000).toUTCString() } })),
    check: "Clock",
    says: /(299|300|301) s ahead of Cal's/,
    remedy: /timedatectl/,
  },
  { name: "no build", spoil: ({ root }) => rm(join(root, ".vercel"), { recursive: true }), check: "Build", says: /There is no build/, remedy: /npm run build/ },
  { name: "a build of other settings", spoil: ({ env }) => (env.PUBLIC_CAL_ROLLOUT = "50"), check: "Build", says: /made from other sources or settings/, remedy: /Run npm run build/ },
  { name: "a policy that was made for another Cal", spoil: (setup) => rebuild(setup, { calOrigin: "https://cal.other.example" }), check: "Policy", says: /blocks the calendar: frame-src lacks/, remedy: /PUBLIC_CAL_ORIGIN/ },
  {
    name: "a second policy in vercel.json",
    async spoil(setup) {
      await writeFile(join(setup.root, "vercel.json"), JSON.stringify({ headers: [{ source: "/(.*)", headers: [{ key: "Content-Security-Policy", value: "frame-src 'none'" }] }] }));
      await restamp(setup);
    },
    check: "Policy",
    says: /a second content security policy for \/\(\.\*\)/,
    remedy: /content-policy\.ts/,
  },
  { name: "a home page that has grown too large", spoil: (setup) => rebuild(setup, { page: builtPage({ noise: 2_500 }) }), check: "Budgets", says: /the home page has [\d,]+ bytes, over its budget of 14,900/, remedy: /“Budgets”/ },
  { name: "a script before any intent", spoil: (setup) => rebuild(setup, { page: builtPage({ head: '<script src="/_astro/tracker.js"></script>' }) }), check: "Budgets", says: /before the visitor shows intent.*tracker\.js/, remedy: /Undo/ },
  {
    name: "the demo's second event, which another Cal does not have",
    async spoil(setup) {
      await rebuild(setup, { page: builtPage({ events: ["studio/30min", "studio/15min"] }) });
      around.cal.tamper = (path) => (path.startsWith("/studio/15min") ? { status: 404 } : undefined);
    },
    check: "Other events",
    says: /studio\/15min \(404\)/,
    remedy: /booking\.events in src\/content\/site\.yaml/,
  },
  {
    name: "a receiver of alerts that no longer exists",
    spoil(setup) {
      around.receiver.answer = answers(404);
      return { ...setup, sendTest: true };
    },
    check: "Alerts",
    says: /did not accept an alert.*404/,
    remedy: /ALERT_WEBHOOK_URL to its whole address/,
  },
  { name: "unencrypted alerts", spoil: ({ env, ...setup }) => ({ ...setup, env, place: "production" }), check: "Alerts", says: /sent unencrypted/, remedy: /https/ },
  {
    name: "packages of another version",
    spoil: ({ root }) => writeFile(join(root, "node_modules", ".package-lock.json"), JSON.stringify({ packages: { "": {}, "node_modules/astro": { version: "6.0.0" } } })),
    check: "Node",
    says: /have another version: astro/,
    remedy: /npm ci/,
  },
];

/** Marks the build as made from the changed sources. */
async function restamp({ root, env }: TestSetup): Promise<void> {
  const { currentStamp } = await import("../../scripts/build/build-stamp.ts");
  await writeFile(join(root, ".vercel", "readyslot-build.json"), JSON.stringify(await currentStamp(env, root)));
}

describe("a correct setup", () => {
  test("passes all checks, without warnings and skipped checks", async () => {
    const findings = await examine(await around.setup());
    // The event is opened in a browser by tests/e2e/deployment/doctor.full.spec.ts.
    expect(findings.filter(({ verdict }) => verdict !== "ok")).toMatchObject([{ check: "Calendar", verdict: "skipped", says: expect.stringContaining("there is no Chrome") }]);
    const checks = ["Version", "Node", "Settings", "Build", "Policy", "Budgets", "Store", "Eviction", "Cal's script", "Cal's event", "Cal's frame", "Calendar", "Free times", "Clock", "Alerts", "Cal's webhook"];
    expect(findings.map(({ check }) => check)).toEqual(checks);
    expect(exitCode(findings)).toBe(0);
  });

  test("is reported without secrets, and nothing remains in the store", async () => {
    const setup = await around.setup();
    await around.redis.flush();
    const text = findingsText(await examine(setup));
    const secrets = [setup.env.KV_REST_API_TOKEN, setup.env.ADMIN_PASSWORD, setup.env.METRICS_TOKEN, setup.env.CRON_SECRET, setup.env.CAL_WEBHOOK_SECRET, "/hook"];
    expect(secrets.filter((secret) => text.includes(secret ?? ""))).toEqual([]);
    const { url, token } = around.redis;
    const answer = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(["DBSIZE"]) });
    expect(await answer.json()).toEqual({ result: 0 });
  });

  test("sends a test notice only with --send-test", async () => {
    const setup = await around.setup();
    await examine(setup);
    expect(around.receiver.received).toEqual([]);
    const findings = await examine({ ...setup, sendTest: true });
    expect(findings.find(({ check }) => check === "Alerts")).toMatchObject({ verdict: "ok", says: expect.stringContaining("accepted a test notice, signed") });
    expect(around.receiver.received).toMatchObject([{ method: "POST", path: "/hook", body: expect.stringContaining("Readyslot test notice") }]);
  });

  describe("that sends conversions", () => {
    let ga4: Ga4Server;
    beforeAll(async () => {
      ga4 = await startGa4();
    });
    afterAll(() => ga4.close());
    const receivers = (setup: TestSetup) => ({ ...setup.env, GA4_MEASUREMENT_ID: "G-1A2B3C4D5E", GA4_API_SECRET: "hidden-secret", GA4_COLLECT_URL: ga4.url, CONVERSION_WEBHOOK_URL: `${around.receiver.origin}/hunter2`, CONVERSION_WEBHOOK_SECRET: "tests-sign-what-they-send" });

    test("has one line for each receiver, and nothing is sent", async () => {
      const setup = await around.setup();
      expect(await conversionsOf(setup)).toEqual([]);
      const findings = await conversionsOf({ ...setup, env: receivers(setup) });
      expect(findings.map(({ verdict }) => verdict)).toEqual(["ok", "ok"]);
      expect([around.receiver.received, ga4.posts]).toEqual([[], []]);
    });

    test("sends a test conversion with --send-test, which Google only validates", async () => {
      const setup = await around.setup();
      const findings = await conversionsOf({ ...setup, env: receivers(setup) }, { sendTest: true });
      expect(findings).toMatchObject([{ verdict: "ok", says: expect.stringContaining("would accept a conversion") }, { verdict: "ok", says: expect.stringContaining("accepted a test conversion") }]);
      expect(ga4.posts).toEqual([]);
      expect(around.receiver.received.filter(({ path }) => path === "/hunter2")).toMatchObject([{ headers: { "x-readyslot-signature-256": expect.stringMatching(/^sha256=/) }, body: expect.stringContaining('"event":"doctor"') }]);
      expect(JSON.stringify(findings)).not.toMatch(/hunter2|hidden-secret/);
    });

    test("has a problem with its remedy where the receiver refuses, is not encrypted or is half set", async () => {
      const setup = await around.setup();
      const env = receivers(setup);
      around.receiver.answer = answers(403);
      expect((await conversionsOf({ ...setup, env }, { sendTest: true }))[1]).toMatchObject({ verdict: "problem", says: expect.stringContaining("403"), remedy: expect.stringContaining("CONVERSION_WEBHOOK_URL") });
      expect((await conversionsOf({ ...setup, env }, { place: "production" })).map(({ says }) => says)).toEqual([expect.stringContaining("GA4_COLLECT_URL does not use https"), expect.stringContaining("CONVERSION_WEBHOOK_URL does not use https")]);
      const half = settingFindings({ ...setup, env: { ...env, GA4_API_SECRET: "", CAL_WEBHOOK_SECRET: "" } });
      expect(half.map(({ says }) => says)).toEqual(expect.arrayContaining([expect.stringContaining("GA4_MEASUREMENT_ID is set but GA4_API_SECRET is not"), expect.stringContaining("CONVERSION_WEBHOOK_URL is set but CAL_WEBHOOK_SECRET is not")]));
    });
  });

  test("with https://cal.com as PUBLIC_CAL_ORIGIN gets a warning and the corrected origin", () => {
    const env = { PUBLIC_CAL_LINK: "studio/30min", PUBLIC_CAL_ORIGIN: "https://cal.com" };
    expect(settingFindings({ env, place: "local", root: "" }).filter(({ verdict }) => verdict !== "ok")).toEqual([
      { check: "Settings", verdict: "warning", says: expect.stringContaining("https://app.cal.com is used instead"), remedy: "Set PUBLIC_CAL_ORIGIN=https://app.cal.com, or remove it." },
    ]);
  });

  test.each([
    ["forms/948ae412", "A routing form"],
    ["team/studio", "A profile"],
    ["ada+grace/30min", "A dynamic group"],
  ])("with the event %s is reported as %s, with the effect on the statistics", async (path, kind) => {
    const setup = await around.setup();
    setup.env.PUBLIC_CAL_LINK = path;
    await rebuild(setup, { page: builtPage({ events: [path] }) });
    const findings = await examine(setup);
    expect(wrong(findings)).toEqual([]);
    expect(findings.find(({ check }) => check === "Cal's event")?.says).toContain(`${kind}: it opens in the dialog, and its openings are counted as opened, not ready.`);
  });

  test.each<[string, (setup: TestSetup) => unknown, string, RegExp]>([
    ["answers with times", () => {}, "ok", /^\d+ times are free in the next 14 days\. 127\.0\.0\.1:\d+ answered within \d+ ms\.$/],
    ["has no times", () => around.demo.setKnobs({ apiMode: "empty" }), "ok", /^No time is free in the next 14 days/],
    ["takes no more requests", () => around.demo.setKnobs({ apiMode: "limited" }), "warning", /takes no more requests/],
    ["does not know the event", () => around.demo.setKnobs({ apiMode: "missing" }), "warning", /has no such event/],
    ["fails", () => around.demo.setKnobs({ apiMode: "error" }), "warning", /answered 500/],
    ["hangs", () => around.demo.setKnobs({ apiMode: "hang" }), "warning", /did not answer within 2000 ms/],
    ["has an old version", () => around.demo.setKnobs({ apiMode: "wrong" }), "warning", /did not answer with free times in the format of version 2024-09-04/],
    ["does not run", ({ env }) => (env.CAL_API_URL = "http://127.0.0.1:2"), "warning", /cannot be reached: .*ECONNREFUSED/],
    ["is switched off", ({ env }) => (env.CAL_API_URL = "off"), "skipped", /^CAL_API_URL is off\. Visitors get Cal's calendar/],
    ["is not known", ({ env }) => delete env.CAL_API_URL, "skipped", /^CAL_API_URL is not set, and PUBLIC_CAL_ORIGIN is a Cal that may not run the API/],
    ["refuses the key", ({ env }) => ((env.CAL_API_KEY = "cal_live_wrong"), (around.cal.tamper = (path) => (path.startsWith("/v2/") ? { status: 401 } : undefined))), "problem", /refuses the request \(401\)\. Check CAL_API_KEY/],
  ])("with an API that %s", async (_name, spoil, verdict, says) => {
    const setup = await around.setup();
    spoil(setup);
    await rebuild(setup);
    const findings = await examine(setup);
    expect(findings.filter(({ check }) => check === "Free times")).toMatchObject([{ verdict, says: expect.stringMatching(says) }]);
    expect(wrong(findings).length).toBe(verdict === "problem" ? 1 : 0);
    expect(findingsText(findings)).not.toContain("cal_live_wrong");
  });

  test("with a database that does not say whether it removes keys gets the place to look", async () => {
    await redis(["ACL", "SETUSER", "default", "-info", "-config"]);
    const findings = await examine(await around.setup());
    expect(wrong(findings)).toEqual([]);
    expect(findings.find(({ check }) => check === "Eviction")).toMatchObject({ verdict: "skipped", says: expect.stringContaining("turn Eviction off under Configuration") });
  });

  test("is reported with Cal's version, if Cal has it", async () => {
    around.cal.tamper = (path) => (path === "/api/version" ? { status: 200, body: '{"version":"6.4.2"}' } : undefined);
    const says = (await examine(await around.setup())).find(({ check }) => check === "Cal's event")?.says;
    expect(says).toContain("Cal's version: 6.4.2.");
  });

  test("with an event that does not answer is reported as skipped, not as passed", async () => {
    const setup = await around.setup();
    await rebuild(setup, { page: builtPage({ events: ["studio/30min", "studio/slow"] }) });
    around.cal.tamper = (path) => (path.startsWith("/studio/slow") ? { hang: true } : undefined);
    const findings = await examine({ ...setup, timeLimitMs: 1_000 });
    expect(findings.find(({ check }) => check === "Other events")).toMatchObject({ verdict: "skipped", says: expect.stringContaining("did not answer") });
    expect(wrong(findings)).toEqual([]);
  });

  test("without any setting passes with the demo calendar", async () => {
    const setup = await around.setup();
    const unset = { PORT: "2" };
    await layOut(setup.root, unset, { calOrigin: "http://127.0.0.1:3" });
    const findings = await examine({ ...setup, env: { ...unset, DATA_DIR: join(setup.root, ".data") } });
    expect(wrong(findings)).toEqual([]);
    expect(findings.find(({ check }) => check === "Cal")).toMatchObject({ verdict: "skipped" });
  });
});

describe("a misconfigured setup", () => {
  test("is tested in at least fifteen variants", () => {
    expect(new Set(MISCONFIGURATIONS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(15);
  });

  test.each(MISCONFIGURATIONS)("with $name fails $check, with the remedy, and no other check", async ({ spoil, check, says, remedy }) => {
    const setup = await around.setup();
    const other: unknown = await spoil(setup);
    const findings = await examine(typeof other === "object" && other !== null && "root" in other ? (other as TestSetup) : setup);
    expect(wrong(findings)).toEqual([{ check, verdict: "problem", says: expect.stringMatching(says), remedy: expect.stringMatching(remedy) }]);
    expect(exitCode(findings)).toBe(1);
  });

  test("with another Node than the project's fails", async () => {
    const { root } = await around.setup();
    expect(nodeFinding({ root }, "20.1.0")).toMatchObject({ verdict: "problem", says: expect.stringContaining("This is Node 20.1.0"), remedy: expect.stringContaining("npm run doctor") });
  });
});

/** Runs the command. */
async function doctor(args: string[]): Promise<{ code: number | null; said: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|DEV|PROD|MODE|SSR|BASE_URL|NODE_ENV)/.test(name)));
  const child = spawn(process.execPath, [join(project, "scripts", "doctor.ts"), ...args], { env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}

describe("the command", () => {
  test("reads settings from a file, exits with 1 for a problem, and prints JSON", async () => {
    const { env, root } = await around.setup();
    const file = join(root, "pulled.env");
    await writeFile(file, Object.entries({ ...env, VERCEL: "1", VERCEL_ENV: "production", ALERT_WEBHOOK_URL: "", FORM_WEBHOOK_URL: "https://hooks.example.com/forms", FORM_WEBHOOK_SECRET: "pY7mKd2wQz9LtRb4" }).map(([name, value]) => `${name}="${value}"\n`).join(""));
    const right = await doctor(["--settings", file, "--no-browser"]);
    expect(right.said).toMatch(/passed, 0 failed, 1 with warnings, 2 skipped/);
    expect(right.code).toBe(0);

    await writeFile(file, 'VERCEL="1"\nVERCEL_ENV="production"\n');
    const { code, said } = await doctor(["--settings", file, "--json", "--no-browser"]);
    expect(code).toBe(1);
    const { findings } = JSON.parse(said) as { findings: Finding[] };
    expect(wrong(findings).map(({ says }) => says)).toEqual(expect.arrayContaining([expect.stringContaining("PUBLIC_CAL_LINK"), expect.stringContaining("ADMIN_PASSWORD")]));
  });

  test("reports a public setting that is empty in a pulled file", () => {
    const findings = settingFindings({ env: { PUBLIC_CAL_LINK: "", CRON_SECRET: "" }, place: "production", root: "", isElsewhere: true });
    expect(wrong(findings).map(({ says }) => says.split(" ")[0])).toContain("PUBLIC_CAL_LINK");
    expect(wrong(findings).map(({ says }) => says.split(" ")[0])).not.toContain("CRON_SECRET");
  });

  test("does not report sensitive settings, which Vercel leaves empty in a pulled file", async () => {
    const { env, root } = await around.setup();
    const file = join(root, "pulled.env");
    await writeFile(file, Object.entries({ ...env, VERCEL: "1", VERCEL_ENV: "production", ALERT_WEBHOOK_URL: "", ADMIN_PASSWORD: "", CRON_SECRET: "" }).map(([name, value]) => `${name}="${value}"\n`).join(""));
    const { code, said } = await doctor(["--settings", file, "--json", "--no-browser"]);
    const { findings } = JSON.parse(said) as { findings: Finding[] };
    expect(wrong(findings)).toEqual([]);
    expect(findings.filter(({ check, verdict }) => check === "Settings" && verdict === "skipped").map(({ says }) => says.split(" ")[0])).toEqual(["ADMIN_PASSWORD", "CRON_SECRET"]);
    expect(code).toBe(0);
  });

  test.each([
    [["--as", "nowhere"], /Use local, preview or production/],
    [["--settings", "/no/such/file"], /ENOENT/],
    [["example.com"], /Write the whole address, for example https:\/\/example\.com/],
    [["--fast"], /Unknown option/],
    [["https://a.example", "https://b.example"], /one address/],
  ])("exits with 2 and its usage for wrong arguments (%j)", async (args, says) => {
    const { code, said } = await doctor(args);
    expect(code).toBe(2);
    expect(said).toMatch(says);
    expect(said).toContain("npm run doctor -- [URL] [options]");
  });
});
