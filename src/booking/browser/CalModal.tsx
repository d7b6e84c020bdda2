import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { bookingPageUrl } from "../booking-link.ts";
import { connectDialog } from "./booking-dialog.ts";
import { createBookingSession, IDLE, type BookingSession } from "./booking-session.ts";
import { createCalEmbed } from "./cal-embed.ts";
import {
  endCalLoadTimer,
  endIframeTimer,
  recordCalError,
  reportPerformanceMetric,
  startCalLoadTimer,
  startIframeTimer,
  startOpening,
  totalDuration,
} from "./cal-performance.ts";

interface Props {
  /** Cal's origin, e.g. "https://app.cal.com". */
  origin: string;
  /** Where people see Cal's pages, e.g. "https://cal.com". */
  site: string;
  scriptUrl: string;
  /** Where a visitor reaches a person if all else fails. */
  contactEmail: string;
}

/**
 * What the dialog says around the calendar: skeleton, late, failed, and the stopwatch. The calendar's
 * own nodes stand beside it and are never React's.
 */
export default function CalModal({ origin, site, scriptUrl, contactEmail }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const [session] = useState(() => bookingSession(origin, scriptUrl));
  const { state, link, isLate, readyAfter } = useSyncExternalStore(session.subscribe, session.getSnapshot, () => IDLE);

  useEffect(() => {
    const dialog = root.current?.closest("dialog");
    return dialog ? connectDialog(dialog, session) : undefined;
  }, [session]);

  return (
    <div ref={root} className="booking-status">
      <div className="booking-skeleton" aria-hidden="true">
        <div className="booking-skeleton-event" />
        <div className="booking-skeleton-month" />
        <div className="booking-skeleton-slots" />
      </div>
      <p className="booking-late" role="status">
        {isLate && "Still working: the calendar takes longer than usual."}
      </p>
      {state === "failed" && (
        <div className="booking-failed" role="alert">
          <h3>Unable to load calendar</h3>
          <p>
            The booking service did not answer as it should. You can try again, or book on its own page; it is the same
            calendar.
          </p>
          <p className="booking-ways-out">
            <button type="button" className="button" onClick={(event) => session.retry(event.timeStamp)}>
              Try again
            </button>
            {link && (
              <a className="button button--quiet" href={bookingPageUrl(link, { origin, site })}>
                Open the booking page
              </a>
            )}
          </p>
          <p>
            Or write to <a href={`mailto:${contactEmail}`}>{contactEmail}</a>.
          </p>
        </div>
      )}
      <p className="booking-stopwatch" role="status">
        {readyAfter !== undefined && `Ready ${readyAfter} ms after your click`}
      </p>
    </div>
  );
}

function bookingDialog(): HTMLDialogElement | null {
  return document.querySelector("dialog[data-booking-dialog]");
}

function bookingSession(origin: string, scriptUrl: string): BookingSession {
  return createBookingSession({
    embed: createCalEmbed({
      origin,
      scriptUrl,
      container() {
        const container = bookingDialog()?.querySelector<HTMLElement>("[data-booking-frame]");
        if (!container) throw new Error("The page has no [data-booking-frame] to put the calendar into.");
        return container;
      },
    }),
    clock: {
      setTimeout: (callback, ms) => window.setTimeout(callback, ms),
      clearTimeout: (timer) => window.clearTimeout(timer),
    },
    onClose: () => bookingDialog()?.close(),
    instruments: {
      clicked: (link, at) => startOpening(link.event, at),
      loadStarted: (link) => startCalLoadTimer(link.event),
      loadEnded: (link) => void endCalLoadTimer(link.event),
      mountStarted: (link) => startIframeTimer(link.event),
      ready(link) {
        endIframeTimer(link.event);
        return totalDuration(link.event);
      },
      failed: (link, error) => recordCalError(error, link.event),
      settled: (link) => void reportPerformanceMetric(link.event),
    },
  });
}
