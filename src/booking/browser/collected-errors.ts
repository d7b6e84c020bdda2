import type { BookingError } from "./booking-intent.ts";
import { isGiven } from "./consent.ts";
import { begin, dataset, dialog } from "./page-dialog.ts";

/** The most errors that are kept for the code that reports them. */
const MOST = 10;

/**
 * Keeps the errors of our scripts that no code expected, from the first moment of the page. The code that reports them
 * is begun when no visitor waits for a calendar: at once, or together with the part of the dialog that is begun next.
 */
export function collectErrors(): void {
  const errors: BookingError[] = (dialog.bookingErrors = []);
  const beginAll = (dialog.begin = (template?: string) => {
    begin(template);
    if (dataset.state !== "loading" && (errors.length || dataset.state === "failed")) begin("errors");
  });
  const keep = (error: unknown) => {
    if (CONSENT === "all" && !isGiven("measuring")) return;
    if (errors.length < MOST) dialog.bookingErrors?.push({ error });
    beginAll();
  };
  // Of ours: extensions and foreign scripts have errors of their own.
  addEventListener("error", ({ error, filename }) => error && filename.startsWith(`${location.origin}/`) && keep(error));
  addEventListener("unhandledrejection", ({ reason }) => keep(reason));
}
