import { minuteText } from "../command/report-text.ts";
import { CATEGORIES, missesOf, TARGETS, type LighthouseResults, type PageResult } from "./results.ts";

const WIDTHS = [13, 15, 16, 6, 9, 9, 7, 7];

/** The run as text: a row per page, the missed targets, and Lighthouse's description of every failed audit. */
export function reportText({ takenAt, environment, throttling, pages }: LighthouseResults): string {
  const first = Math.max(4, ...pages.map(({ path }) => path.length));
  const line = (path: string, cells: readonly string[]) =>
    [path.padEnd(first), ...cells.map((cell, column) => cell.padStart(WIDTHS[column] ?? 0))].join("");
  const row = ({ path, median }: PageResult) =>
    line(path, [
      ...CATEGORIES.map((category) => `${median.scores[category]}`),
      `${Math.round(median.fcp)}`,
      `${Math.round(median.lcp)}`,
      `${Number(median.cls.toFixed(4))}`,
      `${Math.round(median.tbt)}`,
    ]);
  const { formFactor, method, rttMs, throughputKbps, cpuSlowdown } = throttling;
  const missed = pages.filter((page) => missesOf(page).length > 0);
  return [
    `${minuteText(takenAt)} · Lighthouse ${environment.lighthouse} · ${environment.browser}`,
    `${formFactor}, ${method}: ${rttMs} ms, ${throughputKbps} kbit/s, CPU ${cpuSlowdown}x. The median run of each page; times in ms.`,
    "",
    line("page", [...CATEGORIES, "FCP", "LCP", "CLS", "TBT"]),
    ...pages.map(row),
    line("target", [...CATEGORIES.map(() => `${TARGETS.score}`), "", `≤ ${TARGETS.lcp}`, `${TARGETS.cls}`, ""]),
    "",
    missed.length === 0 ? "Every page reaches every target." : `${missed.length} of ${pages.length} pages miss a target:`,
    ...missed.flatMap((page) => [`  ${page.path}: ${missesOf(page).join("; ")}`, ...page.median.failed.map((audit) => `      ${audit}`)]),
  ].join("\n");
}
