import { createDelivery, type Delivery } from "./delivery.ts";
import { observeVitals } from "./page-vitals.ts";
import { MAX_PAGE_LENGTH, MAX_TIME_MS } from "../fields.ts";
import type { CalSample, Connection } from "../shared/sample.ts";
import { LAST_OPENING } from "../shared/unsent.ts";
import { attempt } from "../../booking/browser/attempt.ts";
import type { BookingDialogElement } from "../../booking/browser/booking-intent.ts";
import type { CODE_MEASURE } from "../../booking/browser/cal-performance.ts";
import { createOpeningReader } from "./openings.ts";
import { bookedUid } from "../../booking/browser/success-page.ts";
import type { Variant } from "../../booking/browser/variant.ts";

// By its type: a value of both files would become a third, a round trip further away from the click.
const CODE: typeof CODE_MEASURE = "booking-code";

/**
 * The reporting code: reads what the stopwatch has marked and will mark, and sends how each opening
 * went. Fetched when a calendar is mounted, so that it is there before there is anything to tell.
 */
export function reportOpenings(dialog: BookingDialogElement): void {
  // A synthetic page that has nobody to take its samples has none.
  const delivery = "synthetic" in dialog.dataset ? dialog.delivery : createDelivery();
  const vitals = observeVitals();
  dialog.isReported = true;

  const keep = (sample: CalSample) => delivery?.keep({ ...sample, ...vitals.now });
  const reader = createOpeningReader({
    facts: () => pageFacts(dialog),
    newId: () => crypto.randomUUID(),
    toldId: (click) => (dialog.told?.at === click ? dialog.told.sampleId : undefined),
    onSample(sample) {
      // For a page of ours that Cal may send this tab to.
      attempt(() => (sessionStorage[LAST_OPENING] = JSON.stringify(sample)));
      if (sample.error) console.error(`[v0] Cal.com error: ${sample.error}`);
      // Kept at once and again with the vitals, which may still be on their way.
      keep(sample);
      void vitals.isReady.then(() => {
        keep(sample);
        delivery?.flush();
      });
    },
    onBooking(event) {
      delivery?.keep(event);
      delivery?.flush();
    },
  });

  const observer = new PerformanceObserver((list) => reader.read(list.getEntries() as PerformanceMark[]));
  observer.observe({ type: "mark", buffered: true });
  // Before the delivery's own listener, which sends what is left: hence in the capturing phase.
  addEventListener(
    "pagehide",
    () => {
      reader.read(observer.takeRecords() as PerformanceMark[]);
      reader.leave();
    },
    true,
  );
  reportArrival(dialog, delivery);
  delivery?.flush();
}

/** Keeps the booking after which Cal has sent its visitor to this page. Its opening is known in the same tab only; without it the booking counts all the same. */
function reportArrival(dialog: BookingDialogElement, delivery: Delivery | undefined): void {
  const bookingUid = bookedUid(dialog.calQuery ?? "");
  delete dialog.calQuery;
  const { id, sampleId } = attempt(() => JSON.parse(sessionStorage[LAST_OPENING]) as CalSample) ?? {};
  if (bookingUid) delivery?.keep({ ...(id && { id }), ...(sampleId && { sampleId }), bookingUid });
}

/** What a sample tells about its page and browser. */
function pageFacts({ dataset }: BookingDialogElement): Partial<CalSample> {
  const { connection } = navigator as { connection?: { effectiveType: Connection } };
  const code = performance.getEntriesByName(CODE)[0];
  // Only the first opening of a page waits for it.
  performance.clearMeasures(CODE);
  return {
    page: location.pathname.slice(0, MAX_PAGE_LENGTH),
    variant: dataset.variant as Variant,
    ...(dataset.release && { release: dataset.release }),
    ...(connection && { connection: connection.effectiveType }),
    viewportWidth: innerWidth,
    viewportHeight: innerHeight,
    ...(code && { codeTime: Math.min(Math.round(code.duration), MAX_TIME_MS) }),
  };
}
