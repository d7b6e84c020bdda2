import type { BookingDialogElement } from "./booking-intent.ts";
import { MAX_PAGE_LENGTH, type CalSample, type IntentEvent } from "../../metrics/shared/sample.ts";
import { UNSENT } from "../../metrics/shared/unsent.ts";
import { attempt } from "./attempt.ts";

/** What the inline script reports by itself: what happens before the reporting code has come, or instead of it. */

/**
 * Sends what this script knows of a link; an opening is kept as well. A synthetic page sends nothing.
 *
 * @returns the message's `sampleId`.
 */
export function tell({ dataset }: BookingDialogElement, link: HTMLAnchorElement, what: Partial<CalSample> | Pick<IntentEvent, "intent">): string {
  // No UUID: browsers make those on https only.
  const sampleId = `${Date.now()}-${Math.random()}`;
  const { variant, release } = dataset;
  const page = location.pathname.slice(0, MAX_PAGE_LENGTH);
  if (!("synthetic" in dataset)) send({ id: link.dataset.bookingLink?.replace(/.*\//, ""), sampleId, page, placement: link.dataset.bookingPlacement, variant, release, ...what }, "intent" in what ? "" : sampleId);
  return sampleId;
}

/** Sends a message at once, and keeps it under `key`, if there is one, until the reporting code has had an answer for it. */
export function send(message: object, key: string): void {
  const text = JSON.stringify({ timestamp: new Date().toISOString(), ...message });
  // Either may be switched off in a browser.
  attempt(() => key && (localStorage[UNSENT + key] = text));
  attempt(() => navigator.sendBeacon("/api/cal-metrics", text));
}

export function hasUnsent(): boolean {
  return !!attempt(() => String(Object.keys(localStorage)).includes(UNSENT));
}
