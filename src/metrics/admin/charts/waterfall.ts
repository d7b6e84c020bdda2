/** The waterfall: the position of each phase between the first sign of intent and the usable calendar. */
import type { PhaseSummary, Phase, Summary } from "../../shared/sample.ts";
import { rounded } from "./rounded.ts";

export const SHOWN_PERCENTILES = [50, 75, 90, 95, 99] as const;
export type ShownPercentile = (typeof SHOWN_PERCENTILES)[number];

export interface WaterfallRow {
  phase: Phase;
  n: number;
  ms: number | null;
  /** In percent of the whole; null if nothing was measured. */
  bar: { x: number; width: number } | null;
}

export interface Waterfall {
  rows: WaterfallRow[];
  /** The position of the click, in percent; null without a lead. */
  clickX: number | null;
}

/**
 * Each phase at its own percentile, so they do not add up to the total: the opening with the slowest
 * frame is seldom the one with the slowest script. The lead, our code and embed.js start together;
 * the frame is mounted when embed.js runs. The free times in the dialog are other openings' phases; they have rows only
 * if there are such openings, and the form's is drawn right after them, although a visitor takes a while to pick.
 */
export function waterfallOf({ phases }: Pick<Summary, "phases">, percentile: ShownPercentile): Waterfall {
  const at = (phase: Phase) => phases[phase]?.[`p${percentile}LoadTime` as keyof PhaseSummary] ?? null;
  const length = (phase: Phase) => at(phase) ?? 0;
  const hasParts = phases.frameTime !== undefined;
  const painted = length("calLoadTime") + length("frameTime");
  const lead = hasParts ? length("leadTime") : 0;
  const frame: { phase: Phase; start: number }[] = hasParts
    ? [
        { phase: "leadTime", start: 0 },
        { phase: "codeTime", start: 0 },
        { phase: "calLoadTime", start: 0 },
        { phase: "frameTime", start: length("calLoadTime") },
        { phase: "slotsTime", start: painted },
        { phase: "totalDuration", start: lead },
      ]
    : [
        { phase: "calLoadTime", start: 0 },
        { phase: "iframeLoadTime", start: length("calLoadTime") },
        { phase: "totalDuration", start: 0 },
      ];
  const dialog: typeof frame = phases.timesTime.n > 0 ? [{ phase: "timesTime", start: lead }, { phase: "formTime", start: lead + length("timesTime") }] : [];
  const shown = [...dialog, ...frame];
  const end = Math.max(1, ...shown.map(({ phase, start }) => start + length(phase)));
  const rows = shown.map(({ phase, start }) => {
    const ms = at(phase);
    const bar = ms === null ? null : { x: rounded((start / end) * 100), width: rounded(Math.max((ms / end) * 100, 0.4)) };
    return { phase, n: phases[phase]?.n ?? 0, ms, bar };
  });
  return { rows, clickX: hasParts && at("leadTime") !== null ? rounded((lead / end) * 100) : null };
}
