import { deliver } from "../../metrics/browser/delivery.ts";
import { BOUNDS, type CalSample } from "../../metrics/shared/sample.ts";
import type { BookingDialogElement, BookingOutcome } from "./booking-intent.ts";

/**
 * The reporting code: sends how each opening went. Fetched when there is something to report, after
 * the visitor has been served; takes what lies in the dialog by then and all that comes later.
 */
export function reportPerformanceMetric({ id, variant, error, ...times }: BookingOutcome): CalSample {
  if (error) console.error(`[v0] Cal.com error: ${error}`);
  const known = Object.entries(times).flatMap(([name, time]) => (time === undefined ? [] : [[name, Math.min(time, BOUNDS.timeMs)]]));
  const sample: CalSample = {
    id,
    timestamp: new Date().toISOString(),
    ...Object.fromEntries(known),
    variant,
    ...(error && { error: reportable(error) }),
  };
  deliver(sample);
  return sample;
}

/** Cut and cleaned to what the endpoint takes: no control characters, no half of a character. */
function reportable(error: string): string {
  return error.replace(/\p{Cc}+/gu, " ").slice(0, BOUNDS.errorLength).toWellFormed();
}

/** Takes over the outcomes that the dialog has collected. */
export function reportOutcomes(dialog: BookingDialogElement): void {
  const early = Array.isArray(dialog.bookingOutcomes) ? (dialog.bookingOutcomes as BookingOutcome[]) : [];
  dialog.bookingOutcomes = { push: reportPerformanceMetric };
  early.forEach(reportPerformanceMetric);
}
