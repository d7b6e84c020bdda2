import { headLines, table, verdictText, whole } from "../command/report-text.ts";
import type { BuildResult, ContentResults, Target } from "./results.ts";

/** The run as text of at most 110 columns. */
export function reportText(results: ContentResults): string {
  const { builds, checkSeconds, ratio, ratioOfAdded, cpuRatio, cpuRatioOfAdded } = results;
  return [
    ...headLines(results),
    "",
    "Whole builds of fresh copies in turn, without any cache; in seconds.",
    ...table([["pages", "n", "median", "least", "most", "per page", "CPU", "pictures", "files"], ...builds.map(row)], { words: [] }),
    "",
    `A page of the larger site takes ${ratio.toFixed(2)} times as long as one of the smaller, with the fixed costs of a build;`,
    `without them ${ratioOfAdded.toFixed(2)} times as long. CPU time: ${cpuRatio.toFixed(2)} and ${cpuRatioOfAdded.toFixed(2)} times.`,
    checkSeconds === null ? "check:content: —" : `check:content over the larger site: ${checkSeconds.toFixed(2)} s`,
    "",
    ...results.targets.map(targetLine),
  ].join("\n");
}

function row({ pages, seconds, median, perPage, medianCpu, pictures, files }: BuildResult): string[] {
  return [whole(pages), whole(seconds.length), ...[median, Math.min(...seconds), Math.max(...seconds)].map((s) => s.toFixed(1)), perPage.toFixed(3), medianCpu.toFixed(1), whole(pictures), whole(files)];
}

function targetLine({ what, value, limit, isMet }: Target): string {
  return `  ${verdictText(isMet)} ${what}: ${value === null ? "—" : value.toFixed(2)} (target: at most ${limit})`;
}
