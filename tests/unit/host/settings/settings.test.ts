import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { root } from "../../../../scripts/settings.ts";
import { envSchema } from "../../../../src/host/settings/env-schema.ts";
import { placeOf, requireSettings, settingProblems, SettingsError, textOf, type Env } from "../../../../src/host/settings/setting-problems.ts";
import { SETTINGS } from "../../../../src/host/settings/settings.ts";
import { SECRET_CANARIES, tracesOf } from "../../../fixtures/errors/secret-canaries.ts";

const HASH = `scrypt:32768:8:3:${"c2FsdHNhbHRzYWx0c2FsdA"}:${"aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g"}`;

/** Valid and invalid values of each setting, and the expected error of the invalid ones. */
const VALUES: Record<string, { right: string[]; wrong: [string, RegExp][] }> = {
  PUBLIC_CAL_LINK: { right: ["you/30min", "team/you/30min"], wrong: [["30min", /not a booking link/], ["https://cal.com/you/30min", /for example "you\/30min"/]] },
  PUBLIC_CAL_ORIGIN: { right: ["https://cal.example.com"], wrong: [["https://me:hidden@cal.example.com", /has a password in it/], ["cal.example.com", /Write only the origin/], ["https://cal.example.com/embed", /Write only the origin/]] },
  PUBLIC_CAL_SITE: { right: ["https://book.example.com"], wrong: [["book.example.com", /Write only the origin/]] },
  PUBLIC_CAL_VARIANTS: { right: ["instant=80 optimized=10 baseline=10", "baseline=100"], wrong: [["instant=80", /add up to 80/], ["fast=100", /"fast=100" is not a variant/]] },
  PUBLIC_CAL_ROLLOUT: { right: ["0", "100"], wrong: [["101", /in whole percent/], ["half", /in whole percent/]] },
  PUBLIC_ANALYTICS: { right: ["after-interaction"], wrong: [["on", /PUBLIC_ANALYTICS is "on"\.\s+Write "after-interaction"/], ["true", /or remove it/]] },
  PUBLIC_SPEED_INSIGHTS: { right: ["after-interaction"], wrong: [["on", /PUBLIC_SPEED_INSIGHTS is "on"\.\s+Write "after-interaction"/]] },
  CONSENT: { right: ["none", "calendar", "all"], wrong: [["calender", /CONSENT is "calender"\.\s+Did you mean "calendar"\?/], ["yes", /Write "calendar"/]] },
  CAL_EMBED_URL: { right: ["https://cal.example.com/embed.js"], wrong: [["/embed.js", /whole address/]] },
  CAL_API_URL: {
    right: ["https://api.cal.com", "https://cal.example.com/api", "http://127.0.0.1:4322", "off"],
    wrong: [["api.cal.com", /Write the address of Cal's API/], ["https://api.cal.com/v2", /without "\/v2"/], ["https://api.cal.com/v2/slots", /for example "https:\/\/api\.cal\.com"/], ["https://me:hidden@api.cal.com", /contains a user name/], ["no", /or "off" to show no free times/]],
  },
  CAL_API_KEY: { right: ["cal_live_0123456789abcdef"], wrong: [["hidden key", /an HTTP header cannot carry/], ["hidden-ümläut", /API keys/]] },
  SITE_URL: { right: ["https://example.com"], wrong: [["https://me:hidden@example.com", /has a password in it/], ["example.com", /SITE_URL=https:\/\/example\.com/]] },
  HOST: {
    right: ["127.0.0.1", "0.0.0.0", "::", "::1", "2001:db8::1", "localhost", "web-1.internal"],
    wrong: ["http://0.0.0.0", "0.0.0.0:4321", "[::]", "*", "0.0.0", "256.0.0.1", "a b", "-host", "::1%"].map((value) => [value, /Write 127\.0\.0\.1 for this machine only, 0\.0\.0\.0/]),
  },
  TRUST_PROXY: {
    right: ["1", "2", "9", "loopback", "10.0.0.0/8, 203.0.113.4", "uniquelocal 2001:db8::/32"],
    wrong: ["yes", "true", "0", "10", "-1", "10.0.0.0/33", "10.0.0.0/0", "10.0.0", "proxy.example", "1, 2"].map((value) => [value, /Write 1 for one proxy/]),
  },
  PORT: { right: ["4321", "80"], wrong: [["http", /PORT=4321/], ["65535", /65534/], ...["0", "-1", "4321.5", "0x10e1", "1e3"].map((value): [string, RegExp] => [value, /PORT=4321/])] },
  LOG_LEVEL: { right: ["debug", "info", "warn", "error"], wrong: [["warning", /LOG_LEVEL is "warning"\.\s+.*Write debug, info, warn or error/s], ["eror", /Did you mean "error"\?/], ["INFO", /Did you mean "info"\?/]] },
  LOG_FORMAT: { right: ["json", "text"], wrong: [["JSON", /Did you mean "json"\?/], ["pretty", /Write json or text/]] },
  DATA_DIR: { right: ["/var/lib/readyslot"], wrong: [] },
  KV_REST_API_URL: {
    right: ["https://eu1.upstash.io", "http://127.0.0.1:8079"],
    wrong: [["redis://default:hidden@eu1.upstash.io:6379", /not the database's REST address/], ["http://eu1.upstash.io", /https/], ["https://user:hidden@eu1.upstash.io", /user name/]],
  },
  REDIS_URL: {
    right: ["redis://valkey:6379", "rediss://site:p%40ss@redis.example.com:6380/1"],
    wrong: [["https://hidden.upstash.io", /KV_REST_API_URL/], ["redis://:hid#den@host", /encoded/], ["hidden.example.com:6379", /redis:\/\//]],
  },
  KV_REST_API_TOKEN: { right: ["AYNgASQgN2Zi=="], wrong: [["hidden and\nhidden", /an HTTP header cannot carry/], ["“hidden”", /database's page/]] },
  ADMIN_PASSWORD: { right: ["correct horse"], wrong: [["hidden", /8 or more/]] },
  ADMIN_PASSWORD_HASH: { right: [HASH], wrong: [["hidden-password", /npm run hash-password/]] },
  ADMINS: {
    right: [`Anna admin ${HASH}`, `Anna Maria admin ${HASH},\nBen viewer ${HASH}`],
    wrong: [["hidden", /Entry 1 of ADMINS is not a name, a role and a hash/], [`Anna boss ${HASH}`, /no role that exists/], ["Ben viewer hidden", /npm run hash-password/], [`Admin viewer ${HASH}`, /belongs to ADMIN_PASSWORD/], [`Ben viewer ${HASH}, BEN admin ${HASH}`, /Entry 2 of ADMINS has the name/]],
  },
  ADMIN_LANGUAGE: { right: ["en", "de"], wrong: [["fr", /ADMIN_LANGUAGE is "fr"\.\s+Write one of "en", "de"/], ["Deutsch", /or remove it/]] },
  METRICS_TOKEN: { right: ["kT8sVx0Qm2hYJd5n"], wrong: [["hidden", /16 or more/], ["hidden-behind-ümläuts", /an HTTP header cannot carry/]] },
  TIME_ZONE: { right: ["Europe/Berlin", "UTC", "Pacific/Chatham"], wrong: [["Berlin", /is "Berlin"\.\s+Write the IANA name/], ["+01:00", /IANA name/]] },
  METRICS_RATE_PER_MINUTE: { right: ["1", "1000000"], wrong: [["0", /from 1 to 1000000/], ["many", /from 1 to 1000000/]] },
  CAL_WEBHOOK_SECRET: { right: ["Zr4bWq9LfXc1TgAe"], wrong: [["hidden", /16 or more/]] },
  CRON_SECRET: { right: ["Wm5tKe8RzQp2XbNj"], wrong: [["hidden", /16 or more/], ["hidden behind blanks", /an HTTP header cannot carry/], ["hidden-behind-ümläuts", /an HTTP header cannot carry/]] },
  ALERT_WEBHOOK_URL: { right: ["https://hooks.slack.com/services/a/b/c"], wrong: [["hooks.slack.com/hidden", /whole address/], ["https://a:hidden@hooks.slack.com/", /user name/]] },
  ALERT_WEBHOOK_SECRET: { right: ["Hn6uPy3DvRk8BsMz"], wrong: [["hidden", /16 or more/]] },
  ALERT_TO: { right: ["anna@example.com, ben@example.com"], wrong: [["anna", /ALERT_TO has "anna", which is no e-mail address/]] },
  DIGEST_TO: {
    right: ["anna@example.com", "anna@example.com, ben.b+x@sub.example.co.uk"],
    wrong: [["anna", /"anna", which is no e-mail address/], ["a@example.com,", /no e-mail address/], ["Anna <a@example.com>", /no e-mail address/], ["a@example.com\nBcc: b@example.com", /no e-mail address/], [Array.from({ length: 21 }, (_, i) => `a${i}@example.com`).join(), /20 at most/]],
  },
  DIGEST_FROM: {
    right: ["digest@example.com", "Readyslot <digest@example.com>", "Büro Müller <digest@example.com>"],
    wrong: [["Readyslot", /DIGEST_FROM is "Readyslot"\.\s+Write an address/], ["a@example.com, b@example.com", /verified/], ["A <a@example.com> <b@example.com>", /verified/], ["A\r\nBcc: x <a@example.com>", /verified/], ["a@localhost", /verified/]],
  },
  SLACK_WEBHOOK_URL: { right: ["https://hooks.slack.com/services/a/b/c"], wrong: [["hooks.slack.com/hidden", /SLACK_WEBHOOK_URL.*whole address/s], ["https://a:hidden@hooks.slack.com/", /user name/]] },
  FORM_WEBHOOK_URL: { right: ["https://crm.example.com/hooks/a"], wrong: [["crm.example.com/hidden", /FORM_WEBHOOK_URL.*whole address/s], ["https://a:hidden@crm.example.com/", /user name/]] },
  FORM_WEBHOOK_SECRET: { right: ["Vn4tKz8RmQe2WxPb"], wrong: [["hidden", /16 or more/]] },
  FORM_EMAIL_TO: { right: ["hello@example.com", "a@example.com, b@example.com"], wrong: [["hello", /FORM_EMAIL_TO has "hello"/], ["a@example.com\nBcc: b@example.com", /no e-mail address/]] },
  FORM_EMAIL_FROM: { right: ["website@example.com", "Website <website@example.com>"], wrong: [["Website", /FORM_EMAIL_FROM/], ["A\r\nBcc: x <a@example.com>", /verified/]] },
  RESEND_API_KEY: { right: ["re_8vKq2TzN_4mWcXb7LdRf"], wrong: [["hidden key", /an HTTP header cannot carry/]] },
  POSTMARK_SERVER_TOKEN: { right: ["3f1c0a52-7d4e-4b8a-9c61-2e5d8f7a6b03"], wrong: [["hidden key", /an HTTP header cannot carry/]] },
  FORM_KEEP_DAYS: { right: ["1", "365"], wrong: [["0", /from 1 to 365/], ["many", /from 1 to 365/]] },
  GA4_MEASUREMENT_ID: { right: ["G-1A2B3C4D5E"], wrong: [["UA-1234-1", /GA4_MEASUREMENT_ID is "UA-1234-1"\.\s+Write the measurement ID/], ["AW-123456", /for example "G-1A2B3C4D5E"/]] },
  GA4_API_SECRET: { right: ["pVq8xKcT3fWbY6nRmZ2dJg"], wrong: [["hidden secret", /an HTTP header cannot carry/]] },
  GA4_COLLECT_URL: { right: ["https://region1.google-analytics.com/mp/collect"], wrong: [["region1.google-analytics.com", /GA4_COLLECT_URL.*whole address/s], ["https://a:hidden@example.com/", /user name/]] },
  CONVERSION_WEBHOOK_URL: { right: ["https://crm.example.com/hooks/a"], wrong: [["crm.example.com/hidden", /CONVERSION_WEBHOOK_URL.*whole address/s], ["https://a:hidden@crm.example.com/", /user name/]] },
  CONVERSION_WEBHOOK_SECRET: { right: ["Tc5wXj2GsFq9LhVb"], wrong: [["hidden", /16 or more/]] },
  EDIT_GITHUB_ID: { right: ["Ov23liAbCdEfGhIjKlMn", "Iv1.8a61f9b3a7aba766"], wrong: [["hidden id", /EDIT_GITHUB_ID.*an HTTP header cannot carry/s]] },
  EDIT_GITHUB_SECRET: { right: ["3f9a0c1d5b7e8f2a4c6d0e1f3a5b7c9d1e2f4a6b"], wrong: [["hidden secret", /OAuth app at GitHub/]] },
  SENTRY_DSN: { right: ["https://key@o1.ingest.sentry.io/2"], wrong: [["https://hidden.sentry.io/2", /Client Keys/]] },
  SENTRY_AUTH_TOKEN: { right: ["sntrys_eyJ.a-b_c="], wrong: [["hidden token", /Auth Tokens/]] },
  SENTRY_ORG: { right: ["studio"], wrong: [] },
  SENTRY_PROJECT: { right: ["website"], wrong: [] },
  SENTRY_URL: { right: ["https://sentry.example.com/"], wrong: [["sentry", /whole address/]] },
};

/** The settings that a production deployment requires, and no others. */
const DEPLOYED = { VERCEL: "1", VERCEL_ENV: "production", PUBLIC_CAL_LINK: "you/30min", KV_REST_API_URL: "https://eu1.upstash.io", KV_REST_API_TOKEN: "AYNg", ADMIN_PASSWORD: "correct horse", CRON_SECRET: "Yb3nKc7LtGw9RfDs" };

const PARTNERS: Record<string, Env> = {
  ALERT_TO: { DIGEST_FROM: "digest@example.com", POSTMARK_SERVER_TOKEN: "3f1c0a52-7d4e-4b8a-9c61-2e5d8f7a6b03" },
  DIGEST_TO: { DIGEST_FROM: "digest@example.com", RESEND_API_KEY: "re_8vKq2TzN_4mWcXb7LdRf" },
  DIGEST_FROM: { DIGEST_TO: "anna@example.com", RESEND_API_KEY: "re_8vKq2TzN_4mWcXb7LdRf" },
  FORM_WEBHOOK_URL: { FORM_WEBHOOK_SECRET: "Bs6wHd2KfYq9TgNx" },
  FORM_WEBHOOK_SECRET: { FORM_WEBHOOK_URL: "https://crm.example.com/hooks/c" },
  FORM_EMAIL_TO: { FORM_EMAIL_FROM: "website@example.com", RESEND_API_KEY: "re_8vKq2TzN_4mWcXb7LdRf" },
  FORM_EMAIL_FROM: { FORM_EMAIL_TO: "hello@example.com", RESEND_API_KEY: "re_8vKq2TzN_4mWcXb7LdRf" },
  RESEND_API_KEY: { FORM_EMAIL_TO: "hello@example.com", FORM_EMAIL_FROM: "website@example.com" },
  POSTMARK_SERVER_TOKEN: { FORM_EMAIL_TO: "hello@example.com", FORM_EMAIL_FROM: "website@example.com" },
  KV_REST_API_URL: { KV_REST_API_TOKEN: "AYNg" },
  KV_REST_API_TOKEN: { KV_REST_API_URL: "https://eu1.upstash.io" },
  PUBLIC_CAL_ORIGIN: { PUBLIC_CAL_LINK: "you/30min" },
  PUBLIC_CAL_SITE: { PUBLIC_CAL_LINK: "you/30min" },
  GA4_MEASUREMENT_ID: { GA4_API_SECRET: "aB3dE6gH9jK2mN5pQ8sT1v", CAL_WEBHOOK_SECRET: "Qx8dNv5RtYp3WkZu" },
  GA4_API_SECRET: { GA4_MEASUREMENT_ID: "G-1A2B3C4D5E", CAL_WEBHOOK_SECRET: "Qx8dNv5RtYp3WkZu" },
  GA4_COLLECT_URL: { GA4_MEASUREMENT_ID: "G-1A2B3C4D5E", GA4_API_SECRET: "aB3dE6gH9jK2mN5pQ8sT1v", CAL_WEBHOOK_SECRET: "Qx8dNv5RtYp3WkZu" },
  CONVERSION_WEBHOOK_URL: { CONVERSION_WEBHOOK_SECRET: "Jn7cVb4MxSz1KpLd", CAL_WEBHOOK_SECRET: "Qx8dNv5RtYp3WkZu" },
  CONVERSION_WEBHOOK_SECRET: { CONVERSION_WEBHOOK_URL: "https://crm.example.com/hooks/b", CAL_WEBHOOK_SECRET: "Qx8dNv5RtYp3WkZu" },
};

/** A local environment with one setting and the setting that it requires, so that only the value can be wrong. */
function alone(name: string, value: string): Env {
  return { ...PARTNERS[name], [name]: value };
}

function saidOf(env: Env): string {
  return settingProblems(env).map(textOf).join("\n");
}

describe("the list of settings", () => {
  test("is covered completely by the values above", () => {
    expect(Object.keys(VALUES).toSorted()).toEqual(SETTINGS.map(({ name }) => name).toSorted());
  });

  test.each(SETTINGS.map((setting) => [setting.name, setting] as const))("%s has a purpose and a valid example", (name, { purpose, example }) => {
    expect(purpose).toMatch(/^[a-zA-Z].{10,}[^.]$/);
    expect(example.trim()).not.toBe("");
    // The hash's example is shortened.
    const exceptShortened = name === "ADMIN_PASSWORD_HASH" || name === "ADMINS" ? [{ names: [name] }] : [];
    expect(settingProblems(alone(name, example))).toMatchObject(exceptShortened);
  });

  test("matches .env.example and the README's table", () => {
    const names = SETTINGS.map(({ name }) => name).toSorted();
    const example = readFileSync(join(root, ".env.example"), "utf8");
    expect([...example.matchAll(/^#([A-Z0-9_]+)=/gm)].map(([, name]) => name).toSorted()).toEqual(names);
    const table = /^## Settings$.*?(?=^## )/ms.exec(readFileSync(join(root, "README.md"), "utf8"))?.[0] ?? "";
    const rows = table.split("\n").filter((line) => line.startsWith("| `"));
    expect(rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name)).toSorted()).toEqual(names);
  });

  test("keeps secrets out of browsers' code", () => {
    const schema = envSchema({ PUBLIC_CAL_LINK: "you/30min", PUBLIC_CAL_VARIANTS: "instant=100" });
    const secrets = SETTINGS.filter(({ isSecret }) => isSecret);
    expect(secrets.filter(({ readBy }) => readBy !== "build").map(({ name }) => [name, schema[name]])).toEqual(
      secrets.filter(({ readBy }) => readBy !== "build").map(({ name }) => [name, expect.objectContaining({ context: "server", access: "secret" })]),
    );
    const forBrowsers = Object.entries(schema).flatMap(([name, { context }]) => (context === "client" ? [name] : []));
    expect(forBrowsers).toEqual(SETTINGS.map(({ name }) => name).filter((name) => name.startsWith("PUBLIC_")));
    expect(secrets.map(({ name }) => name).filter((name) => forBrowsers.includes(name))).toEqual([]);
  });
});

describe("constants of the build", () => {
  test("have a canary for every secret, with a valid value", () => {
    const secrets = SETTINGS.filter(({ isSecret }) => isSecret).map(({ name }) => name);
    const ofSentrysServer = new Set(["SENTRY_DSN", "SENTRY_AUTH_TOKEN"]);
    expect(Object.keys(SECRET_CANARIES)).toEqual(expect.arrayContaining(secrets.filter((name) => !ofSentrysServer.has(name))));
    expect(settingProblems(SECRET_CANARIES, "production").filter(({ kind }) => kind !== "missing")).toEqual([]);
  });

  test.each(Object.entries(SECRET_CANARIES))("%s is found in every encoding", (_name, value) => {
    const base64 = ["", "-", "--"].map((before) => Buffer.from(`${before}${value} and more`).toString("base64"));
    for (const text of [value, JSON.stringify({ value }), encodeURIComponent(value), Buffer.from(value).toString("hex"), ...base64]) {
      expect(tracesOf(value).filter((one) => `before${text}after`.includes(one))).not.toEqual([]);
    }
  });

  // Astro writes the value of every import.meta.env name into its output, including the function.
  test("come from public settings only", () => {
    const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((file) => /\.(ts|tsx|astro|mjs)$/.test(file));
    const names = files.flatMap((file) => [...readFileSync(join(root, "src", file), "utf8").matchAll(/import\.meta\.env\b\s*(?:\??\.\s*(\w+)|.)/g)].map(([, name]) => name ?? `all, in ${file}`));
    expect(names.filter((name) => name !== "DEV" && !name.startsWith("PUBLIC_"))).toEqual([]);
    expect(names).toContain("DEV");
  });
});

describe("a value", () => {
  test.each(Object.entries(VALUES).flatMap(([name, { right }]) => right.map((value) => [name, value])))("%s=%s is valid", (name, value) => {
    expect(saidOf(alone(name, value))).toBe("");
  });

  test.each(Object.entries(VALUES).flatMap(([name, { wrong }]) => wrong.map(([value, said]) => [name, value, said] as const)))(
    "%s=%s is invalid: the message has the problem, the remedy, the purpose and an example",
    (name, value, said) => {
      const [problem, ...others] = settingProblems(alone(name, value));
      expect(others).toEqual([]);
      expect(problem).toMatchObject({ names: [name], kind: "malformed", remedy: expect.stringMatching(/./) });
      const text = problem ? textOf(problem) : "";
      const { purpose, isSecret } = SETTINGS.find((setting) => setting.name === name) ?? {};
      const mustNotSay = isSecret ? ["hidden", value] : ["hidden"];
      expect(text).toMatch(said);
      expect(text).toContain(`${name}: ${purpose}. Example: ${name}=`);
      expect(mustNotSay.filter((one) => text.includes(one))).toEqual([]);
    },
  );

  test.each(SETTINGS.map(({ name }) => name))("%s with a trailing line break is reported", (name) => {
    const value = VALUES[name]?.right[0] ?? "";
    expect(saidOf(alone(name, `${value}\n`))).toMatch(new RegExp(`^${name} begins or ends with a space or a line break`));
    expect(saidOf(alone(name, `${value}\n`))).not.toContain(`${value}\n`);
  });

  test.each(SETTINGS.filter(({ isSecret }) => isSecret).map(({ name, example }) => [name, example]))("%s=%s is rejected as a secret on Vercel, because the example is public", (name, example) => {
    const problems = settingProblems({ ...DEPLOYED, ...PARTNERS[name], [name]: example });
    expect(problems).toMatchObject([{ names: [name], kind: "malformed", message: `${name} is set to the example value, which is public.` }]);
  });

  test.each(["", " ", "\n"])("%j counts as not set", (value) => {
    expect(settingProblems(Object.fromEntries(SETTINGS.map(({ name }) => [name, value])), "local")).toEqual([]);
  });
});

describe("a missing setting", () => {
  test("is not reported locally", () => {
    expect(settingProblems({})).toEqual([]);
  });

  test("is not reported when a deployment has all required settings", () => {
    expect(settingProblems(DEPLOYED)).toEqual([]);
    const { ADMIN_PASSWORD: _, ...others } = DEPLOYED;
    expect(settingProblems({ ...others, ADMIN_PASSWORD_HASH: HASH })).toEqual([]);
  });

  test.each(["PUBLIC_CAL_LINK", "ADMIN_PASSWORD", "CRON_SECRET"])("%s is reported in production", (name) => {
    const problems = settingProblems({ ...DEPLOYED, [name]: "" });
    expect(problems).toMatchObject([{ names: [name], kind: "missing", remedy: expect.stringContaining("Vercel's dashboard") }]);
  });

  test("of Vercel KV is reported with the steps to have it set", () => {
    const problems = settingProblems({ ...DEPLOYED, KV_REST_API_URL: "", KV_REST_API_TOKEN: "" });
    expect(problems.map(({ names }) => names)).toEqual([["KV_REST_API_URL"], ["KV_REST_API_TOKEN"]]);
    expect(problems[0]?.remedy).toContain("connect a Redis database");
  });

  test("of a database is none of Vercel KV if there is a Redis", () => {
    expect(settingProblems({ ...DEPLOYED, KV_REST_API_URL: "", KV_REST_API_TOKEN: "", REDIS_URL: "rediss://:p@redis.example.com" })).toEqual([]);
  });

  test("of a Redis is not reported where it is not read", () => {
    expect(settingProblems({ ...DEPLOYED, REDIS_URL: "tcp://other-program:6379?x=1" })).toEqual([]);
    expect(settingProblems({ REDIS_URL: "tcp://other-program:6379?x=1" })).toMatchObject([{ names: ["REDIS_URL"], kind: "malformed" }]);
  });

  test.each([
    ["KV_REST_API_URL", "STORAGE_KV_REST_API_URL"],
    ["KV_REST_API_URL", "UPSTASH_REDIS_REST_URL"],
    ["KV_REST_API_TOKEN", "UPSTASH_REDIS_REST_TOKEN"],
    ["PUBLIC_CAL_LINK", "NEXT_PUBLIC_CAL_LINK"],
    ["PUBLIC_CAL_LINK", "CAL_LINK"],
  ])("%s may be the value that is set as %s", (name, other) => {
    const half = name.startsWith("KV_") ? { KV_REST_API_URL: "", KV_REST_API_TOKEN: "" } : {};
    const problem = settingProblems({ ...DEPLOYED, ...half, [name]: "", [other]: "hidden" }).find(({ names }) => names.includes(name));
    expect(problem).toMatchObject({ kind: "missing", remedy: expect.stringMatching(new RegExp(`^${other} is set, but it is not read\\..*set ${name} to the same value`)) });
    expect(problem?.remedy).not.toContain("hidden");
  });

  test.each(["STORAGE_KV_REST_API_READ_ONLY_TOKEN", "MY_ADMIN_PASSWORD", "KV_URL"])("is not suggested from another kind of setting: %s", (other) => {
    const problems = settingProblems({ ...DEPLOYED, KV_REST_API_URL: "", KV_REST_API_TOKEN: "", ADMIN_PASSWORD: "", [other]: "hidden" });
    expect(problems).toHaveLength(3);
    expect(problems.map(({ remedy }) => remedy).join()).not.toContain(other);
  });

  test("in a preview is only the calendar", () => {
    expect(settingProblems({ VERCEL: "1", VERCEL_ENV: "preview" }).map(({ names }) => names)).toEqual([["PUBLIC_CAL_LINK"]]);
  });

  test.each([
    ["KV_REST_API_URL", "KV_REST_API_TOKEN", "https://eu1.upstash.io"],
    ["KV_REST_API_TOKEN", "KV_REST_API_URL", "AYNg"],
    ["PUBLIC_CAL_ORIGIN", "PUBLIC_CAL_LINK", "https://cal.example.com"],
    ["PUBLIC_CAL_SITE", "PUBLIC_CAL_LINK", "https://cal.example.com"],
  ])("%s without its other half is reported once, in every place", (there, missing, value) => {
    for (const place of ["local", "preview", "production"] as const) {
      const problems = settingProblems({ ...DEPLOYED, KV_REST_API_URL: "", KV_REST_API_TOKEN: "", [missing]: "", [there]: value }, place);
      expect(problems.filter(({ names }) => names.includes(missing))).toMatchObject([{ names: [missing, there], kind: "conflict", message: `${there} is set but ${missing} is not.` }]);
    }
  });

  const [to, from, key] = [{ DIGEST_TO: "anna@example.com" }, { DIGEST_FROM: "digest@example.com" }, { POSTMARK_SERVER_TOKEN: "3f1c0a52-7d4e-4b8a-9c61-2e5d8f7a6b03" }];
  test.each<[Env, string[]]>([
    [to, ["DIGEST_FROM", "DIGEST_TO"]],
    [from, ["DIGEST_TO", "DIGEST_FROM"]],
    [key, ["DIGEST_TO", "POSTMARK_SERVER_TOKEN"]],
    [{ ...to, ...from }, ["RESEND_API_KEY", "DIGEST_TO"]],
    [{ ALERT_TO: "anna@example.com", ...key }, ["DIGEST_FROM", "ALERT_TO"]],
  ])("a mail that lacks a part is reported: %j", (env, names) => {
    expect(settingProblems(env, "local")).toMatchObject([{ names, kind: "conflict", remedy: expect.stringContaining("Set all of them, or none.") }]);
  });

  test.each<Env>([{ ...to, ...from, ...key }, { ALERT_TO: "anna@example.com", ...from, ...key }, { SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/a/b/c" }])("a whole one is not: %j", (env) => {
    expect(settingProblems(env, "local")).toEqual([]);
  });

  test("is reported together with an invalid other half", () => {
    expect(settingProblems({ KV_REST_API_URL: "redis://eu1.upstash.io" })).toMatchObject([{ names: ["KV_REST_API_URL"], kind: "malformed" }, { kind: "conflict" }]);
  });

  test.each([
    [{}, "local"],
    [{ VERCEL: "1", VERCEL_ENV: "production" }, "production"],
    [{ VERCEL: "1" }, "production"],
    [{ VERCEL: "1", VERCEL_ENV: "preview" }, "preview"],
    [{ VERCEL: "1", VERCEL_ENV: "development" }, "preview"],
  ] as const)("depends on the place: %j is %s", (env, place) => {
    expect(placeOf(env)).toBe(place);
  });
});

describe("an unknown name", () => {
  test.each([
    ["PUBLIC_CAL_LNIK", "PUBLIC_CAL_LINK"],
    ["KV_REST_API_TOKN", "KV_REST_API_TOKEN"],
    ["KV_REST_URL", "KV_REST_API_URL"],
    ["PUBLIC_CLA_LINK", "PUBLIC_CAL_LINK"],
    ["ADMIN_PASWORD", "ADMIN_PASSWORD"],
    ["SENTRY_DNS", "SENTRY_DSN"],
  ])("%s suggests %s", (typed, meant) => {
    expect(settingProblems({ [typed]: "a value" }, "local")).toMatchObject([{ names: [meant], kind: "unknown", message: `Unknown setting: ${typed}. Did you mean ${meant}?` }]);
  });

  test.each(["KV_REST_API_READ_ONLY_TOKEN", "KV_URL", "SENTRY_RELEASE", "PUBLIC_URL", "PORTS", "HOSTNAME", "METRICS_PORT"])("%s belongs to other software and is ignored", (name) => {
    expect(settingProblems({ [name]: "a value" }, "local")).toEqual([]);
  });
});

describe("a build or a start", () => {
  test("loads one package to check the settings, as does each instance at its first request", async () => {
    const list = join(await mkdtemp(join(tmpdir(), "readyslot-")), "loaded");
    const before = pathToFileURL(join(root, "tests", "fixtures", "loaded-files.mjs")).href;
    execFileSync(process.execPath, ["--import", before, join(root, "src", "host", "settings", "setting-problems.ts")], { env: { ...process.env, LOADED_FILES: list } });
    const loaded = readFileSync(list, "utf8").trim().split("\n");
    await rm(dirname(list), { recursive: true });
    expect(loaded.some((file) => file.endsWith("/src/host/settings/settings.ts"))).toBe(true);
    expect(loaded.filter((file) => file.includes("/node_modules/")).map((file) => file.replace(/.*\/node_modules\/([^/]+).*/, "$1"))).toEqual(["fastest-levenshtein"]);
  });

  test("stops with all problems at once", () => {
    const env = { PORT: "http", METRICS_TOKEN: "short", PUBLIC_CAL_LINK: "30min" };
    expect(() => requireSettings(env)).toThrow(SettingsError);
    expect(() => requireSettings(env)).toThrow(/^3 settings are wrong\.[^]*PUBLIC_CAL_LINK[^]*PORT is "http"[^]*METRICS_TOKEN has 5 characters/);
    expect(() => requireSettings({ PORT: "http" })).toThrow(/^One setting is wrong\./);
    expect(() => requireSettings({})).not.toThrow();
  });
});
