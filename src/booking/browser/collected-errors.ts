import type { BookingError } from "./booking-intent.ts";
import { begin, dataset, dialog } from "./page-dialog.ts";

/** What has gone wrong is kept until the code that reports it has come, and no more of it than this. */
const MOST = 10;

/**
 * Keeps the errors of our scripts that no code expected, from the first moment of the page. The code that reports them
 * is begun when nobody waits for a calendar: together with whatever is begun next.
 */
export function collectErrors(): void {
  const errors: BookingError[] = (dialog.bookingErrors = []);
  const beginAll = (dialog.begin = (template) => {
    begin(template);
    if (dataset.state !== "loading" && (errors.length || dataset.state === "failed")) begin("errors");
  });
  const keep = (error: unknown) => {
    if (errors.length < MOST) dialog.bookingErrors?.push({ error });
    beginAll();
  };
  // Of ours: extensions and foreign scripts have errors of their own.
  addEventListener("error", ({ error, filename }) => error && filename.startsWith(location.origin) && keep(error));
  addEventListener("unhandledrejection", ({ reason }) => keep(reason));
}
