import type { BookingDialogElement } from "./booking-intent.ts";
import { MAX_PAGE_LENGTH, type CalSample, type IntentEvent } from "../../metrics/shared/sample.ts";
import { UNSENT } from "../../metrics/shared/unsent.ts";

/** What the inline script reports by itself: what happens before the reporting code has come, or instead of it. */

/**
 * Sends what this script knows of a link; an opening is kept as well. A synthetic page tells nobody anything.
 *
 * @returns the message's `sampleId`.
 */
export function tell({ dataset }: BookingDialogElement, link: HTMLAnchorElement, what: Partial<CalSample> | Pick<IntentEvent, "intent">): string {
  // It is there on https only, and in no browser that has no dialog.
  const sampleId = crypto.randomUUID?.() ?? `at-${Date.now()}-${Math.random()}`;
  if ("synthetic" in dataset) return sampleId;
  const { variant, release } = dataset;
  const page = location.pathname.slice(0, MAX_PAGE_LENGTH);
  const timestamp = "intent" in what ? undefined : new Date().toISOString();
  const message = JSON.stringify({ id: eventOf(link), sampleId, timestamp, page, placement: link.dataset.bookingPlacement, variant, release, ...what });
  try {
    if (timestamp) localStorage[UNSENT + sampleId] = message;
  } catch {
    // Then the beacon is all there is.
  }
  navigator.sendBeacon("/api/cal-metrics", message);
  return sampleId;
}

function eventOf({ dataset }: HTMLAnchorElement): string | undefined {
  return dataset.bookingLink?.replace(/.*\//, "");
}

export function hasUnsent(): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(UNSENT));
  } catch {
    return false;
  }
}
