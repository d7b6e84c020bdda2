import type { BookingDialogElement } from "./booking-intent.ts";
import { MAX_PAGE_LENGTH } from "../../metrics/fields.ts";
import type { CalSample, IntentEvent } from "../../metrics/shared/sample.ts";
import { LAST_OPENING, UNSENT } from "../../metrics/shared/unsent.ts";
import { attempt } from "./attempt.ts";

/** What the inline script reports by itself: what happens before the reporting code has come, or instead of it. */

/**
 * Sends what this script knows of a link; an opening is kept as well. A synthetic page sends nothing.
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
  const { bookingLink, bookingPlacement: placement } = link.dataset;
  const message = JSON.stringify({ id: bookingLink?.replace(/.*\//, ""), sampleId, timestamp, page, placement, variant, release, ...what });
  // Without storage the beacon is all there is.
  attempt(() => timestamp && (sessionStorage[LAST_OPENING] = localStorage[UNSENT + sampleId] = message));
  navigator.sendBeacon("/api/cal-metrics", message);
  return sampleId;
}

export function hasUnsent(): boolean | undefined {
  return attempt(() => String(Object.keys(localStorage)).includes(UNSENT));
}
