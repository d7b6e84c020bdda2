/** /admin/settings, /admin/people and a share link's address, rendered as the server does. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { experimental_AstroContainer as AstroContainer } from "astro/container";
import { parse, type DefaultTreeAdapterTypes as Tree } from "parse5";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readAudit, recordChange } from "../../src/host/auth/audit.ts";
import { listShares, makeShare } from "../../src/host/auth/share-links.ts";
import { viewerWith } from "../../src/host/auth/viewer.ts";
import { connectKv } from "../../src/host/kv/kv.ts";
import { LANGUAGES, wordsIn, type Language } from "../../src/host/words/words.ts";
import { readLimits } from "../../src/metrics/alerts/alert-limits.ts";
import { ALERT_RULES } from "../../src/metrics/alerts/alert-rules.ts";
import People from "../../src/pages/admin/people.astro";
import Settings from "../../src/pages/admin/settings.astro";
import Share from "../../src/pages/admin/share/[token].astro";
import { startReceiver, type Receiver } from "../fixtures/receiver.ts";

const PAGES = { settings: Settings, people: People, share: Share };
const ANNA = viewerWith("Anna", "admin");
const NOW = new Date();

let container: Awaited<ReturnType<typeof AstroContainer.create>>;
let folder: string;
let receiver: Receiver;
beforeAll(async () => {
  container = await AstroContainer.create();
});
beforeEach(async () => {
  [folder, receiver] = await Promise.all([mkdtemp(join(tmpdir(), "readyslot-")), startReceiver()]);
  vi.stubEnv("DATA_DIR", folder);
  vi.stubEnv("ADMIN_PASSWORD", "correct horse battery staple");
  vi.stubEnv("SITE_URL", "https://studio.example");
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(async () => {
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
});

interface Asked {
  form?: Record<string, string>;
  search?: string;
  language?: Language;
  token?: string;
}

async function open(page: keyof typeof PAGES, { form, search = "", language = "en", token }: Asked = {}) {
  const address = `https://studio.example/admin/${page}${token ? `/${token}` : ""}${search}`;
  const request = new Request(address, { headers: { "x-real-ip": "203.0.113.7" }, ...(form && { method: "POST", body: new URLSearchParams(form) }) });
  const answer = await container.renderToResponse(PAGES[page], { request, locals: { words: wordsIn(language), viewer: ANNA }, params: token === undefined ? {} : { token } });
  const html = await answer.text();
  return { status: answer.status, headers: answer.headers, html, text: textsOf(html).join(" ") };
}

/** Every text that a person reads or hears. */
function textsOf(html: string): string[] {
  const texts: string[] = [];
  const visit = (node: Tree.Node) => {
    if (node.nodeName === "style" || node.nodeName === "script" || node.nodeName === "head") return;
    if (node.nodeName === "#text" && "value" in node && node.value.trim() !== "") texts.push(node.value.trim());
    if ("attrs" in node) for (const { name, value } of node.attrs) if (name === "aria-label") texts.push(value);
    if ("childNodes" in node) for (const child of node.childNodes) visit(child);
  };
  visit(parse(html));
  return texts;
}

const kv = () => connectKv({ DATA_DIR: folder });
const limitsForm = (changed: Record<string, string> = {}): Record<string, string> => ({
  intent: "limits",
  ...Object.fromEntries(ALERT_RULES.flatMap(({ name }) => [[`on-${name}`, "on"], [name, ""]])),
  ...changed,
});

describe("the alerts' limits", () => {
  test("are saved, listed as a change, and shown", async () => {
    const { status, headers } = await open("settings", { form: limitsForm({ "error-rate": "7.5", p95: "2000" }) });
    expect([status, headers.get("location")]).toEqual([303, "/admin/settings?saved=limits"]);
    expect(await readLimits(kv().client)).toEqual({ "error-rate": 0.075, p95: 2_000 });
    expect(await readAudit(kv(), new Date())).toMatchObject([{ what: "limits-changed", name: "Anna", detail: "error-rate 0.075, p95 2000", network: "203.0.113.0/24" }]);
    const { html, text } = await open("settings", { search: "?saved=limits" });
    expect(text).toContain("Saved. The new limits apply");
    expect(html).toMatch(/name="error-rate" value="7.5"/);
  });

  test("that are not valid are refused with the range, nothing is saved, and what was typed stays", async () => {
    const { status, html, text } = await open("settings", { form: limitsForm({ "error-rate": '"><b>500', silence: "20" }) });
    expect(status).toBe(400);
    expect(text).toContain("One limit is not valid. Nothing was saved.");
    expect(text).toContain("Write a number from 1 to 90");
    expect(html).toContain('value="&quot;><b>500"');
    expect(html).toMatch(/name="silence" value="20"/);
    expect(await readLimits(kv().client)).toEqual({});
  });

  test("can turn a rule off", async () => {
    const { [`on-silence`]: _, ...form } = limitsForm();
    await open("settings", { form });
    expect(await readLimits(kv().client)).toEqual({ silence: null });
    const { html } = await open("settings");
    expect(html).not.toMatch(/id="on-silence"[^>]* checked/);
    expect(html).toMatch(/id="on-p95"[^>]* checked/);
  });
});

