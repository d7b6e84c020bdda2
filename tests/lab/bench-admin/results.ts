import { nearestRank } from "../command/statistics.ts";
import type { Environment } from "../command/environment.ts";
import type { View } from "./views.ts";

/** Durations of several requests, in ms. */
export interface Times {
  n: number;
  p50: number;
  p95: number;
  max: number;
}

export interface ViewResult extends Times {
  what: string;
  /** Median CPU time of the function with its engine, in ms. Other programs affect it less than the duration. */
  cpu: number;
  /** Size of the body, without compression and with gzip at level 9. */
  bytes: number;
  gzipBytes: number;
  /** Ratio of the median to that of the sign-in page and to that of the report, from the same rounds. */
  toSignIn: number | null;
  toReport: number | null;
}

/** The content of docs/bench-admin.json. */
export interface AdminResults {
  takenAt: string;
  /** With the load average of the last minute of the run. */
  environment: Environment & { loadAverageAfter: number };
  seed: number;
  days: number;
  openings: number;
  rounds: number;
  /** Requested in turn from a function that has answered all of them before. */
  views: ViewResult[];
  /** The first request to a new process, when all past days are packed. */
  fresh: ViewResult[];
  /** The first read after the openings were added, when no day is packed. One request. */
  unpackedMs: number;
  targets: Target[];
}

export interface Target {
  what: string;
  unit: "ms" | "bytes";
  value: number | null;
  /** The value must be below it. */
  limit: number;
  isMet: boolean;
}

export const TARGETS = { p95Ms: 150, gzipBytes: 25_000 } as const;

/** @returns undefined without values: no data is not 0. */
export function timesOf(values: readonly number[]): Times | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return { n: sorted.length, p50: nearestRank(sorted, 0.5), p95: nearestRank(sorted, 0.95), max: nearestRank(sorted, 1) };
}

/** The measurements of a view. */
export interface Measured {
  readonly view: View;
  readonly ms: readonly number[];
  readonly cpu: readonly number[];
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** One result for each view with measurements, compared with the sign-in page and the report. */
export function viewResults(measured: readonly Measured[], comparedWith: { signIn: View; report: View }): ViewResult[] {
  const medianOf = ({ what }: View) => timesOf(measured.find(({ view }) => view.what === what)?.ms ?? [])?.p50;
  const [signIn, report] = [medianOf(comparedWith.signIn), medianOf(comparedWith.report)];
  return measured.flatMap(({ view, ms, cpu, bytes, gzipBytes }) => {
    const [times, cpuTimes] = [timesOf(ms), timesOf(cpu)];
    if (times === undefined || cpuTimes === undefined) return [];
    return [{
      what: view.what,
      ...times,
      cpu: cpuTimes.p50,
      bytes,
      gzipBytes,
      toSignIn: signIn === undefined ? null : times.p50 / signIn,
      toReport: report === undefined ? null : times.p50 / report,
    }];
  });
}

/** Compares the page with all days, and a combination of filters, with their targets. A value that was not measured is not met. */
export function targetsOf(views: readonly ViewResult[], page: View, combination: View): Target[] {
  const found = (view: View) => views.find(({ what }) => what === view.what);
  const target = (view: View, what: string, unit: Target["unit"], value: number | undefined, limit: number): Target => ({
    what: `${view.what}, ${what}`, unit, value: value ?? null, limit, isMet: value !== undefined && value < limit,
  });
  return [
    target(page, "p95", "ms", found(page)?.p95, TARGETS.p95Ms),
    target(page, "gzip", "bytes", found(page)?.gzipBytes, TARGETS.gzipBytes),
    target(combination, "p95", "ms", found(combination)?.p95, TARGETS.p95Ms),
  ];
}
