import { createErrorReporting, type ErrorFacts } from "../../host/errors/error-reporting-browser.ts";
import type { BookingDialogElement, BookingError } from "./booking-intent.ts";

/**
 * The error-reporting code: fetched when there is an error to report, and no visitor waits for a calendar. It reports the
 * errors that the inline script and the error boundary have left in `dialog.bookingErrors` and add to it, and the
 * calendars that did not come, which the stopwatch has marked.
 */
export function reportErrors(dialog: BookingDialogElement): void {
  const { dataset } = dialog;
  // Its errors are an experiment's.
  if ("synthetic" in dataset) return;
  const reporting = createErrorReporting(dataset.release ?? "unknown");

  const take = ({ error, componentStack }: BookingError) => {
    if (!isOurs(error) || (CONSENT === "all" && isWithdrawn())) return;
    const isHandled = componentStack !== undefined;
    reporting.report(error, { ...factsOf(dialog), isHandled, ...(isHandled && { contexts: { react: { componentStack } } }) });
  };
  const early = dialog.bookingErrors;
  dialog.bookingErrors = { push: take };
  if (Array.isArray(early)) early.forEach(take);

  const failures = new PerformanceObserver((list) => {
    for (const { name, detail } of list.getEntries() as PerformanceMark[]) {
      const event = /^booking:(.+):failed$/.exec(name)?.[1];
      if (event) reportFailure(event, String(detail));
    }
  });
  failures.observe({ type: "mark", buffered: true });

  /** "frame-timeout: 5000 ms": the class is the part before the colon, and failures are grouped by it. */
  function reportFailure(event: string, message: string): void {
    if (CONSENT === "all" && isWithdrawn()) return;
    const { tags, ...facts } = factsOf(dialog);
    reporting.tell(message, { ...facts, level: "warning", tags: { ...tags, event, class: message.replace(/:.*/, "") } });
  }
}

/** The visitor has agreed to reports before this code was fetched. */
const isWithdrawn = () => !document.documentElement.dataset.consent?.includes("measuring");

/** False where nothing was thrown, or a browser's extension has thrown it: neither can be mended here. */
function isOurs(error: unknown): boolean {
  return error !== undefined && error !== null && !(error instanceof Error && /-extension:\/\//.test(error.stack ?? ""));
}

function factsOf({ dataset, opening, bookingSession }: BookingDialogElement): Pick<ErrorFacts, "level" | "transaction"> & { tags: Record<string, string> } {
  const { pathname } = location;
  const { variant, state } = dataset;
  const event = bookingSession?.getSnapshot().link?.event;
  const known = Object.entries({ page: pathname, variant, state, placement: opening?.placement, event }).filter(([, value]) => value);
  return { level: "error", transaction: pathname, tags: Object.fromEntries(known) as Record<string, string> };
}
