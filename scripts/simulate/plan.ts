/** What each rate costs with each step: the measured cost of an opening, times the openings of a month. */
import { PRICE } from "../../tests/lab/bench-ingest/price.ts";
import { varianceOf } from "./sampling.ts";
import type { WriteCost, Writes } from "./measure-writes.ts";

const MONTH_SECONDS = 30 * 86_400;
const GB = 1e9;

/** What one database of Upstash takes, pay as you go: the page that the price stands on. */
export const LIMITS = { commandsPerSecond: 10_000, bytesKept: 100 * GB } as const;
/** Dollars for each GB beyond what is free. */
const TRAFFIC = { freeGb: 200, dollarsPerGb: 0.03 } as const;
const STORAGE = { freeGb: 1, dollarsPerGb: 0.25 } as const;

/** Marks are kept 4 days, hours 8, days 400. */
const KEPT = { marksSeconds: 4 * 86_400, hours: 8 * 24, days: 400 } as const;
const RECENT_LIMIT = 10_000;

export interface Step {
  /** Openings a second. */
  readonly rate: number;
  /** The share that is sent. */
  readonly share: number;
  /** Openings to a batch, of one instance. */
  readonly batch: number;
}

export interface PlanRow extends Step {
  readonly commandsPerSecond: number;
  readonly requestsPerSecond: number;
  /** Commands a second to the key that gets most. */
  readonly hottestKey: number;
  readonly gbUp: number;
  readonly gbDown: number;
  readonly gbKept: number;
  readonly dollars: number;
  /** Databases that it takes, for the commands or for what is kept. */
  readonly databases: number;
  /** 1.96 standard errors of an hour's count, and of an hour's error rate of 1 %, as shares of themselves. */
  readonly hourError: number;
  readonly hourRateError: number;
}

export const STEPS: readonly Step[] = [
  { rate: 1, share: 1, batch: 1 },
  { rate: 1, share: 1, batch: 10 },
  { rate: 1, share: 0.1, batch: 1 },
  { rate: 100, share: 1, batch: 1 },
  { rate: 100, share: 1, batch: 100 },
  { rate: 100, share: 0.1, batch: 10 },
  { rate: 100, share: 0.01, batch: 1 },
  { rate: 10_000, share: 1, batch: 1 },
  { rate: 10_000, share: 1, batch: 100 },
  { rate: 10_000, share: 0.001, batch: 1 },
  { rate: 10_000, share: 0.001, batch: 100 },
  { rate: 10_000, share: 0.0001, batch: 1 },
];

/** @throws {RangeError} for a batch that was not measured. */
export function planOf({ costs, kept }: Writes, openings: number): PlanRow[] {
  return STEPS.map((step) => {
    const cost = costs.find(({ batch }) => batch === step.batch);
    if (cost === undefined) throw new RangeError(`Batches of ${step.batch} were not measured.`);
    return rowOf(step, cost, { ...kept, recent: (kept.recent / Math.min(openings, RECENT_LIMIT)) * RECENT_LIMIT });
  });
}

function rowOf(step: Step, cost: WriteCost, kept: Writes["kept"]): PlanRow {
  const sent = step.rate * step.share;
  const monthly = (perOpening: number) => perOpening * sent * MONTH_SECONDS;
  const [gbUp, gbDown] = [monthly(cost.bytesUp) / GB, monthly(cost.bytesDown) / GB];
  const gbKept = (kept.mark * sent * KEPT.marksSeconds + kept.hour * KEPT.hours + kept.day * KEPT.days + kept.recent) / GB;
  const commandsPerSecond = cost.commands * sent;
  const dollars = [
    (monthly(cost.commands) / 100_000) * PRICE.dollarsPer100kCommands,
    Math.max(0, gbUp + gbDown - TRAFFIC.freeGb) * TRAFFIC.dollarsPerGb,
    Math.max(0, gbKept - STORAGE.freeGb) * STORAGE.dollarsPerGb,
  ].reduce((a, b) => a + b, 0);
  const n = step.rate * 3_600;
  const variance = varianceOf(step.share);
  return {
    ...step,
    commandsPerSecond,
    requestsPerSecond: cost.requests * sent,
    hottestKey: cost.hottest.commands * sent,
    gbUp,
    gbDown,
    gbKept,
    dollars,
    databases: Math.ceil(Math.max(commandsPerSecond / LIMITS.commandsPerSecond, (gbKept * GB) / LIMITS.bytesKept)),
    hourError: 1.96 * Math.sqrt(variance / n),
    hourRateError: 1.96 * Math.sqrt((0.99 / 0.01) * (variance / n)),
  };
}