describe("test messages", () => {
  test("without a channel the page says what to set, and has no button", async () => {
    const { text, html } = await open("settings");
    expect(text).toContain("Alerts are only logged.");
    expect(text).toContain("The digest is off.");
    expect(html).not.toContain('value="test-');
    expect((await open("settings", { form: { intent: "test-digest" } })).text).toContain("There is nowhere to send it to.");
  });

  test("show the receiver's answer in words, and its own text as text", async () => {
    vi.stubEnv("SLACK_WEBHOOK_URL", `${receiver.origin}/secret`);
    receiver.answer = (response) => void response.writeHead(404).end("<b>no_service</b>");
    const { text, html } = await open("settings", { form: { intent: "test-digest" } });
    expect(text).toMatch(/Slack: not accepted\. 127\.0\.0\.1:\d+ answered with status 404\./);
    expect(text).toContain("Check the webhook's address.");
    expect(html).toContain("&lt;b>no_service&lt;/b>".replaceAll(">", "&gt;"));
    expect(html).not.toContain("secret");
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toMatchObject({ text: expect.stringMatching(/^Test: Lapwing: 0 bookings/) });
    expect(await readAudit(kv(), new Date())).toMatchObject([{ what: "test-digest", detail: "slack ✗" }]);
  });

  test("of alerts are signed and say that nothing is wrong", async () => {
    vi.stubEnv("ALERT_WEBHOOK_URL", `${receiver.origin}/hook`);
    vi.stubEnv("ALERT_WEBHOOK_SECRET", "Hn6uPy3DvRk8BsMz");
    const { text } = await open("settings", { form: { intent: "test-alert" } });
    expect(text).toMatch(/Alert webhook: accepted by 127\.0\.0\.1:\d+\./);
    expect(receiver.received[0]?.headers["x-readyslot-signature-256"]).toMatch(/^sha256=/);
    expect(JSON.parse(receiver.received[0]?.body ?? "")).toEqual({ text: expect.stringContaining("Nothing is wrong. https://studio.example/admin/metrics"), alert: { rule: "test", state: "ok", url: "https://studio.example/admin/metrics" } });
  });

  test("are limited to three a minute", async () => {
    vi.stubEnv("SLACK_WEBHOOK_URL", `${receiver.origin}/secret`);
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-25T10:00:10Z") });
    for (let i = 0; i < 3; i++) expect((await open("settings", { form: { intent: "test-digest" } })).status).toBe(200);
    const { status, headers, text } = await open("settings", { form: { intent: "test-digest" } });
    vi.useRealTimers();
    expect([status, headers.get("retry-after")]).toEqual([429, "50"]);
    expect(text).toContain("Too many test messages. Try again in 50 seconds.");
    expect(receiver.received).toHaveLength(3);
  });

  test("a setting that is not valid is named, and its value is not shown", async () => {
    vi.stubEnv("SLACK_WEBHOOK_URL", "no-address-51973");
    const { text, html } = await open("settings");
    expect(text).toContain("SLACK_WEBHOOK_URL is not valid");
    expect(html).not.toContain("51973");
  });
});

const share = (form: Record<string, string>) => open("people", { form: { intent: "share", ...form } });

