/** npm run doctor: a set-up that is right passes, and each that is wrong in one way is told by the right check, with the right remedy, and by no other. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { examine } from "../../scripts/doctor/local.ts";
import { nodeFinding } from "../../scripts/doctor/node.ts";
import type { Patient } from "../../scripts/doctor/patient.ts";
import { settingFindings } from "../../scripts/doctor/settings.ts";
import { exitCode, findingsText, type Finding } from "../../scripts/doctor/findings.ts";
import { root as project } from "../../scripts/settings.ts";
import { builtPage, layOut, startSurroundings, type Surroundings } from "../fixtures/patient.ts";
import { answers } from "../fixtures/receiver.ts";

type Ill = Patient & { env: Record<string, string> };

let around: Surroundings;
beforeAll(async () => {
  around = await startSurroundings();
});
afterAll(() => around.close());
afterEach(async () => {
  around.demo.resetKnobs();
  around.cal.tamper = () => undefined;
  around.receiver.answer = answers(200);
  around.receiver.received.length = 0;
  await redis(["ACL", "SETUSER", "default", "+@all"]);
});

/** Says something to the Redis itself. */
async function redis(command: string[]): Promise<void> {
  const { url, token } = around.redis;
  const answer = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(command) });
  expect(answer.status).toBe(200);
}

/** The build's settings are those of the patient, whatever they are by now. */
async function builtAnew(patient: Ill, options?: Parameters<typeof layOut>[2]): Promise<void> {
  await layOut(patient.root, patient.env, options);
}

const wrong = (findings: readonly Finding[]) => findings.filter(({ verdict }) => verdict === "problem");

