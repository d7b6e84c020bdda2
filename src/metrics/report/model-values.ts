/** The kinds of values that the models of the report and of the dashboard are made of. */
import { z } from "zod";

export const count = z.int().min(0);
export const ms = count.nullable().describe("In ms; null if nothing was measured.");
export const share = z.number().min(0).max(1);
export const text = z.string();
export const instant = z.iso.datetime();
export const percentiles = { p50: ms, p75: ms, p95: ms };
export const timesPercentiles = { timesN: count.describe("Openings that have timesTime, of which timesP50 to timesP95 are the percentiles."), timesP50: ms, timesP75: ms, timesP95: ms };
export const span = { from: instant, to: instant };
