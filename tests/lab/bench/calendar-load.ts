import type { Knobs } from "../../../scripts/demo-cal/knobs.ts";

/** The load of the calendar: delays of its server, and the amount of script in its page. */
export type CalendarLoad = Pick<Knobs, "frameDelayMs" | "slotsDelayMs" | "scriptWeightKb">;

/** The loaded calendar that the targets are set for. */
export const LOADED: CalendarLoad = { frameDelayMs: 250, slotsDelayMs: 400, scriptWeightKb: 400 };

/** "HTML 250 ms, slots 400 ms, 400 KB of script" */
export function loadText({ frameDelayMs, slotsDelayMs, scriptWeightKb }: CalendarLoad): string {
  return `HTML ${frameDelayMs} ms, slots ${slotsDelayMs} ms, ${scriptWeightKb} KB of script`;
}
