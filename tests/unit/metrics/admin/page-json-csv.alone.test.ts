/**
 * One truth in three forms. Openings that are made up at random, and known, go into a store. For views that are drawn at random
 * (combinations of filters, ranges, comparisons), the page, the JSON and the CSV have the same numbers, and these are the ones counted by hand.
 */
import { experimental_AstroContainer as AstroContainer } from "astro/container";
import { parseFragment, type DefaultTreeAdapterTypes as Tree } from "parse5";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { viewerWith } from "../../../../src/host/auth/viewer.ts";
import { ENGLISH } from "../../../../src/host/words/words.ts";
import Dashboard from "../../../../src/metrics/admin/Dashboard.astro";
import { readDashboard } from "../../../../src/metrics/report/dashboard/dashboard.ts";
import { dashboardSchema, type Dashboard as Model } from "../../../../src/metrics/report/dashboard/dashboard-model.ts";
import { readTable } from "../../../../src/metrics/report/report-csv.ts";
import { parseDashboardQuery, parseReportQuery } from "../../../../src/metrics/report/report-query.ts";
import { DIMENSIONS, nameOf, type Dimension, type StoredSample } from "../../../../src/metrics/shared/sample.ts";
import { createMetricsStore, type MetricsStore } from "../../../../src/metrics/store/metrics-store.ts";
import { startEmbedded, type EmbeddedClient } from "../../../fixtures/kv/embedded-client.ts";
import { seededRandom } from "../../../lab/openings/dice.ts";

/** Three days after the clocks went back in Berlin. */
const NOW = new Date("2026-10-28T15:20:00.000Z");
const ZONE = "Europe/Berlin";
const SITE = { zone: ZONE, hasWebhook: false };
const DAYS = 24;
const HOUR_MS = 3_600_000;
const VIEWS = 40;

interface Known {
  readonly at: Date;
  readonly sample: StoredSample;
  readonly isBooked: boolean;
  /** How long its visitor took to book, in ms, if it is booked. */
  readonly took: number;
}

const random = seededRandom(25);
const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
const VALUES: Partial<Record<Dimension, readonly (string | undefined)[]>> = {
  page: ["/", "/services", "/pricing"], device: ["phone", "desktop"], source: ["letter", "search", undefined], campaign: ["spring", undefined], placement: ["hero", "closing"],
  variant: ["optimized", "baseline"], browser: ["Firefox", "Safari"], country: ["DE", undefined],
};

let engine: EmbeddedClient;
let store: MetricsStore;
let clock = NOW;
const known: Known[] = [];
let container: Awaited<ReturnType<typeof AstroContainer.create>>;

beforeAll(async () => {
  engine = startEmbedded(() => clock);
  store = createMetricsStore(engine, { now: () => clock, zone: ZONE });
  container = await AstroContainer.create();
  const times = Array.from({ length: 600 }, () => NOW.getTime() - Math.floor(random() ** 1.3 * DAYS * 24) * HOUR_MS - Math.floor(random() * HOUR_MS)).toSorted((a, b) => a - b);
  let day = "";
  for (const [i, time] of times.entries()) {
    clock = new Date(time);
    if (dateIn(clock) !== day) await store.compact();
    day = dateIn(clock);
    await keep(i, clock);
  }
  clock = NOW;
  await store.compact();
});
afterAll(() => engine.close());

async function keep(i: number, at: Date): Promise<void> {
  const values = Object.fromEntries(Object.entries(VALUES).flatMap(([name, of]) => {
    const value = one(of);
    return value === undefined ? [] : [[name, value]];
  }));
  const outcome = one(["ready", "ready", "ready", "ready", "failed", "abandoned"] as const);
  const sample: StoredSample = {
    id: one(["30min", "15min"]), sampleId: `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`, outcome, timestamp: at.toISOString(), receivedAt: at.toISOString(), ...values,
    ...(outcome === "ready" && { totalDuration: 200 + Math.floor(random() * 3_000) }),
  };
  const isBooked = outcome === "ready" && random() < 0.2;
  await store.record(sample, { sender: String(i).padStart(6, "0") });
  // To a tenth of a second. The booking itself counts at the time of its opening, so that no view has one of the two alone.
  const took = Math.floor(random() * 1_800) * 100;
  if (isBooked) await store.recordBooking({ uidHash: `hash-${i}`, source: "browser", sampleId: sample.sampleId ?? "", at, madeAt: new Date(at.getTime() + took) });
  known.push({ at, sample, isBooked, took });
}

const dateIn = (at: Date) => at.toLocaleDateString("sv-SE", { timeZone: ZONE });
const dayBack = (days: number) => dateIn(new Date(NOW.getTime() - days * 24 * HOUR_MS));

