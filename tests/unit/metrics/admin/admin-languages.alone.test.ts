/** The admin's page in every language: rendered from the same data, no text is the English one, except names and data. */
import { experimental_AstroContainer as AstroContainer } from "astro/container";
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from "parse5";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { viewerWith } from "../../../../src/host/auth/viewer.ts";
import { LANGUAGES, wordsIn, type Language } from "../../../../src/host/words/words.ts";
import Dashboard from "../../../../src/metrics/admin/Dashboard.astro";
import SyntheticResults from "../../../../src/metrics/admin/measure/SyntheticResults.astro";
import SyntheticRunForm from "../../../../src/metrics/admin/measure/SyntheticRunForm.astro";
import { writeNote } from "../../../../src/metrics/notes/notes.ts";
import { readDashboard } from "../../../../src/metrics/report/dashboard/dashboard.ts";
import type { Dashboard as Model } from "../../../../src/metrics/report/dashboard/dashboard-model.ts";
import { parseDashboardQuery, type DashboardQuery } from "../../../../src/metrics/report/report-query.ts";
import type { StoredSample } from "../../../../src/metrics/shared/sample.ts";
import { createMetricsStore, type MetricsStore } from "../../../../src/metrics/store/metrics-store.ts";
import { startEmbedded, type EmbeddedClient } from "../../../fixtures/kv/embedded-client.ts";

const NOW = new Date("2026-11-25T15:20:00.000Z");
const SITE = { zone: "Europe/Berlin", hasWebhook: true };

/** What the store says, in no language. */
const DATA = new Set([
  "Europe/Berlin", "UTC", "studio/30min", "/", "/services", "hero", "footer", "phone", "desktop", "tablet", "other", "Firefox", "Android", "DE", "4g", "3g", "a1", "b2", "newsletter", "email", "spring",
  "instant", "optimized", "baseline", "cold", "warmed", "reopened", "kaputt", "e17", "rate", "schema", "npm", "run", "demo", "data", "slow-2g", "2g",
]);
/** The same words in German: names, units and loanwords. */
const SAME = new Set([
  "p50", "p75", "p90", "p95", "p99", "n", "ms", "s", "CSV", "JSON", "Median", "Browser", "Release", "Event", "Medium", "Frame", "embed.js", "Status", "Filter", "Phase", "LCP", "CLS", "INP", "TTFB",
  "Largest", "Contentful", "Paint", "Interaction", "to", "Next", "Time", "First", "Byte", "Cumulative", "Layout", "Shift",
]);
const ENGLISH_WORDS = /\b(?:the|of|and|with|are|this|that|openings?|budget|times|records|ready|failed)\b/i;

/** Openings are kept when they happen. */
let clock = NOW;
let engines: { full: EmbeddedClient; empty: EmbeddedClient };
let stores: { full: MetricsStore; empty: MetricsStore };
let container: Awaited<ReturnType<typeof AstroContainer.create>>;

beforeAll(async () => {
  engines = { full: startEmbedded(() => clock), empty: startEmbedded(() => clock) };
  stores = { full: createMetricsStore(engines.full, { now: () => clock }), empty: createMetricsStore(engines.empty, { now: () => clock }) };
  await keepOpenings(stores.full);
  container = await AstroContainer.create();
});
afterAll(() => {
  engines.full.close();
  engines.empty.close();
});

/** Openings of every outcome, of all variants, of many senders, within the last hours. */
async function keepOpenings(store: MetricsStore): Promise<void> {
  const frame = { calLoadTime: 90, frameTime: 700, slotsTime: 300, iframeLoadTime: 1_000, leadTime: 200, codeTime: 40 };
  const kinds: Partial<StoredSample>[] = [
    ...Array.from({ length: 30 }, (_, i): Partial<StoredSample> => ({ outcome: "ready", variant: "optimized", openKind: "cold", totalDuration: 900 + 80 * i, ...frame, device: "phone", connection: "4g" })),
    ...Array.from({ length: 30 }, (_, i): Partial<StoredSample> => ({ outcome: "ready", variant: "baseline", openKind: "warmed", totalDuration: 2_000 + 80 * i, ...frame, device: "desktop", page: "/services" })),
    ...Array.from({ length: 30 }, (_, i): Partial<StoredSample> => ({ outcome: "times", variant: "instant", openKind: "cold", timesTime: 200 + 10 * i, formTime: 600, picked: true, device: "phone", source: "newsletter", medium: "email", campaign: "spring" })),
    { outcome: "opened", variant: "instant", openKind: "cold" },
    { outcome: "failed", errorClass: "e17", error: "kaputt", device: "phone" },
    { outcome: "timed-out", errorClass: "e17" },
    { outcome: "abandoned" },
  ];
  for (const [i, kind] of kinds.entries()) {
    const at = new Date(NOW.getTime() - (kinds.length - i) * 60_000);
    clock = at;
    const sampleId = `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`;
    const sample: StoredSample = {
      id: "studio/30min", sampleId, outcome: "ready", page: "/", placement: "hero", release: i < 40 ? "b2" : "a1", browser: "Firefox", system: "Android", country: "DE", lcp: 1_200, cls: 0.12, inp: 90, ttfb: 300,
      timestamp: at.toISOString(), receivedAt: at.toISOString(), ...kind,
    };
    await store.record(sample, { sender: String(i).padStart(6, "0") });
    if (i % 10 === 0) await store.recordBooking({ uidHash: sampleId, source: "browser", sampleId, at });
    if (i % 20 === 0) await store.recordBooking({ uidHash: sampleId, source: "webhook", at });
  }
  clock = NOW;
  await writeNote(engines.full, { day: "2026-11-25", time: "14:30", text: "kaputt" }, { now: NOW, zone: SITE.zone, by: "hero" });
  await store.recordIntent({ sampleId: "intent", values: { page: "/" }, at: NOW }, { sender: "intent" });
}

