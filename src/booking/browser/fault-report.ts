import { createErrorReporting, type ErrorFacts } from "../../host/errors/error-reporting-browser.ts";
import type { BookingDialogElement, BookingFault } from "./booking-intent.ts";

/**
 * The fault-reporting code: fetched when there is an error to tell of, and nobody waits for a calendar.
 * It tells what the inline script and the error boundary have left in `dialog.bookingFaults`, what they
 * add, and which calendars did not come, which the stopwatch has marked.
 */
export function reportFaults(dialog: BookingDialogElement): void {
  const { dataset } = dialog;
  // Its errors are an experiment's.
  if ("synthetic" in dataset) return;
  const reporting = createErrorReporting(dataset.release ?? "unknown");

  const take = ({ error, componentStack }: BookingFault) => {
    if (!isOurs(error)) return;
    const isHandled = componentStack !== undefined;
    reporting.report(error, { ...factsOf(dialog), isHandled, ...(isHandled && { contexts: { react: { componentStack } } }) });
  };
  const early = dialog.bookingFaults;
  dialog.bookingFaults = { push: take };
  if (Array.isArray(early)) early.forEach(take);

  const failures = new PerformanceObserver((list) => {
    for (const { name, detail } of list.getEntries() as PerformanceMark[]) {
      const event = /^booking:(.+):failed$/.exec(name)?.[1];
      if (event) tellFailure(event, String(detail));
    }
  });
  failures.observe({ type: "mark", buffered: true });

  /** "frame-timeout: 5000 ms": the class is what stands before the colon, and what failures are grouped by. */
  function tellFailure(event: string, message: string): void {
    const { tags, ...facts } = factsOf(dialog);
    reporting.tell(message, { ...facts, level: "warning", tags: { ...tags, event, class: message.replace(/:.*/, "") } });
  }
}

/** Nothing was thrown, or a browser's extension has: neither can be mended here. */
function isOurs(error: unknown): boolean {
  return error !== undefined && error !== null && !(error instanceof Error && /-extension:\/\//.test(error.stack ?? ""));
}

function factsOf({ dataset, bookingSession }: BookingDialogElement): Pick<ErrorFacts, "level" | "transaction"> & { tags: Record<string, string> } {
  const { pathname } = location;
  const { variant, state, placement } = dataset;
  const event = bookingSession?.getSnapshot().link?.event;
  const known = Object.entries({ page: pathname, variant, state, placement, event }).filter(([, value]) => value);
  return { level: "error", transaction: pathname, tags: Object.fromEntries(known) as Record<string, string> };
}
