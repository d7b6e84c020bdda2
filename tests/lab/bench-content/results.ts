import type { Environment } from "../command/environment.ts";
import { summarize } from "../command/statistics.ts";

/** What docs/bench-content.json holds. Times are of the wall, in seconds. */
export interface ContentResults {
  takenAt: string;
  /** With the load average of the last minute of the run. */
  environment: Environment & { loadAverageAfter: number };
  seed: number;
  /** In the order of the sizes: one page, few, many. */
  builds: BuildResult[];
  /** Reading and checking all files of the largest site, the process's start in it; null where there is no checker. */
  checkSeconds: number | null;
  /** build(many) ÷ (many × build(few) ÷ few): what the target is about. Every build's fixed cost is in it. */
  ratio: number;
  /** The same of what a page adds to the build of one page. Stricter: a large fixed cost makes `ratio` look good. */
  ratioOfAdded: number;
  /** Both, of the processor's time in place of the wall's: another program's work disturbs it less. */
  cpuRatio: number;
  cpuRatioOfAdded: number;
  targets: Target[];
}

export interface BuildResult {
  pages: number;
  /** Of each build, in the order in which they ran. */
  seconds: number[];
  median: number;
  /** Of the processor, all threads together. */
  cpu: number[];
  medianCpu: number;
  perPage: number;
  /** Made from the pages' pictures, and all files that would be deployed. */
  pictures: number;
  files: number;
}

export interface Target {
  what: string;
  value: number | null;
  limit: number;
  /** null where nothing was measured. */
  isMet: boolean | null;
}

export const TARGETS = { ratio: 1.2, checkSeconds: 5 } as const;

export interface Sizes<T> {
  one: T;
  few: T;
  many: T;
}

/** One size's builds as a result. @throws {RangeError} without a build: no data is not 0. */
export function buildResult(pages: number, { seconds, cpu }: { seconds: readonly number[]; cpu: readonly number[] }, made: { pictures: number; files: number }): BuildResult {
  const [median, medianCpu] = [summarize(seconds)?.median, summarize(cpu)?.median];
  if (median === undefined || medianCpu === undefined) throw new RangeError(`There is no build of ${pages} pages.`);
  return { pages, seconds: [...seconds], median, cpu: [...cpu], medianCpu, perPage: median / pages, ...made };
}

/** How a page's cost grows with their number: 1 where it does not. */
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