interface Misconfiguration {
  name: string;
  /** Makes the patient ill; may give back another. */
  spoil(patient: Ill): unknown;
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
  { name: "a misspelt variable", spoil: ({ env }) => (env.ALERT_WEBHOOK_SECRETT = "Hn6uPy3DvRk8BsMz"), check: "Settings", says: /no such setting/, remedy: /ALERT_WEBHOOK_SECRET that is read/ },
  { name: "half a store", spoil: ({ env }) => delete env.KV_REST_API_TOKEN, check: "Settings", says: /KV_REST_API_URL is set but KV_REST_API_TOKEN is not/, remedy: /Set both/ },
  { name: "the password where its hash belongs", spoil: ({ env }) => (env.ADMIN_PASSWORD_HASH = "correct horse battery"), check: "Settings", says: /not a password's hash/, remedy: /npm run hash-password/ },
  { name: "a line break that came along with a token", spoil: ({ env }) => (env.METRICS_TOKEN += "\n"), check: "Settings", says: /METRICS_TOKEN has a blank or a line break/, remedy: /Set it again without/ },
  { name: "a malformed SENTRY_DSN", spoil: ({ env }) => (env.SENTRY_DSN = "o1.ingest.sentry.io/2"), check: "Settings", says: /SENTRY_DSN is malformed/, remedy: /Client Keys/ },
  {
    name: "a deployment without a password",
    async spoil(patient) {
      const { ADMIN_PASSWORD: _, ALERT_WEBHOOK_URL: __, ...env } = patient.env;
      return { ...patient, env, place: "production" };
    },
    check: "Settings",
    says: /Neither ADMIN_PASSWORD nor ADMIN_PASSWORD_HASH/,
    remedy: /Vercel's dashboard/,
  },
  { name: "the token of another database", spoil: ({ env }) => (env.KV_REST_API_TOKEN = "AYNgASQgN2Zi"), check: "Store", says: /does not know the token/, remedy: /from the same database/ },
  { name: "a token that may only read", spoil: () => redis(["ACL", "SETUSER", "default", "-@write"]), check: "Store", says: /may read and not write/, remedy: /READ_ONLY/ },
  { name: "a database that is not there", spoil: ({ env }) => (env.KV_REST_API_URL = "http://127.0.0.1:2"), check: "Store", says: /ECONNREFUSED/, remedy: /KV_REST_API_URL/ },
  { name: "an event that Cal does not know", spoil: () => around.demo.setKnobs({ frameStatus: 404 }), check: "Cal's event", says: /no event at studio\/30min/, remedy: /PUBLIC_CAL_LINK/ },
  { name: "an event that is not public", spoil: () => around.demo.setKnobs({ frameStatus: 403 }), check: "Cal's event", says: /not public/, remedy: /Make it public/ },
  { name: "a Cal that does not answer", spoil: () => around.demo.setKnobs({ frameMode: "hang" }), check: "Cal's event", says: /cannot be reached/, remedy: /PUBLIC_CAL_SITE/ },
  {
    name: "a Cal that may not be framed",
    spoil: () => (around.cal.tamper = (path) => (path.includes("/embed?") ? { headers: { "x-frame-options": "DENY" } } : undefined)),
    check: "Cal's frame",
    says: /does not let https:\/\/example\.com frame its calendar: it says X-Frame-Options: DENY/,
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
    async spoil(patient) {
      await builtAnew(patient, { page: builtPage({ events: ["studio/30min", "studio/15min"] }) });
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
    name: "a CAL_EMBED_URL that leads to a page",
    spoil: ({ env }) => (env.CAL_EMBED_URL = `${around.demo.origin}/studio/30min`),
    check: "Cal's script",
    says: /and not JavaScript/,
    remedy: /the address of Cal's embed\.js/,
  },
  {
    name: "a clock that is wrong",
    spoil: () => (around.cal.tamper = () => ({ headers: { date: new Date(Date.now() - 300_000).toUTCString() } })),
    check: "Clock",
    says: /(299|300|301) s ahead of that of Cal/,
    remedy: /timedatectl/,
  },
  { name: "no build", spoil: ({ root }) => rm(join(root, ".vercel"), { recursive: true }), check: "Build", says: /There is no build/, remedy: /npm run build/ },
  { name: "a build of other settings", spoil: ({ env }) => (env.PUBLIC_CAL_ROLLOUT = "50"), check: "Build", says: /of other sources or settings/, remedy: /Run npm run build/ },
  { name: "a policy that was made for another Cal", spoil: (patient) => builtAnew(patient, { calOrigin: "https://cal.other.example" }), check: "Policy", says: /keeps the calendar out: frame-src lacks/, remedy: /PUBLIC_CAL_ORIGIN/ },
  {
    name: "a second policy in vercel.json",
    async spoil(patient) {
      await writeFile(join(patient.root, "vercel.json"), JSON.stringify({ headers: [{ source: "/(.*)", headers: [{ key: "Content-Security-Policy", value: "frame-src 'none'" }] }] }));
      await restamp(patient);
    },
    check: "Policy",
    says: /a second policy for \/\(\.\*\)/,
    remedy: /content-policy\.ts/,
  },
  { name: "a home page that has grown too large", spoil: (patient) => builtAnew(patient, { page: builtPage({ noise: 2_500 }) }), check: "Budgets", says: /the home page has [\d,]+ bytes of 15,000/, remedy: /“Budgets”/ },
  { name: "a script before any intent", spoil: (patient) => builtAnew(patient, { page: builtPage({ head: '<script src="/_astro/tracker.js"></script>' }) }), check: "Budgets", says: /before anybody shows intent.*tracker\.js/, remedy: /Undo/ },
  {
    name: "the demo's other event, which a Cal of one's own has not",
    async spoil(patient) {
      await builtAnew(patient, { page: builtPage({ events: ["studio/30min", "studio/15min"] }) });
      around.cal.tamper = (path) => (path.startsWith("/studio/15min") ? { status: 404 } : undefined);
    },
    check: "Other events",
    says: /studio\/15min \(404\)/,
    remedy: /booking\.events in src\/content\/site\.yaml/,
  },
  {
    name: "an alerts' receiver that is gone",
    spoil(patient) {
      around.receiver.answer = answers(404);
      return { ...patient, sendTest: true };
    },
    check: "Alerts",
    says: /did not take an alert.*404/,
    remedy: /ALERT_WEBHOOK_URL to its whole address/,
  },
  { name: "alerts in the clear", spoil: ({ env, ...patient }) => ({ ...patient, env, place: "production" }), check: "Alerts", says: /in the clear/, remedy: /https/ },
  {
    name: "packages of another version",
    spoil: ({ root }) => writeFile(join(root, "node_modules", ".package-lock.json"), JSON.stringify({ packages: { "": {}, "node_modules/astro": { version: "6.0.0" } } })),
    check: "Node",
    says: /of another version: astro/,
    remedy: /npm ci/,
  },
];

/** Sources have changed, and were built since. */
async function restamp({ root, env }: Ill): Promise<void> {
  const { currentStamp } = await import("../../scripts/build/build-stamp.ts");
  await writeFile(join(root, ".vercel", "readyslot-build.json"), JSON.stringify(await currentStamp(env, root)));
}

describe("a set-up that is right", () => {
  test("has nothing wrong, nothing to look at, and nothing that was not asked", async () => {
    const findings = await examine(await around.patient());
    // The event is opened in a browser by tests/e2e/deployment/doctor.full.spec.ts.
    expect(findings.filter(({ verdict }) => verdict !== "ok")).toMatchObject([{ check: "Calendar", verdict: "skipped", says: expect.stringContaining("there is no Chrome") }]);
    const checks = ["Node", "Settings", "Build", "Policy", "Budgets", "Store", "Cal's script", "Cal's event", "Cal's frame", "Calendar", "Clock", "Alerts", "Cal's webhook"];
    expect(findings.map(({ check }) => check)).toEqual(checks);
    expect(exitCode(findings)).toBe(0);
  });

  test("shows no value of a secret, and leaves nothing in the store", async () => {
    const patient = await around.patient();
    await around.redis.flush();
    const text = findingsText(await examine(patient));
    const secrets = [patient.env.KV_REST_API_TOKEN, patient.env.ADMIN_PASSWORD, patient.env.METRICS_TOKEN, patient.env.CRON_SECRET, patient.env.CAL_WEBHOOK_SECRET, "/hook"];
    expect(secrets.filter((secret) => text.includes(secret ?? ""))).toEqual([]);
    const { url, token } = around.redis;
    const answer = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(["DBSIZE"]) });
    expect(await answer.json()).toEqual({ result: 0 });
  });

  test("sends nothing to where alerts go unless asked, and then one notice that says what it is", async () => {
    const patient = await around.patient();
    await examine(patient);
    expect(around.receiver.received).toEqual([]);
    const findings = await examine({ ...patient, sendTest: true });
    expect(findings.find(({ check }) => check === "Alerts")).toMatchObject({ verdict: "ok", says: expect.stringContaining("took a test notice, signed") });
    expect(around.receiver.received).toMatchObject([{ method: "POST", path: "/hook", body: expect.stringContaining("a test notice") }]);
  });

  test("has https://cal.com as PUBLIC_CAL_ORIGIN corrected, and says so without calling it wrong", () => {
    const env = { PUBLIC_CAL_LINK: "studio/30min", PUBLIC_CAL_ORIGIN: "https://cal.com" };
    expect(settingFindings({ env, place: "laptop", root: "" }).filter(({ verdict }) => verdict !== "ok")).toEqual([
      { check: "Settings", verdict: "warning", says: expect.stringContaining("https://app.cal.com is used instead"), remedy: "Set PUBLIC_CAL_ORIGIN=https://app.cal.com, or remove it." },
    ]);
  });

  test.each([
    ["forms/948ae412", "A routing form"],
    ["team/studio", "A profile"],
    ["ada+grace/30min", "A dynamic group"],
  ])("with %s as its event: says that this is %s, and what that means for the statistics", async (path, kind) => {
    const patient = await around.patient();
    patient.env.PUBLIC_CAL_LINK = path;
    await builtAnew(patient, { page: builtPage({ events: [path] }) });
    const findings = await examine(patient);
    expect(wrong(findings)).toEqual([]);
    expect(findings.find(({ check }) => check === "Cal's event")?.says).toContain(`${kind}: it opens in the dialog, and its openings are counted as opened, not ready.`);
  });

  test("tells Cal's version where Cal does", async () => {
    around.cal.tamper = (path) => (path === "/api/version" ? { status: 200, body: '{"version":"6.4.2"}' } : undefined);
    const says = (await examine(await around.patient())).find(({ check }) => check === "Cal's event")?.says;
    expect(says).toContain("Cal's version: 6.4.2.");
  });

  test("a page that could not be asked is not said to be there", async () => {
    const patient = await around.patient();
    await builtAnew(patient, { page: builtPage({ events: ["studio/30min", "studio/slow"] }) });
    around.cal.tamper = (path) => (path.startsWith("/studio/slow") ? { hang: true } : undefined);
    const findings = await examine(patient);
    expect(findings.find(({ check }) => check === "Other events")).toMatchObject({ verdict: "skipped", says: expect.stringContaining("did not answer") });
    expect(wrong(findings)).toEqual([]);
  });

  test("of a laptop without any setting: the demo, and nothing is wrong", async () => {
    const patient = await around.patient();
    const nobodys = { PORT: "2" };
    await layOut(patient.root, nobodys, { calOrigin: "http://127.0.0.1:3" });
    const findings = await examine({ ...patient, env: { ...nobodys, DATA_DIR: join(patient.root, ".data") } });
    expect(wrong(findings)).toEqual([]);
    expect(findings.find(({ check }) => check === "Cal")).toMatchObject({ verdict: "skipped" });
  });
});

