import type { CalSample, Connection, Variant } from "../../shared/sample.ts";

/** The steps of a synthetic run: first the cold openings, then the reopened ones. */
export const STEPS = ["cold", "reopened"] as const;
export type Step = (typeof STEPS)[number];

/** How many openings of each kind, 1–10, and which way of loading is measured. */
export interface SyntheticPlan extends Record<Step, number> {
  readonly variant: Variant;
}

/** One opening of a run: what it was to be, and what became of it. */
export interface SyntheticOpening {
  readonly step: Step;
  readonly sample?: CalSample;
  /** Why there is no sample. */
  readonly problem?: string;
}

/** A run on the admin's own device. It outlives the page views that it is made of and belongs to no field number. */
export interface SyntheticRun {
  readonly plan: SyntheticPlan;
  readonly state: "running" | "finished" | "stopped";
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** The last sign of life, in ms since the epoch. */
  readonly seenAt: number;
  /** The page was hidden for a while: a browser then paints nothing and slows its timers. */
  readonly wasHidden: boolean;
  readonly release: string;
  /** In CSS pixels. */
  readonly viewport: { readonly width: number; readonly height: number };
  readonly connection?: Connection;
  readonly openings: readonly SyntheticOpening[];
}

/**
 * After this long without a sign of life a run is not resumed, in ms: an admin who comes back then wants
 * to read. Four times what the longest opening takes.
 */
export const RESUMABLE = 120_000;

/** The next step; undefined when the plan is complete. */
export function nextStep({ plan, openings }: Pick<SyntheticRun, "plan" | "openings">): Step | undefined {
  return STEPS.find((step) => openings.filter((opening) => opening.step === step).length < plan[step]);
}

/** The run with one more opening, at `now` ms since the epoch; with the last one it is finished. */
export function withOpening(run: SyntheticRun, opening: SyntheticOpening, now: number): SyntheticRun {
  const openings = [...run.openings, opening];
  return { ...run, openings, seenAt: now, state: nextStep({ plan: run.plan, openings }) ? run.state : "finished" };
}

/**
 * A run from the text that an earlier page view has kept of it, at `now` ms since the epoch; stopped if
 * it has been left alone for too long. Undefined where there is none, or none that this release knows.
 */
export function readRun(text: string | null, now: number): SyntheticRun | undefined {
  const run = parse(text);
  if (!Array.isArray(run?.openings) || !run.plan || !run.viewport) return undefined;
  const isFresh = now - run.seenAt <= RESUMABLE;
  return run.state === "running" && !isFresh ? { ...run, state: "stopped" } : run;
}

/** Safe for what this page has kept itself; of anything else `readRun` asks for its parts. */
function parse(text: string | null): SyntheticRun | undefined {
  try {
    return (JSON.parse(text ?? "null") as SyntheticRun | null) ?? undefined;
  } catch {
    return undefined;
  }
}