describe("share links", () => {
  test("are shown once, work, and are in no address", async () => {
    const { html, text, headers } = await share({ name: "Client & Co", days: "30" });
    const [, token = ""] = /value="https:\/\/studio\.example\/admin\/share\/([\w-]{43})"/.exec(html) ?? [];
    expect(token).not.toBe("");
    expect(headers.get("location")).toBeNull();
    expect(text).toContain("it is not shown again");
    expect((await open("people")).html).not.toContain(token);
    expect(await listShares(kv(), new Date())).toMatchObject([{ name: "Client & Co", by: "Anna" }]);
    const opened = await open("share", { token });
    expect([opened.status, opened.headers.get("location")]).toEqual([303, "/admin/metrics"]);
    expect((await readAudit(kv(), new Date())).map(({ what, detail }) => [what, detail]).toSorted()).toEqual([["share-made", "Client & Co"], ["share-opened", "Client & Co"]]);
  });

  test.each([
    [{ name: "", days: "30" }, "Write for whom the link is"],
    [{ name: "x".repeat(61), days: "30" }, "60 characters at most"],
    [{ name: "a\u202eb", days: "30" }, "Write for whom the link is"],
    [{ name: "Client", days: "9999" }, "Choose one of the listed durations."],
  ])("%j is refused with a reason, and what was typed stays", async (form, reason) => {
    const { status, text, html } = await share(form);
    expect(status).toBe(400);
    expect(text).toContain(reason);
    expect(html.includes('value="Client"')).toBe(form.name === "Client");
    expect(await listShares(kv(), new Date())).toEqual([]);
  });

  test("are revoked by their hash, and a second time there is none", async () => {
    const token = (await makeShare(kv(), { name: "<b>Client</b>", by: "Anna", days: 7, now: new Date() })) ?? "";
    const [link] = await listShares(kv(), new Date());
    const form = { intent: "revoke", id: link?.id ?? "" };
    const { text, html } = await open("people", { form });
    expect(text).toContain("The link for <b>Client</b> was revoked.");
    expect(html).not.toContain("<b>Client");
    expect((await open("people", { form })).status).toBe(404);
    const { status, text: said } = await open("share", { token });
    expect(status).toBe(404);
    expect(said).toContain("It has expired or was revoked.");
  });

  test("more than 30 attempts a minute are refused, whatever the token", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-25T10:00:10Z") });
    const statuses = [];
    for (let i = 0; i < 31; i++) statuses.push((await open("share", { token: "A".repeat(43) })).status);
    vi.useRealTimers();
    expect(statuses.slice(-2)).toEqual([404, 429]);
  });
});

test("people are listed with their roles, and the list of changes has who did what", async () => {
  vi.stubEnv("ADMINS", `Anna admin scrypt:32768:8:3:${"a".repeat(22)}:${"c".repeat(43)}, Ben viewer scrypt:32768:8:3:${"b".repeat(22)}:${"c".repeat(43)}`);
  await recordChange({ kv: kv(), what: "sign-in-failed", request: new Request("https://studio.example", { headers: { "x-real-ip": "198.51.100.9" } }), now: NOW });
  const { text, html } = await open("people");
  for (const said of ["Anna (you) admin", "Ben viewer", "wrong password", "unknown", "198.51.100.0/24"]) expect(text).toContain(said);
  expect(html).not.toContain("scrypt");
});

describe.each(LANGUAGES.filter((language) => language !== "en"))("in %s", (language) => {
  test.each(["settings", "people"] as const)("the page has no English text: %s", async (page) => {
    vi.stubEnv("SLACK_WEBHOOK_URL", `${receiver.origin}/secret`);
    vi.stubEnv("ALERT_WEBHOOK_URL", `${receiver.origin}/hook`);
    await makeShare(kv(), { name: "X1", by: "X2", days: 7, now: new Date() });
    await recordChange({ kv: kv(), what: "share-made", viewer: { name: "X2" }, detail: "X1", request: new Request("https://studio.example"), now: NOW });
    const [english, own] = await Promise.all((["en", language] as const).map(async (one) => textsOf((await open(page, { language: one })).html))) as [string[], string[]];
    expect(own.length).toBe(english.length);
    const same = own.filter((text, i) => text === english[i] && /\p{L}{3}/u.test(text));
    expect(same.filter((text) => !["Anna", "Name", "admin", "Slack", "X1", "X2"].includes(text))).toEqual([]);
  });
});

test.each(["settings", "people"] as const)("a store that does not answer is a sentence and 503 (%s)", async (page) => {
  vi.stubEnv("KV_REST_API_URL", "http://127.0.0.1:9");
  vi.stubEnv("KV_REST_API_TOKEN", "token");
  const { status, text } = await open(page);
  expect(status).toBe(503);
  expect(text).toContain("The metrics store does not answer. Try again in a minute.");
});