describe("a set-up that is wrong in one way", () => {
  test("is here in more than fifteen", () => {
    expect(new Set(MISCONFIGURATIONS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(15);
  });

  test.each(MISCONFIGURATIONS)("$name: $check, with its remedy, and nothing else", async ({ spoil, check, says, remedy }) => {
    const patient = await around.patient();
    const other: unknown = await spoil(patient);
    const findings = await examine(typeof other === "object" && other !== null && "root" in other ? (other as Ill) : patient);
    expect(wrong(findings)).toEqual([{ check, verdict: "problem", says: expect.stringMatching(says), remedy: expect.stringMatching(remedy) }]);
    expect(exitCode(findings)).toBe(1);
  });

  test("another Node than the project's", async () => {
    const { root } = await around.patient();
    expect(nodeFinding({ root }, "20.1.0")).toMatchObject({ verdict: "problem", says: expect.stringContaining("This is Node 20.1.0"), remedy: expect.stringContaining("npm run doctor") });
  });
});

/** Runs it with these arguments and a file of settings. */
async function doctor(args: string[]): Promise<{ code: number | null; said: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|DEV|PROD|MODE|SSR|BASE_URL|NODE_ENV)/.test(name)));
  const child = spawn(process.execPath, [join(project, "scripts", "doctor.ts"), ...args], { env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, said };
}

