import type { BuildResult, ContentResults, Target } from "./results.ts";

/** The run as text of at most 110 columns. */
export function reportText(results: ContentResults): string {
  const { environment, takenAt, seed, builds, checkSeconds, ratio, ratioOfAdded, cpuRatio, cpuRatioOfAdded } = results;
  const lines = [`${takenAt.slice(0, 16).replace("T", " ")} UTC · Node ${environment.node} · ${environment.cpus} × ${environment.cpuModel} · seed ${seed}`];
  lines.push(`Load ${environment.loadAverage.toFixed(1)} before, ${environment.loadAverageAfter.toFixed(1)} at the end, this run's own work in it.`);
  if (environment.loadAverage > environment.cpus / 4) lines.push("The machine was busy with something else: take no time for true, and the ratios with care.");
  lines.push(
    "",
    "Whole builds of fresh copies by turns, nothing cached, nothing subtracted; seconds.",
    ...table([["pages", "n", "median", "least", "most", "per page", "CPU", "pictures", "files"], ...builds.map(row)]),
    "",
    `A page of the larger site costs ${ratio.toFixed(2)} times one of the smaller, each with its share of what every build costs.`,
    `What a page adds to the build of one page is ${ratioOfAdded.toFixed(2)} times as much in the larger site.`,
    `Of the processor's time: ${cpuRatio.toFixed(2)} and ${cpuRatioOfAdded.toFixed(2)}.`,
    checkSeconds === null ? "check:content: —" : `check:content over the larger site: ${checkSeconds.toFixed(2)} s`,
    "",
    ...results.targets.map(targetLine),
  );
  return lines.join("\n");
}

function row({ pages, seconds, median, perPage, medianCpu, pictures, files }: BuildResult): string[] {
  return [whole(pages), whole(seconds.length), ...[median, Math.min(...seconds), Math.max(...seconds)].map((s) => s.toFixed(1)), perPage.toFixed(3), medianCpu.toFixed(1), whole(pictures), whole(files)];
}

function targetLine({ what, value, limit, isMet }: Target): string {
  const verdict = isMet === null ? "—     " : isMet ? "met   " : "MISSED";
  return `  ${verdict} ${what}: ${value === null ? "—" : value.toFixed(2)} (target: at most ${limit})`;
}

function whole(number: number): string {
  return Math.round(number).toLocaleString("en");
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return rows.map((cells) => `  ${cells.map((cell, i) => cell.padStart((widths[i] ?? 0) + 2)).join("")}`);
}
