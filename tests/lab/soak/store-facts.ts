import { stat } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import { LIMITS_KEY } from "../../../src/metrics/alerts/alert-limits.ts";
import { ALERT_RULES } from "../../../src/metrics/alerts/alert-rules.ts";
import { readDrops, type DropReason } from "../../../src/metrics/ingest/drops.ts";
import { intentCount, mergeFigures, summaryOf, type Breakdowns, type Figures } from "../../../src/metrics/statistics/figures.ts";
import { createMetricsStore } from "../../../src/metrics/store/metrics-store.ts";
import { periodAt, type Period, type PeriodUnit } from "../../../src/metrics/statistics/periods.ts";
import { DIMENSIONS, type BookingCounts, type Outcome } from "../../../src/metrics/shared/sample.ts";
import { connectKv } from "../../../src/host/kv/kv.ts";

/** The content of a store after the traffic. */
export interface StoreFacts {
  /** Over all days of the run; the hours must agree. */
  outcomes: Record<Outcome, number>;
  /** Of the ready samples. */
  totalDuration: { n: number; sum: number };
  /** Of the samples with free times in the dialog. */
  times: { timesSeen: number; picked: number; timesTime: number; formTime: number };
  bookings: BookingCounts;
  intents: number;
  drops: Record<DropReason, number>;
  /** Number of idempotency keys. */
  marks: { sample: number; intent: number; booking: number; pick: number };
  /** Samples that the list of the newest can have. */
  recent: number;
  /** Scopes whose hours and days differ. */
  disagreeing: string[];
  /** Keys that should expire but have no time to live. */
  withoutExpiry: string[];
  keys: number;
  /** Number of expired keys that are still in the database. */
  expired: number;
  /** Size of the database, including its log. */
  bytes: number;
}

/** As many as `newest` lists. */
export const MOST_LISTED = 10_000;

const KEPT_FOR_GOOD = new Set([LIMITS_KEY, ...ALERT_RULES.map(({ name }) => `readyslot:v3:alert:${name}`)]);

export interface StoreSpan {
  /** The folder of metrics.db. */
  folder: string;
  /** The run's first and last moment. */
  from: Date;
  to: Date;
}

/** Reads them from the file, and statistics with the product's own code. */
export async function readStoreFacts({ folder, from, to }: StoreSpan): Promise<StoreFacts> {
  const raw = readRows(join(folder, "metrics.db"), to);
  const bytes = await fileBytes(folder);
  const kv = connectKv({ DATA_DIR: folder });
  const store = createMetricsStore(kv, { now: () => to });
  const [days, hours] = [periodsBetween("day", from, to), periodsBetween("hour", from, to)];
  const whole = async (periods: readonly Period[]) => mergeFigures(...(await store.figures(periods)).map(({ figures }) => figures));
  const [daily, hourly] = [await whole(days), await whole(hours)];
  const values = async (periods: readonly Period[]) => (await store.breakdowns(periods)).map((one) => one.values);
  const disagreeing = isDeepStrictEqual(daily, hourly) ? [] : ["all"];
  disagreeing.push(...disagreements(await values(days), await values(hours)));

  const { outcomes, bookings, timesSeen, picked } = summaryOf(daily, "all");
  const times = { timesSeen, picked, timesTime: daily.measures.get("timesTime")?.sum ?? 0, formTime: daily.measures.get("formTime")?.sum ?? 0 };
  const total = daily.measures.get("totalDuration");
  const perDay = await Promise.all(days.map(({ start }) => readDrops(kv, start)));
  const drops = Object.fromEntries(
    Object.keys(perDay[0] ?? {}).map((reason) => [reason, perDay.reduce((sum, one) => sum + one[reason as DropReason], 0)]),
  ) as Record<DropReason, number>;
  return { outcomes, totalDuration: { n: total?.n ?? 0, sum: total?.sum ?? 0 }, times, bookings, intents: intentCount(daily), drops, disagreeing, bytes, ...raw, recent: (await store.newest({ limit: MOST_LISTED })).length };
}

function readRows(file: string, now: Date) {
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const count = (sql: string, ...values: string[]) => Number(db.prepare(sql).get(...values)?.["n"]);
    const marks = (what: string) => count("SELECT count(*) AS n FROM keys WHERE key GLOB ?", `readyslot:v3:mark:${what}:*`);
    return {
      marks: { sample: marks("sample"), intent: marks("intent"), booking: marks("booking"), pick: marks("pick") },
      withoutExpiry: db
        .prepare("SELECT key FROM keys WHERE expires_at IS NULL ORDER BY key LIMIT 100")
        .all()
        .map((row) => String(row["key"]))
        .filter((key) => !KEPT_FOR_GOOD.has(key)),
      keys: count("SELECT count(*) AS n FROM keys"),
      expired: count("SELECT count(*) AS n FROM keys WHERE expires_at <= CAST(? AS INTEGER)", String(now.getTime())),
    };
  } finally {
    db.close();
  }
}

async function fileBytes(folder: string): Promise<number> {
  const sizes = await Promise.all(["metrics.db", "metrics.db-wal"].map((name) => stat(join(folder, name)).catch(() => ({ size: 0 }))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

function periodsBetween(unit: PeriodUnit, from: Date, to: Date): Period[] {
  const periods = [periodAt(unit, from)];
  for (let last = periods[0]; last && last.end <= to; last = periods.at(-1)) periods.push(periodAt(unit, last.end));
  return periods;
}

function disagreements(days: readonly Breakdowns[], hours: readonly Breakdowns[]): string[] {
  return DIMENSIONS.flatMap((dimension) => {
    const names = new Set([...days, ...hours].flatMap((one) => [...(one.get(dimension)?.keys() ?? [])]));
    const merged = (periods: readonly Breakdowns[], name: string): Figures =>
      mergeFigures(...periods.flatMap((one) => one.get(dimension)?.get(name) ?? []));
    return [...names].filter((name) => !isDeepStrictEqual(merged(days, name), merged(hours, name))).map((name) => `${dimension}=${name}`);
  });
}
