import type { ArrivalMark, BookingDialog, CodeMeasure } from "../../booking/events.ts";
import { MAX_PAGE_LENGTH, MAX_TIME_MS } from "../fields.ts";
import type { BookingEvent, CalSample, Connection } from "../shared/sample.ts";
import { attempt, LAST_OPENING, mayKeep } from "../shared/unsent.ts";
import { createDelivery, type Delivery } from "./delivery.ts";
import { createOpeningReader } from "./openings.ts";
import { observeVitals } from "./page-vitals.ts";
import { visitOrigin, type VisitOrigin } from "./visit-origin.ts";

// By their types: a value of both rooms would become a third file, a round trip further away from the click.
const CODE: CodeMeasure = "booking-code";
const ARRIVAL: ArrivalMark = "booking:booked";

/** The dialog with what the parts of the metrics leave there for each other. */
export interface MeasuredDialog extends BookingDialog {
  /** The `sampleId` of openings that the inline script has reported, by the time of their click in ms on the page's clock. */
  reported?: Record<number, string | undefined>;
  /** The reporting code observes the marks: from then on it reports what is undecided when the page is left. */
  isReported?: boolean;
  /** Takes the samples of a synthetic page (`data-synthetic`). Those of any other page go to the server. */
  delivery?: Delivery;
}

/**
 * The reporting code: reads the stopwatch's marks, those that are set already included, and sends how each opening went.
 * It is fetched when a calendar is mounted, so that it is there before there is anything to report.
 */
export function reportOpenings(dialog: MeasuredDialog): void {
  // On a synthetic page, samples go to what the page has left here, if anything.
  const delivery = "synthetic" in dialog.dataset ? dialog.delivery : createDelivery();
  const vitals = observeVitals();
  const origin = visitOrigin(dialog);
  dialog.isReported = true;

  const keep = (sample: CalSample) => delivery?.keep({ ...sample, ...vitals.now });
  const reader = createOpeningReader({
    facts: () => pageFacts(dialog, origin),
    newId: () => crypto.randomUUID(),
    reportedId: (click) => dialog.reported?.[click],
    onSample(sample, isOver) {
      // For a page of this site to which Cal may send this tab.
      if (CONSENT === "none" || mayKeep()) attempt(() => (sessionStorage[LAST_OPENING] = JSON.stringify(sample)));
      if (sample.error) console.error(`[v0] Cal.com error: ${sample.error}`);
      // Kept at once and again with the vitals, which may still be on their way.
      keep(sample);
      void vitals.isReady.then(() => {
        keep(sample);
        // Until then more may be added. If the page is left, the delivery sends what it has.
        if (isOver) delivery?.flush();
      });
    },
    onBooking(event) {
      delivery?.keep(event);
      delivery?.flush();
    },
  });

  const read = (marks: PerformanceMark[]) => {
    reader.read(marks);
    for (const { name, detail } of marks) if (name === ARRIVAL) reportArrival(String(detail), delivery);
  };

  const observer = new PerformanceObserver((list) => read(list.getEntries() as PerformanceMark[]));
  observer.observe({ type: "mark", buffered: true });
  // Before the delivery's own listener, which sends what is left: hence in the capturing phase.
  addEventListener(
    "pagehide",
    () => {
      read(observer.takeRecords() as PerformanceMark[]);
      reader.leave();
    },
    true,
  );
  delivery?.flush();
}

/** Reports the booking after which Cal has sent its visitor to this page. Its opening is known in the same tab only; without it the booking counts all the same. */
function reportArrival(bookingUid: string, delivery: Delivery | undefined): void {
  const { id, sampleId } = attempt(() => JSON.parse(sessionStorage[LAST_OPENING]) as CalSample) ?? {};
  // As JSON it has no key without a value.
  delivery?.keep({ id, sampleId, bookingUid } as BookingEvent);
  delivery?.flush();
}

/** The part of a sample that is about its page and browser. As JSON it has no key without a value. */
function pageFacts({ dataset }: MeasuredDialog, origin: VisitOrigin): Partial<CalSample> {
  const { connection } = navigator as { connection?: { effectiveType: Connection } };
  const code = performance.getEntriesByName(CODE)[0];
  // Only the first opening of a page waits for it.
  performance.clearMeasures(CODE);
  return {
    page: location.pathname.slice(0, MAX_PAGE_LENGTH),
    ...origin,
    variant: dataset.variant,
    release: dataset.release,
    hero: dataset.hero,
    connection: connection?.effectiveType,
    viewportWidth: innerWidth,
    viewportHeight: innerHeight,
    codeTime: code && Math.min(Math.round(code.duration), MAX_TIME_MS),
  } as Partial<CalSample>;
}
