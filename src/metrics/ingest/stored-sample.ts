import { PHASES, type CalSample, type Outcome, type StoredSample } from "../shared/sample.ts";
import { visitorDevice } from "./visitor-device.ts";

const WHOLE = [...PHASES, "lcp", "inp", "ttfb", "viewportWidth", "viewportHeight"] as const;
const NAMES = ["placement", "release", "errorClass"] as const;

/** What is kept of a sample: whole ms and pixels, both clocks, families instead of a user agent. */
export function storedSample(sample: CalSample, userAgent: string | null, now: Date): StoredSample {
  const { userAgent: _, synthetic: __, timestamp, ...kept } = sample;
  const stored: StoredSample = {
    ...kept,
    outcome: outcomeOf(sample),
    timestamp: (timestamp === undefined ? now : new Date(timestamp)).toISOString(),
    receivedAt: now.toISOString(),
    ...visitorDevice(userAgent),
  };
  for (const name of WHOLE) {
    const value = stored[name];
    if (value !== undefined) stored[name] = Math.round(value);
  }
  if (stored.cls !== undefined) stored.cls = Math.round(stored.cls * 1_000) / 1_000;
  for (const name of NAMES) if (stored[name] === "") delete stored[name];
  // Nothing says when its calendar could be used.
  if (stored.outcome === "opened") delete stored.totalDuration;
  return stored;
}

/** Senders of the minimal payload know no outcomes: what has an error failed, or waited in vain. */
function outcomeOf({ outcome, error, errorClass = "" }: CalSample): Outcome {
  if (outcome !== undefined) return outcome;
  if (error === undefined) return "ready";
  return errorClass === "frame-silent" || errorClass.endsWith("-timeout") ? "timed-out" : "failed";
}
