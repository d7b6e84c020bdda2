import type { BookingDialogElement } from "./booking-intent.ts";
import type { EmitBookingEvent } from "./booking-session-types.ts";
import { isGiven } from "./consent.ts";

/** The inline script's dialog. Safe: the script is part of BookingDialog.astro. */
export const dialog = document.querySelector("dialog[data-booking-dialog]") as BookingDialogElement;
export const { dataset } = dialog;

/** Chromium's calendar needs the frame for its connection; see BookingDialog.astro. */
const SUITABLE = `:not(${"userAgentData" in navigator ? "[rel=preconnect]" : "iframe"})`;

let isFetched = false;

/**
 * Moves a part of a template into the page, which starts it; the second time there is nothing left to move.
 *
 * Everything of Cal's, and everything that measures, is started here, and nothing before the visitor has agreed to it where
 * the site asks for consent. Our own copy of embed.js is fetched, but not run, once the dialog is open. (Not by the
 * template's preload, about which Chromium complains if the visitor reads the notice for some seconds.)
 */
export function begin(template?: string, part = SUITABLE): void {
  if (CONSENT !== "none" && template === "hints" && !isGiven("calendar")) {
    if (dialog.open && !isFetched) fetch((dataset.embedScripts as string).replace(/ .*/, "")).catch(() => (isFetched = false));
    isFetched ||= dialog.open;
    return;
  }
  if (CONSENT === "all" && /^(report|errors)$/.test(template ?? "") && !isGiven("measuring")) return;
  const content = dialog.querySelector<HTMLTemplateElement>(`template[data-booking-${template}]`)?.content;
  if (content) dialog.append(...content.querySelectorAll(part));
}

/** Whether the booking code, or the list of free times, has taken over. */
export const isRunning = () => dialog.bookingSession ?? dialog.frameIntents;

/** The link that was clicked last; before the first click, the first that this page view's visitor has shown intent for. */
export let opener: HTMLAnchorElement | undefined;

/** From now on, events are about this link; `at` is in ms on the page's clock. */
export function turnTo(link: HTMLAnchorElement, at: number): void {
  opener = link;
  // Safe: it is a booking link.
  dialog.opening = { path: link.dataset.bookingLink as string, placement: link.dataset.bookingPlacement, variant: dataset.variant, at };
}

export const emit: EmitBookingEvent = (dialog.emit = (type, extras) => {
  dialog.dispatchEvent(new CustomEvent(`readyslot:${type}`, { bubbles: true, detail: { ...dialog.opening, ...extras } }));
});

/** There is no calendar for the opening, for a reason that begins with the error's class. Without a network that is the reason. */
export const fail = (dialog.fail = (why: string) => {
  const error = navigator.onLine ? why : `offline: ${why}`;
  emit("failed", { errorClass: error.replace(/:.*/, ""), error });
  dataset.state = "failed";
});
