import { PHASES, type CalSample, type StoredSample, type Summary } from "../shared/sample.ts";
import { admit, type Refusal } from "./gatekeeper.ts";
import type { MetricsStore } from "./metrics-store.ts";
import { parseSample, type FieldProblem } from "./sample-schema.ts";

export type Ingested =
  | { metrics: StoredSample; summary: Summary }
  | { refusal: Refusal; problems?: FieldProblem[] };

/** Takes one sample in: gatekeeper, schema, store. */
export async function ingest(request: Request, store: MetricsStore, now: Date): Promise<Ingested> {
  const admission = await admit(request);
  if ("refusal" in admission) return admission;

  const parsed = parseSample(admission.body);
  if ("problems" in parsed) {
    return {
      refusal: { status: 400, reason: "schema", message: "The sample is not valid; see errors." },
      problems: parsed.problems,
    };
  }

  const metrics = storedSample(parsed.sample, now);
  return { metrics, summary: await store.record(metrics) };
}

/** What is kept of a sample: whole milliseconds, both clocks, and no user agent. */
function storedSample(sample: CalSample, now: Date): StoredSample {
  const stored: StoredSample = {
    id: sample.id,
    timestamp: (sample.timestamp === undefined ? now : new Date(sample.timestamp)).toISOString(),
    receivedAt: now.toISOString(),
  };
  for (const phase of PHASES) {
    const time = sample[phase];
    if (time !== undefined) stored[phase] = Math.round(time);
  }
  if (sample.variant !== undefined) stored.variant = sample.variant;
  if (sample.error !== undefined) stored.error = sample.error;
  return stored;
}
