import benchmark from "../../../docs/bench.json";

/** The bars of the benchmark's last committed run. */
export interface BenchmarkBars {
  /** From the click to free times that can be pressed: medians in ms. `cold`, `hovered` are of the list in the dialog. */
  usual: number;
  plain: number;
  cold: number;
  hovered: number;
  ready: number;
  /** The day of the run. */
  takenAt: Date;
}

/**
 * Reads docs/bench.json: the 4G-like network without CPU throttling.
 *
 * @throws {Error} if that run did not measure one of them.
 */
export function benchmarkBars(): BenchmarkBars {
  const leg = benchmark.legs.find(({ network, cpu }) => network === "4g" && cpu === 1);
  const median = (contender: string, situation: string) => {
    const row = leg?.rows.find((one) => one.contender === contender && one.situation === situation);
    if (!row) throw new Error(`docs/bench.json has no "${contender}" in the situation "${situation}". Run "npm run bench -- --save" with all of them.`);
    return row.ready.median;
  };
  return {
    usual: median("baseline", "cold"),
    plain: median("plainLink", "cold"),
    cold: median("instant", "cold"),
    hovered: median("instant", "hover200"),
    ready: median("ours", "readyBefore"),
    takenAt: new Date(benchmark.takenAt),
  };
}
