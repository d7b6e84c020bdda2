import type { BookingDialogElement, BookingFault } from "./booking-intent.ts";

/** What has gone wrong is kept until there is something that reports it, and no more of it than this. */
const MOST = 10;

/**
 * Keeps what goes wrong in our scripts where nobody expected it to, from the first moment of the page.
 * The code that reports it is begun when nobody waits for a calendar.
 */
export function collectFaults(dialog: BookingDialogElement, begin: (template: string) => void): void {
  const faults: BookingFault[] = (dialog.bookingFaults = []);
  const keep = (error: unknown) => {
    if (faults.length < MOST) dialog.bookingFaults?.push({ error });
    if (dialog.dataset.state !== "loading") begin("faults");
  };
  // Of ours: extensions and foreign scripts have faults of their own.
  addEventListener("error", ({ error, filename }) => error && filename.startsWith(location.origin) && keep(error));
  addEventListener("unhandledrejection", ({ reason }) => keep(reason));

  dialog.begin = (template) => {
    begin(template);
    // The island comes when nobody waits any more.
    if (template === "island" && (faults.length || dialog.dataset.state === "failed")) begin("faults");
  };
}
