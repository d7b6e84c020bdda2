import type { Environment } from "../command/environment.ts";
import { summarize } from "../command/statistics.ts";

/** The content of docs/bench-content.json. Durations are wall-clock times in seconds. */
export interface ContentResults {
  takenAt: string;
  /** With the load average of the last minute of the run. */
  environment: Environment & { loadAverageAfter: number };
  seed: number;
  /** In the order of the sizes: one page, few, many. */
  builds: BuildResult[];
  /** Duration of check:content over the largest site, including the start of the process; null without a checker. */
  checkSeconds: number | null;
  /** build(many) ÷ (many × build(few) ÷ few), which has the target. Includes the fixed cost of every build. */
  ratio: number;
  /** The same for the time that a page adds to a build of one page. Stricter: a large fixed cost makes `ratio` look good. */
  ratioOfAdded: number;
  /** Both for CPU time. Other programs affect it less than the duration. */
  cpuRatio: number;
  cpuRatioOfAdded: number;
  targets: Target[];
}

export interface BuildResult {
  pages: number;
  /** Duration of each build, in the order in which they ran. */
  seconds: number[];
  median: number;
  /** CPU time of all threads. */
  cpu: number[];
  medianCpu: number;
  perPage: number;
  /** Number of generated pictures, and of all files that would be deployed. */
  pictures: number;
  files: number;
}

export interface Target {
  what: string;
  value: number | null;
  limit: number;
  /** null if nothing was measured. */
  isMet: boolean | null;
}

export const TARGETS = { ratio: 1.2, checkSeconds: 5 } as const;

export interface Sizes<T> {
  one: T;
  few: T;
  many: T;
}

/** The result of the builds of one size. @throws {RangeError} without a build: no data is not 0. */
export function buildResult(pages: number, { seconds, cpu }: { seconds: readonly number[]; cpu: readonly number[] }, made: { pictures: number; files: number }): BuildResult {
  const [median, medianCpu] = [summarize(seconds)?.median, summarize(cpu)?.median];
  if (median === undefined || medianCpu === undefined) throw new RangeError(`There is no build of ${pages} pages.`);
  return { pages, seconds: [...seconds], median, cpu: [...cpu], medianCpu, perPage: median / pages, ...made };
}

/** How the cost of a page grows with the number of pages: 1 if it does not. */
export function ratios({ one, few, many }: Sizes<BuildResult>, of: "median" | "medianCpu"): { ratio: number; ratioOfAdded: number } {
  const added = (size: BuildResult) => (size[of] - one[of]) / (size.pages - one.pages);
  return { ratio: many[of] / many.pages / (few[of] / few.pages), ratioOfAdded: added(many) / added(few) };
}

export function targetsOf({ ratio, checkSeconds, many }: { ratio: number; checkSeconds: number | null; many: number }): Target[] {
  return [
    { what: `build of ${many} pages ÷ ${many} × time per page of the smaller`, value: ratio, limit: TARGETS.ratio, isMet: ratio <= TARGETS.ratio },
    {
      what: `check:content over ${many} pages, seconds`,
      value: checkSeconds,
      limit: TARGETS.checkSeconds,
      isMet: checkSeconds === null ? null : checkSeconds < TARGETS.checkSeconds,
    },
  ];
}