/** A view that is drawn at random: of no filter, one, or several. */
function drawn(): string {
  const search = new URLSearchParams();
  const dimensions = Object.keys(VALUES) as Dimension[];
  for (let n = one([0, 1, 2, 2, 3, 3]); n > 0; n--) {
    const dimension = one(dimensions);
    search.set(nameOf(dimension), one((VALUES[dimension] ?? []).filter((value) => value !== undefined)));
  }
  if (random() < 0.3) search.set("event", one(["30min", "15min"]));
  const [a, b] = [one(Array.from({ length: DAYS }, (_, i) => i)), one(Array.from({ length: DAYS }, (_, i) => i))];
  const range = one(["24h", "7d", "28d", "dates", "dates", "since"]);
  if (range === "dates") {
    search.set("from", dayBack(Math.max(a, b)));
    search.set("to", dayBack(Math.min(a, b)));
  } else if (range === "since") search.set("from", dayBack(a));
  else search.set("window", range);
  search.set("chart", one(["bookings", "conversion", "openings", "wait"]));
  return `?${search}`;
}

async function readAll(search: string) {
  const [asked, clockNow] = [new URLSearchParams(search), { now: NOW, zone: ZONE }];
  const query = parseDashboardQuery(asked, clockNow);
  if (!("query" in query)) throw new Error(JSON.stringify(query));
  asked.delete("chart");
  const report = parseReportQuery(asked, clockNow);
  if (!("query" in report)) throw new Error(JSON.stringify(report));
  const sources = { store, kv: engine, site: SITE };
  const json: Model = JSON.parse(JSON.stringify(await readDashboard(sources, { ...report.query, compare: "previous" }, NOW)));
  const html = await container.renderToString(Dashboard, { locals: { words: ENGLISH, viewer: viewerWith("admin", "admin") }, props: { dashboard: await readDashboard(sources, query.query, NOW, ENGLISH), query: query.query, views: [], now: NOW } });
  const csvOf = async (table: "series" | "breakdowns" | "phases"): Promise<Record<string, string>[]> => parseCsv(await readTable(sources, { ...report.query, format: "csv", table }, NOW));
  return { query: query.query, json, page: parseFragment(html), series: await csvOf("series"), breakdowns: await csvOf("breakdowns"), phases: await csvOf("phases") };
}

/** The openings of the view, found among the known ones. */
function expectedOf(search: string, { window }: Model): Known[] {
  const asked = new URLSearchParams(search);
  const dates = asked.has("from") ? { from: asked.get("from") ?? "", to: asked.get("to") ?? dateIn(NOW) } : undefined;
  return known.filter(({ at, sample }) => {
    const isInside = dates ? dateIn(at) >= dates.from && dateIn(at) <= dates.to : at.toISOString() >= window.from && at.toISOString() < window.to;
    return isInside && DIMENSIONS.every((dimension) => !asked.has(nameOf(dimension)) || sample[dimension] === asked.get(nameOf(dimension)));
  });
}

const searches = Array.from({ length: VIEWS }, drawn);
const whole = (n: number) => n.toLocaleString("en");