interface View {
  readonly store: "full" | "empty";
  readonly search: string;
  /** What the store cannot easily be brought to say. */
  readonly changed?: (model: Model) => Partial<Model>;
}

const VIEWS: Record<string, View> = {
  "the last 28 days": { store: "full", search: "" },
  "the last 24 hours, by the hour, of the calendar": { store: "full", search: "?window=24h&wait=ready&percentile=95" },
  "the wait over time": { store: "full", search: "?chart=wait&window=7d" },
  "conversion against a year ago": { store: "full", search: "?chart=conversion&compare=year" },
  "today": { store: "full", search: "?from=2026-11-25&to=2026-11-25&chart=openings" },
  "a filter": { store: "full", search: "?device=phone&variant=optimized&errorOnly=true" },
  "two days": { store: "full", search: "?from=2026-11-24&to=2026-11-25&wait=times&outcome=failed" },
  "an empty store": { store: "empty", search: "" },
  "an empty store with a filter": { store: "empty", search: "?page=%2F&variant=instant" },
  "a store of estimates and made-up data": {
    store: "full",
    search: "",
    changed: ({ summary, refusedToday, errorGroups }) => ({
      demoDataSince: "2026-11-01T10:00:00.000Z",
      estimate: { kept: 1_000, of: 5_000, standardErrors: { total: 12, ready: 11, times: 10, errors: 9, bookings: 8 } },
      breakdownsEstimate: { kept: 1_000, of: 5_000 },
      refusedToday: { ...refusedToday, rate: 3, schema: 1 },
      summary: { ...summary, givenUp: 4, bookings: { ...summary.bookings, pending: 3, unconfirmed: 2 } },
      errorGroups: { ...errorGroups, isCut: true },
    }),
  },
};

async function page(language: Language, { store, search, changed }: View): Promise<string[]> {
  const words = wordsIn(language);
  const parsed = parseDashboardQuery(new URLSearchParams(search), { now: NOW, zone: SITE.zone }, words);
  if (!("query" in parsed)) throw new Error(JSON.stringify(parsed));
  const model = await readDashboard({ store: stores[store], kv: engines[store], site: SITE }, parsed.query, NOW, words);
  return textsOf(await container.renderToString(Dashboard, { locals: { words, viewer: VIEWER }, props: propsOf({ ...model, ...changed?.(model) }, parsed.query) }));
}

function propsOf(dashboard: Model, query: DashboardQuery) {
  return { dashboard, query, views: [{ id: "v1", name: "kaputt", search: "?device=phone" }], conversions: { waiting: 2, failed: 1, isFailing: true }, now: NOW };
}

const VIEWER = viewerWith("admin", "admin");
const others = LANGUAGES.filter((language) => language !== "en");

describe.each(others)("in %s", (language) => {
  it.each(Object.entries(VIEWS))("the page has no English text: %s", async (_, view) => {
    const [english, own] = [await page("en", view), await page(language, view)];
    expect(own.length).toBe(english.length);
    expect(english.length).toBeGreaterThan(150);
    expect(leftIn(english, own)).toEqual([]);
  });

  it("nor has the page that measures", async () => {
    const [english, own] = await Promise.all((["en", language] as const).map(async (one) => {
      const options = { locals: { words: wordsIn(one), viewer: VIEWER } };
      const form = await container.renderToString(SyntheticRunForm, { ...options, props: { asked: new URLSearchParams() } });
      return textsOf(form + (await container.renderToString(SyntheticResults, options)));
    })) as [string[], string[]];
    expect(leftIn(english, own)).toEqual([]);
  });
});

it("the rule finds a text that was left in English", () => {
  expect(leftIn(["Openings", "p75", "12 ms", "/services"], ["Openings", "p75", "12 ms", "/services"])).toEqual(["Openings"]);
  expect(leftIn(["All openings"], ["Alle of them"])).toEqual(["Alle of them"]);
});

/** The texts that are the English ones, or that have an English word in them. */
function leftIn(english: readonly string[], own: readonly string[]): string[] {
  return own.filter((text, i) => (text === english[i] ? isText(text) : ENGLISH_WORDS.test(text)));
}

/** Whether there is a word in it that is neither data nor a name. */
function isText(text: string): boolean {
  return text.split(/[\s(),;:·–=|]+/).some((word) => /\p{L}{2}/u.test(word) && !DATA.has(word) && !SAME.has(word));
}

/** The texts of a page in their order: text nodes, and attributes that are read out. */
function textsOf(html: string): string[] {
  return walk(parseFragment(html));
}

function walk(node: Tree.Node): string[] {
  if (node.nodeName === "style" || node.nodeName === "script") return [];
  if (node.nodeName === "#text") {
    const text = (node as Tree.TextNode).value.replace(/\s+/g, " ").trim();
    return text === "" ? [] : [text];
  }
  const attributes = "attrs" in node ? node.attrs.filter(({ name }) => ["aria-label", "title", "placeholder", "alt"].includes(name)).map(({ value }) => value) : [];
  return [...attributes, ...("childNodes" in node ? node.childNodes.flatMap(walk) : [])];
}
