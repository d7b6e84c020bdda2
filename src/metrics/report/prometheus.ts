/** The metrics in the text format of Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/). */
import { Registry, type Metric } from "prom-client";
import type { Kv } from "../../host/kv/kv.ts";
import { readDrops } from "../ingest/drops.ts";
import { WIRE_PHASES, type BookingCounts } from "../shared/sample.ts";
import { intentCount, mergeFigures, summaryOf, type Figures } from "../statistics/figures.ts";
import { bucketValue } from "../statistics/histogram.ts";
import { dateAfter, dateAt, daysBetween, periodAt } from "../statistics/periods.ts";
import type { MetricsStore } from "../store/metrics-store.ts";

export interface PrometheusSources {
  readonly kv: Pick<Kv, "client">;
  readonly store: Pick<MetricsStore, "figures">;
  readonly zone: string;
}

/** Days have rollups for so long. */
const KNOWN_DAYS = 400;
/** In ms. The days before today are read again once an hour: they may take 14 commands. */
const KNOWN_FOR = 60 * 60 * 1_000;
/** Upper bounds in seconds. The times are known within 1 %. */
const BOUNDS = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30, 60];

interface Snapshot {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly values: readonly { readonly value: number; readonly labels?: Readonly<Record<string, string | number>>; readonly metricName?: string }[];
}

const knownBefore = new WeakMap<object, { readonly at: number; readonly day: string; readonly figures: Figures }>();

/** Today's counts and times, and the counts of all days that are stored. `contentType` is that of the text. */
export async function readPrometheusText({ kv, store, zone }: PrometheusSources, now: Date): Promise<{ text: string; contentType: string }> {
  const [[today], before, drops] = await Promise.all([store.figures([periodAt("day", now, zone)]), figuresBefore(store, now, zone), readDrops(kv, now)]);
  const figures = today?.figures ?? mergeFigures();
  const [ofToday, ofAll] = [summaryOf(figures, "value"), summaryOf(mergeFigures(figures, before), "value")];
  const registry = new Registry();
  const metrics: Snapshot[] = [
    { name: "readyslot_openings_total", help: "Openings of the calendar since the site's midnight, by outcome.", type: "counter", values: labelled("outcome", ofToday.outcomes) },
    { name: "readyslot_intents_total", help: "Page views since the site's midnight with intent and without an opening.", type: "counter", values: [{ value: intentCount(figures) }] },
    {
      name: "readyslot_bookings_total",
      help: "Bookings since the site's midnight, by who reported them.",
      type: "counter",
      values: bySource(ofToday.bookings),
    },
    { name: "readyslot_bookings_pending", help: "Bookings since the site's midnight that wait for a payment.", type: "gauge", values: [{ value: ofToday.bookings.pending }] },
    { name: "readyslot_refused_posts_total", help: "Posts refused since midnight (UTC), by reason.", type: "counter", values: labelled("reason", drops) },
    { name: "readyslot_phase_seconds", help: "Times of ready openings since the site's midnight, by phase.", type: "histogram", values: WIRE_PHASES.flatMap((phase) => histogramOf(figures, phase)) },
    { name: "readyslot_stored_openings", help: `Openings of the last ${KNOWN_DAYS} days, by outcome.`, type: "gauge", values: labelled("outcome", ofAll.outcomes) },
    { name: "readyslot_stored_bookings", help: `Bookings of the last ${KNOWN_DAYS} days, by who reported them.`, type: "gauge", values: bySource(ofAll.bookings) },
  ];
  // The library's own metrics count inside one process. These are counted in the store, by all instances.
  for (const metric of metrics) registry.registerMetric({ name: metric.name, get: () => Promise.resolve(metric) } as unknown as Metric);
  return { text: await registry.metrics(), contentType: registry.contentType };
}

/** The figures of all stored days before today. */
async function figuresBefore(store: PrometheusSources["store"], now: Date, zone: string): Promise<Figures> {
  const day = dateAt(now, zone);
  const known = knownBefore.get(store);
  if (known?.day === day && performance.now() - known.at < KNOWN_FOR) return known.figures;
  const days = await store.figures(daysBetween(dateAfter(day, 1 - KNOWN_DAYS), dateAfter(day, -1), zone));
  const figures = mergeFigures(...days.map((one) => one.figures));
  knownBefore.set(store, { at: performance.now(), day, figures });
  return figures;
}

function bySource({ browser, webhook, both }: BookingCounts): Snapshot["values"] {
  return labelled("source", { browser: browser - both, webhook: webhook - both, both });
}

function labelled(label: string, counts: Readonly<Record<string, number>>): Snapshot["values"] {
  return Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));
}

function histogramOf(figures: Figures, phase: (typeof WIRE_PHASES)[number]): Snapshot["values"] {
  const { buckets = [], n = 0, sum = 0 } = figures.measures.get(phase) ?? {};
  const counts = [...buckets];
  const upTo = (seconds: number) => counts.reduce((total, [index, count]) => (bucketValue(index) <= seconds * 1_000 ? total + count : total), 0);
  const name = "readyslot_phase_seconds";
  return [
    ...BOUNDS.map((le) => ({ metricName: `${name}_bucket`, labels: { phase, le }, value: upTo(le) })),
    { metricName: `${name}_bucket`, labels: { phase, le: "+Inf" }, value: n },
    { metricName: `${name}_sum`, labels: { phase }, value: sum / 1_000 },
    { metricName: `${name}_count`, labels: { phase }, value: n },
  ];
}