describe.each(searches)("%s", (search) => {
  it("has the same numbers on the page, in the JSON and in the CSV, and they are the counted ones", async () => {
    const { json, page, series, breakdowns, phases } = await readAll(search);
    expect(dashboardSchema.parse(json)).toEqual(json);
    expect(json.estimate).toBeNull();

    // Counted by hand.
    const openings = expectedOf(search, json);
    const bookings = openings.filter(({ isBooked }) => isBooked).length;
    expect([json.keyNumbers.openings.value, json.keyNumbers.bookings.value, json.summary.total, json.summary.bookings.counted]).toEqual([openings.length, bookings, openings.length, bookings]);
    expect(json.funnel.at(-1)).toMatchObject({ step: "booked", count: bookings });
    const waits = openings.flatMap(({ sample }) => sample.totalDuration ?? []).toSorted((a, b) => a - b);
    const median = waits.length >= 10 ? (waits[Math.ceil(waits.length / 2) - 1] ?? NaN) : null;
    expect(json.keyNumbers.wait.value === null).toBe(median === null);
    // A percentile is within 1 %, and then rounded.
    expect(Math.abs((json.keyNumbers.wait.value ?? 1) - (median ?? 1)) / (median ?? 1)).toBeLessThanOrEqual(0.011);

    // How long the visitors took to book.
    const took = openings.filter(({ isBooked }) => isBooked).map((opening) => opening.took).toSorted((a, b) => a - b);
    const inTheMiddle = took[Math.ceil(took.length / 2) - 1] ?? null;
    const { n: timed, p50LoadTime, minLoadTime, maxLoadTime } = json.summary.bookingTime;
    expect({ timed, minLoadTime, maxLoadTime }).toEqual({ timed: took.length, minLoadTime: took[0] ?? null, maxLoadTime: took.at(-1) ?? null });
    expect(p50LoadTime === null).toBe(inTheMiddle === null);
    // A percentile is within 1 %, and all times below a second share a bucket.
    expect(Math.abs((p50LoadTime ?? 0) - (inTheMiddle ?? 0))).toBeLessThanOrEqual(Math.max(1_000, (inTheMiddle ?? 0) * 0.011));
    expect(phases.find(({ phase }) => phase === "bookingTime")).toMatchObject({ n: String(timed), p50LoadTime: p50LoadTime === null ? "" : String(p50LoadTime) });
    const sentence = ENGLISH.funnel.took({ n: timed, time: ENGLISH.formats.minutes(p50LoadTime) });
    expect(textOfSection(page, "funnel").includes(sentence)).toBe(timed >= 10);

    // The cards.
    const conversion = openings.length < 10 ? "—" : ENGLISH.formats.percent(bookings / openings.length);
    expect(sectionOf(page, "answer", "card-value")).toEqual([whole(bookings), conversion, whole(openings.length), json.keyNumbers.wait.value === null ? "—" : `${whole(json.keyNumbers.wait.value)} ms`]);
    expect(rowsOf(page, "bookings")[0]?.slice(0, 2)).toEqual(["Counted", whole(bookings)]);

    // Each hour or day, the newest first on the page.
    const points = json.series.map(({ start, bookings: booked, total, errors, pending }) => [start, booked, total, errors, pending]);
    expect(series.map((row) => [new Date(row["start"] ?? "").toISOString(), ...["bookings", "total", "errors", "pending"].map((name) => Number(row[name]))])).toEqual(points);
    expect(rowsOf(page, "trend").toReversed().map((row) => [row[1], row[2], row[8], row[9]])).toEqual(points.map(([, ...counts]) => [0, 1, 2, 3].map((i) => whole(Number(counts[i])))));
    expect(json.series.reduce((sum, { total }) => sum + total, 0)).toBe(openings.length);

    // Every value of the tables on the page.
    for (const dimension of ["source", "campaign", "page", "event", "placement", "device"] as const) {
      const field = DIMENSIONS.find((name) => nameOf(name) === dimension) as Dimension;
      const counted = new Map<string, [number, number]>();
      for (const { sample, isBooked } of openings) {
        const value = sample[field] ?? "";
        const [n, booked] = counted.get(value) ?? [0, 0];
        counted.set(value, [n + 1, booked + (isBooked ? 1 : 0)]);
      }
      const expected = [...counted].toSorted(([a], [b]) => (a < b ? -1 : 1));
      const jsonRows = json.breakdowns.find((found) => found.dimension === dimension)?.rows ?? [];
      expect(jsonRows.map(({ value, total, bookings: booked }) => [value ?? "", [total, booked]]).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual(expected);
      expect(breakdowns.filter((row) => row["dimension"] === dimension).map((row) => [row["value"], [Number(row["total"]), Number(row["bookings"])]]).toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual(expected);
      // Where no opening has a value, the page says so instead.
      const shown = rowsOf(page, `by-${dimension}`).map(([name, booked, total]) => [name, [total, booked]]);
      const named = expected.map(([value, [n, booked]]) => [value === "" ? (dimension === "source" ? "direct or unknown" : "unknown") : value, [whole(n), whole(booked)]]);
      expect(shown.toSorted(byName)).toEqual(expected.some(([value]) => value !== "") ? named.toSorted(byName) : []);
    }
  });
});

/** RFC 4180, without line breaks in values: rows by the names of the columns. */
function parseCsv(csv: string): Record<string, string>[] {
  const [head = [], ...rows] = csv.trim().split("\r\n").map((row) => [...row.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? ""));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ""])));
}

function byName([a]: readonly unknown[], [b]: readonly unknown[]): number {
  return String(a) < String(b) ? -1 : 1;
}

type Node = Tree.ChildNode | Tree.DocumentFragment;

function find(node: Node, matches: (element: Tree.Element) => boolean): Tree.Element[] {
  const inside = "childNodes" in node ? node.childNodes.flatMap((child) => find(child, matches)) : [];
  return "tagName" in node && matches(node) ? [node, ...inside] : inside;
}

function attribute({ attrs }: Tree.Element, name: string): string | undefined {
  return attrs.find((found) => found.name === name)?.value;
}

function textOf(node: Node): string {
  if (node.nodeName === "#text") return (node as Tree.TextNode).value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

const textIn = (node: Node) => textOf(node).replace(/\s+/g, " ").trim();

/** The rows of the tables in a section: the texts of their cells. */
function rowsOf(page: Node, id: string): string[][] {
  const [section] = find(page, (element) => attribute(element, "id") === id);
  if (section === undefined) throw new Error(`The page has no section ${id}.`);
  return find(section, ({ tagName }) => tagName === "tbody").flatMap((body) => find(body, ({ tagName }) => tagName === "tr")).map((row) =>
    find(row, ({ tagName }) => tagName === "td" || tagName === "th").map((cell) => textIn(cell)));
}

function textOfSection(page: Node, id: string): string {
  const [section] = find(page, (element) => attribute(element, "id") === id);
  return section === undefined ? "" : textIn(section);
}

function sectionOf(page: Node, id: string, className: string): string[] {
  const [section] = find(page, (element) => attribute(element, "id") === id);
  return section === undefined ? [] : find(section, (element) => (attribute(element, "class") ?? "").split(" ").includes(className)).map((element) => textIn(element));
}