describe("the command", () => {
  test("looks at the settings of a file, ends with 1 for what is wrong, and says it to programs as well", async () => {
    const { env, root } = await around.patient();
    const file = join(root, "pulled.env");
    await writeFile(file, Object.entries({ ...env, VERCEL: "1", VERCEL_ENV: "production", ALERT_WEBHOOK_URL: "" }).map(([name, value]) => `${name}="${value}"\n`).join(""));
    const right = await doctor(["--settings", file, "--no-browser"]);
    expect(right.said).toMatch(/in order, 0 wrong, 1 to look at, 2 not looked at/);
    expect(right.code).toBe(0);

    await writeFile(file, 'VERCEL="1"\nVERCEL_ENV="production"\n');
    const { code, said } = await doctor(["--settings", file, "--json", "--no-browser"]);
    expect(code).toBe(1);
    const { findings } = JSON.parse(said) as { findings: Finding[] };
    expect(wrong(findings).map(({ says }) => says)).toEqual(expect.arrayContaining([expect.stringContaining("PUBLIC_CAL_LINK"), expect.stringContaining("ADMIN_PASSWORD")]));
  });

  test("calls missing what is empty and no secret: a pulled file has it, if it is set", () => {
    const findings = settingFindings({ env: { PUBLIC_CAL_LINK: "", CRON_SECRET: "" }, place: "production", root: "", isElsewhere: true });
    expect(wrong(findings).map(({ says }) => says.split(" ")[0])).toContain("PUBLIC_CAL_LINK");
    expect(wrong(findings).map(({ says }) => says.split(" ")[0])).not.toContain("CRON_SECRET");
  });

  test("does not call missing what Vercel does not give back", async () => {
    const { env, root } = await around.patient();
    const file = join(root, "pulled.env");
    await writeFile(file, Object.entries({ ...env, VERCEL: "1", VERCEL_ENV: "production", ALERT_WEBHOOK_URL: "", ADMIN_PASSWORD: "", CRON_SECRET: "" }).map(([name, value]) => `${name}="${value}"\n`).join(""));
    const { code, said } = await doctor(["--settings", file, "--json", "--no-browser"]);
    const { findings } = JSON.parse(said) as { findings: Finding[] };
    expect(wrong(findings)).toEqual([]);
    expect(findings.filter(({ check, verdict }) => check === "Settings" && verdict === "skipped").map(({ says }) => says.split(" ")[0])).toEqual(["ADMIN_PASSWORD", "CRON_SECRET"]);
    expect(code).toBe(0);
  });

  test.each([
    [["--as", "nowhere"], /laptop, preview and production/],
    [["--settings", "/no/such/file"], /ENOENT/],
    [["example.com"], /Write it in full, for example https:\/\/example\.com/],
    [["--fast"], /Unknown option/],
    [["https://a.example", "https://b.example"], /one address/],
  ])("called wrongly (%j): ends with 2 and how to call it", async (args, says) => {
    const { code, said } = await doctor(args);
    expect(code).toBe(2);
    expect(said).toMatch(says);
    expect(said).toContain("npm run doctor -- [URL] [options]");
  });
});
