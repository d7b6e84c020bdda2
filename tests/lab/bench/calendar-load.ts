import type { Knobs } from "../../../scripts/demo-cal/knobs.ts";

/** How heavy the calendar is: what its server thinks about and what its page has to run. */
export type CalendarLoad = Pick<Knobs, "frameDelayMs" | "slotsDelayMs" | "scriptWeightKb">;

/** The loaded calendar that the targets are set for. */
export const LOADED: CalendarLoad = { frameDelayMs: 250, slotsDelayMs: 400, scriptWeightKb: 400 };

/** "HTML 250 ms, slots 400 ms, 400 KB of script" */
export function loadText({ frameDelayMs, slotsDelayMs, scriptWeightKb }: CalendarLoad): string {
  return `HTML ${frameDelayMs} ms, slots ${slotsDelayMs} ms, ${scriptWeightKb} KB of script`;
}
