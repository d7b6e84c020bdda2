import { headLines } from "../command/report-text.ts";
import { loadText } from "./calendar-load.ts";
import type { PageLoad } from "./page-load.ts";
import { CONTENDERS, SITUATIONS } from "./plan.ts";
import type { BenchResults, Row } from "./results.ts";
import { summarize, type Summary } from "../command/statistics.ts";
import type { Verdict } from "./targets.ts";
import { NETWORKS, networkText } from "./wire/networks.ts";

/** The run as text of at most 110 columns. Times are medians in ms. */
export function reportText(results: BenchResults): string {
  const { environment, calendar } = results;
  const lines = [
    ...headLines(results),
    `${environment.browser}. Calendar: ${loadText(calendar)}.`,
    "Medians in ms from the click. ready: slots painted and in plain sight, in the calendar or in our dialog;",
    "lead: from the first sign of intent to the click; ×: ratio of the medians of ready.",
  ];
  for (const leg of results.legs) {
    lines.push("", `${NETWORKS[leg.network].name} (${networkText(NETWORKS[leg.network])}) · CPU ${leg.cpu}x · ${leg.rounds} rounds`, ROW_HEAD);
    lines.push(...leg.rows.map((row) => rowText(row)));
    const picks = leg.rows.flatMap((row) => (row.pick ? [pickText(row.situation, row.pick)] : []));
    if (picks.length > 0) lines.push("", PICK_HEAD, ...picks);
    for (const { contender, situation, reason } of leg.failures) {
      lines.push(`  failed: ${CONTENDERS[contender]}, ${situation === "page load" ? situation : SITUATIONS[situation]}: ${reason}`.slice(0, 110));
    }
    if (leg.pageLoads.length > 0) lines.push("", LOAD_HEAD, ...loadTexts(leg.pageLoads));
  }
  for (const { contender, situation, reason } of results.skipped) {
    lines.push("", `Not measured: ${CONTENDERS[contender]}, ${SITUATIONS[situation]}: ${reason}`);
  }
  return [...lines, "", "Targets (4G-like, CPU 1x if nothing else is said)", ...results.targets.map((verdict) => verdictText(verdict))].join("\n");
}

const WIDTHS = [26, 23, 6, 8, 10, 7, 12, 4, 7, 7];
const ROW_HEAD = columns(["", "", "lead", "painted", "linkReady", "ready", "min–max", "n", "×plain", "×usual"]);

function rowText({ contender, situation, lead, painted, linkReady, ready, failed, toPlainLink, toBaseline }: Row): string {
  return columns([
    CONTENDERS[contender],
    SITUATIONS[situation],
    lead.median === 0 ? "–" : ms(lead),
    ms(painted),
    linkReady && linkReady.median < 0 ? "before" : ms(linkReady),
    ms(ready),
    `${Math.round(ready.min)}–${Math.round(ready.max)}`,
    failed > 0 ? `${ready.n}!${failed}` : `${ready.n}`,
    toPlainLink?.toFixed(2) ?? "–",
    toBaseline?.toFixed(2) ?? "–",
  ]);
}

const PICK_WIDTHS = [26, 11, 8, 12, 13, 4];
const PICK_HEAD = columns(["pick → Cal's form", "linkReady", "form", "min–max", "click → form", "n"], PICK_WIDTHS);

function pickText(situation: Row["situation"], { linkReady, form, sinceClick }: NonNullable<Row["pick"]>): string {
  const cells = [SITUATIONS[situation], linkReady.median < 0 ? "before" : ms(linkReady), ms(form), `${Math.round(form.min)}–${Math.round(form.max)}`, ms(sinceClick), `${form.n}`];
  return columns(cells, PICK_WIDTHS);
}

const LOAD_WIDTHS = [26, 10, 10, 14, 12, 8, 12, 4];
const LOAD_HEAD = columns(["page load", "requests", "to Cal", "script bytes", "down, KB", "LCP", "blocking", "n"], LOAD_WIDTHS);

function loadTexts(loads: readonly PageLoad[]): string[] {
  return [...Map.groupBy(loads, ({ contender }) => contender)].map(([contender, group]) => {
    const median = (key: Exclude<keyof PageLoad, "contender">) => summarize(group.map((load) => load[key]))?.median ?? NaN;
    const whole = (["requests", "calRequests", "scriptBytes"] as const).map((key) => Math.round(median(key)).toLocaleString("en"));
    const down = (median("downBytes") / 1000).toFixed(0);
    return columns([CONTENDERS[contender], ...whole, down, ...(["lcp", "totalBlockingTime"] as const).map((key) => median(key).toFixed(0)), `${group.length}`], LOAD_WIDTHS);
  });
}

function verdictText({ target, isMet, arithmetic }: Verdict): string {
  const word = isMet === undefined ? "–" : isMet ? "met" : "MISSED";
  return `  ${word.padEnd(7)} ${target.padEnd(48)} ${arithmetic}`;
}

function ms(summary: Summary | undefined): string {
  return summary ? `${Math.round(summary.median)}` : "–";
}

/** The first two columns are words, the others numbers. */
function columns(cells: readonly string[], widths: readonly number[] = WIDTHS): string {
  const isWord = (index: number) => index === 0 || (widths === WIDTHS && index === 1);
  return cells.map((cell, index) => (isWord(index) ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join("").trimEnd();
}
