import { nearestRank } from "../command/statistics.ts";
import type { Environment } from "../command/environment.ts";
import type { View } from "./views.ts";

/** What some requests took, in ms. */
export interface Times {
  n: number;
  p50: number;
  p95: number;
  max: number;
}

export interface ViewResult extends Times {
  what: string;
  /** Of the processor, the median in ms for the function with its engine: another program's work disturbs it less. */
  cpu: number;
  /** Of the body, as it is and with gzip at level 9. */
  bytes: number;
  gzipBytes: number;
  /** The medians' ratio to that of the sign-in page and of the report, measured in the same rounds. */
  toSignIn: number | null;
  toReport: number | null;
}

/** What docs/bench-admin.json holds. */
export interface AdminResults {
  takenAt: string;
  /** With the load average of the last minute of the run. */
  environment: Environment & { loadAverageAfter: number };
  seed: number;
  days: number;
  openings: number;
  rounds: number;
  /** Asked by turns of a function that has answered all of them before. */
  views: ViewResult[];
  /** The first request that a process gets; by then all days that have ended are packed. */
  fresh: ViewResult[];
  /** The first read after the openings were put in: no day is packed yet. One request. */
  unpackedMs: number;
  targets: Target[];
}

export interface Target {
  what: string;
  unit: "ms" | "bytes";
  value: number | null;
  /** To stay below. */
  limit: number;
  isMet: boolean;
}

export const TARGETS = { p95Ms: 150, gzipBytes: 60_000 } as const;

/** @returns undefined for no times: no data is not 0. */
export function timesOf(values: readonly number[]): Times | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  return { n: sorted.length, p50: nearestRank(sorted, 0.5), p95: nearestRank(sorted, 0.95), max: nearestRank(sorted, 1) };
}

/** What was measured of a view. */
export interface Measured {
  readonly view: View;
  readonly ms: readonly number[];
  readonly cpu: readonly number[];
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** One result for each view that has times, compared with the two that the names tell. */
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

/** The page with all its days, held against what it may take and weigh. What was not measured is not met. */
export function targetsOf(views: readonly ViewResult[], page: View): Target[] {
  const found = views.find(({ what }) => what === page.what);
  const target = (what: string, unit: Target["unit"], value: number | undefined, limit: number): Target => ({
    what: `${page.what}, ${what}`, unit, value: value ?? null, limit, isMet: value !== undefined && value < limit,
  });
  return [target("p95", "ms", found?.p95, TARGETS.p95Ms), target("gzip", "bytes", found?.gzipBytes, TARGETS.gzipBytes)];
}
