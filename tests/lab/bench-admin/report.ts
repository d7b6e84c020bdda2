import { headLines, table, verdictText, whole } from "../command/report-text.ts";
import type { AdminResults, Target, ViewResult } from "./results.ts";

/** The run as text of at most 110 columns. */
export function reportText(results: AdminResults): string {
  const { openings, days, rounds } = results;
  return [
    ...headLines(results),
    "",
    `GET over ${whole(openings)} made-up openings of ${days} days, one connection, ${rounds} rounds in turn; in ms.`,
    "CPU: median of the function's own time, including its engine.",
    "× sign-in, × report: ratio of the medians to that page and that answer in the same rounds.",
    ...table([HEAD, ...results.views.map(row)]),
    "",
    "The first request to a process that was started for it, with all days packed:",
    ...table([HEAD, ...results.fresh.map(row)]),
    "",
    `The first read after the openings were added, with no day packed: ${whole(results.unpackedMs)} ms (n = 1)`,
    "",
    ...results.targets.map(targetLine),
  ].join("\n");
}

const HEAD = ["", "n", "p50", "p95", "max", "CPU", "bytes", "gzip", "× sign-in", "× report"];

function row(view: ViewResult): string[] {
  const { what, n, p50, p95, max, cpu, bytes, gzipBytes, toSignIn, toReport } = view;
  return [what, whole(n), ...[p50, p95, max, cpu].map((ms) => ms.toFixed(1)), whole(bytes), whole(gzipBytes), ...[toSignIn, toReport].map(times)];
}

function targetLine({ what, unit, value, limit, isMet }: Target): string {
  const found = value === null ? "—" : `${value.toLocaleString("en", { maximumFractionDigits: unit === "ms" ? 1 : 0 })} ${unit}`;
  return `  ${verdictText(isMet)} ${what}: ${found} (target: below ${whole(limit)})`;
}

function times(ratio: number | null): string {
  return ratio === null ? "—" : ratio.toFixed(2);
}
