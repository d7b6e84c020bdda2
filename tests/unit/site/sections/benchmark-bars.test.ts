import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../../scripts/settings.ts";
import { benchmarkBars } from "../../../../src/site/sections/benchmark-bars.ts";
import type { BenchResults } from "../../../lab/bench/results.ts";

test("the site's bars are the medians of the samples in the committed run", () => {
  const { legs, takenAt } = JSON.parse(readFileSync(join(root, "docs/bench.json"), "utf8")) as BenchResults;
  const samples = legs.find(({ network, cpu }) => network === "4g" && cpu === 1)?.samples ?? [];
  const median = (contender: string, situation: string) => {
    const times = samples.flatMap((one) => (one.contender === contender && one.situation === situation ? [one.ready ?? Number.NaN] : [])).toSorted((a, b) => a - b);
    return times[Math.floor(times.length / 2)];
  };
  expect(benchmarkBars()).toEqual({
    usual: median("baseline", "cold"),
    plain: median("plainLink", "cold"),
    cold: median("instant", "cold"),
    hovered: median("instant", "hover200"),
    ready: median("ours", "readyBefore"),
    takenAt: new Date(takenAt),
  });
});
