import type { BookingDialogElement, BookingIntent } from "./booking-intent.ts";
import { MAX_PAGE_LENGTH, type CalSample, type IntentEvent } from "../../metrics/shared/sample.ts";
import { UNSENT } from "../../metrics/shared/unsent.ts";
import { chooseVariant } from "./variant.ts";

/**
 * The script that is inline in each page with a booking link: starts what a visitor is about to
 * want, and opens the dialog in the very task of the click, whatever has loaded by then. What it
 * starts is written as HTML in the dialog's templates: the frame's connection, embed.js and the
 * booking code, which takes over from here; later the island.
 *
 * A booking link is a plain link first: whatever cannot work (no dialog, no booking code, a click
 * that asks for a new tab) leaves it to the browser.
 */
const BOOKING_LINK = "a[data-booking-link]";

/**
 * How long a click waits for the booking code before the visitor goes to the booking page instead,
 * in ms. Its 3 KB need two round trips at most: 1 s over a slow 3G line (400 ms, 400 kbit/s).
 */
const PATIENCE = 5_000;

/** How long a booking link has to stay in view after scrolling before its calendar is mounted, in ms. */
const REST = 200;

/** What shows that a visitor wants something of the link that it happens to. */
const SIGNS = { pointerover: "warm", focusin: "warm", touchstart: "warm", pointerdown: "mount", keydown: "mount", click: "open" } as const;

function listenForIntent(dialog: BookingDialogElement): void {
  const { dataset } = dialog;
  const isBaseline = (dataset.variant = chooseVariant(dataset.bookingRollout)) === "baseline";
  let opener: HTMLAnchorElement | undefined;
  /** The first link that this page view's visitor has shown intent for. */
  let wanted: HTMLAnchorElement | undefined;
  /** The visitor was sent to the booking page: the booking code is not to be had. */
  let isGivenUp = false;

  /** Moves a part of a template into the page, which starts it; the second time there is nothing left to move. */
  const begin = (template: string, part = "*") => {
    const content = dialog.querySelector<HTMLTemplateElement>(`template[data-booking-${template}]`)?.content;
    if (content) dialog.append(...content.querySelectorAll(part));
  };

  dialog.bookingIntents = [];
  dialog.begin = begin;

  // Chromium's calendar needs the frame for its connection; see BookingDialog.astro.
  const hints = isBaseline ? "script" : `:not(${"userAgentData" in navigator ? "[rel=preconnect]" : "iframe"})`;
  const beginHints = () => {
    begin("hints", hints);
    if (isBaseline) begin("island");
  };

  const want = (kind: BookingIntent["kind"], link: HTMLAnchorElement, at: number) => {
    if (!wanted) {
      wanted = link;
      // Once: a page that comes back from the back/forward cache and is left again has told already.
      addEventListener("pagehide", () => opener || tell(dialog, link, { intent: true }), { once: true });
    }
    if (isBaseline && kind !== "open") return;
    if (kind === "warm" && isFrugal()) return begin("hints", "[rel=preconnect]");
    dialog.bookingIntents?.push({ kind, link, at });
    // A click without warning: the dialog is painted first, which takes a frame of 16 ms from the calendar.
    if (kind === "warm") beginHints();
    else requestAnimationFrame(() => setTimeout(beginHints));
  };

  const leave = () => {
    if (!opener || !dialog.open || !Array.isArray(dialog.bookingIntents)) return;
    isGivenUp = true;
    location.assign(opener.href);
  };

  const notice = (event: Partial<PointerEvent & KeyboardEvent> & Event) => {
    const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>(BOOKING_LINK);
    if (!link || !dialog.bookingIntents || !/^(Enter| )$/.test(event.key ?? " ")) return;
    // Another tab, the context menu: the browser's. (A pointer that only moves has the button -1.)
    if (event.defaultPrevented || (event.button ?? 0) > 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const kind = SIGNS[event.type as keyof typeof SIGNS];
    if (kind !== "open") return want(kind, link, event.timeStamp);
    event.preventDefault();
    opener = link;
    dataset.placement = link.dataset.bookingPlacement ?? "";
    for (const way of dialog.querySelectorAll<HTMLAnchorElement>("a[data-booking-page]")) way.href = link.href;
    if (dataset.state === "idle") dataset.state = "loading";
    dialog.inert = false;
    // It opens from the button's place. In the style sheet's terms, because asking for the layout would cost one.
    const { clientX, clientY } = event as PointerEvent;
    if (clientX) dialog.style.transformOrigin = `calc(${clientX}px - 50vw + 50%) calc(${clientY}px - 50vh + 50%)`;
    if (!dialog.open) dialog.showModal();
    setTimeout(leave, PATIENCE);
    want(kind, link, event.timeStamp);
  };
  for (const sign in SIGNS) addEventListener(sign, notice, { passive: sign !== "click" });

  // `closedby="any"` closes on a click beside the dialog; Safari does not know it yet.
  if (!("closedBy" in HTMLDialogElement.prototype)) {
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog) dialog.close();
    });
  }

  dialog.addEventListener("close", () => {
    dialog.inert = true;
    // Where the click came without focus (Safari, a script), the browser alone would give it to nobody.
    opener?.focus({ preventScroll: true });
  });

  addEventListener("pagehide", () => {
    if (opener && dataset.state === "loading" && !dialog.isReported) reportLoss(dialog, opener, isGivenUp);
    // Whoever comes back from the booking page finds no dialog that nobody has filled.
    if (!dialog.bookingSession) dialog.close();
  });

  // What an earlier page view could not send goes out when this one has loaded.
  addEventListener("load", () => hasUnsent() && begin("report"));

  if ("bookingWarmOnView" in dataset) {
    const look = (kind: "warm" | "mount") => {
      for (const link of document.querySelectorAll<HTMLAnchorElement>(BOOKING_LINK)) {
        const { top, bottom } = link.getBoundingClientRect();
        if (top > 0 && bottom < innerHeight) return want(kind, link, performance.now());
      }
    };
    let rest: ReturnType<typeof setTimeout>;
    addEventListener("scroll", () => clearTimeout(rest), { passive: true });
    addEventListener("scrollend", () => {
      look("warm");
      if (!isFrugal()) rest = setTimeout(look, REST, "mount");
    });
  }

  // The booking code is gone, most likely with a new deployment: from now on a link is a link.
  dialog.addEventListener(
    "error",
    ({ target }) => {
      // Once the booking code runs, the element that failed is the island's: it only tells how it went.
      if (!(target instanceof HTMLScriptElement && Array.isArray(dialog.bookingIntents))) return;
      leave();
      delete dialog.bookingIntents;
    },
    true,
  );
}

/** The visitor pays by the byte, or the line is so slow that guessing wrong would cost more than it saves. */
function isFrugal(): boolean {
  const { connection } = navigator as { connection?: { saveData: boolean; effectiveType: string } };
  return !!connection && (connection.saveData || /2g/.test(connection.effectiveType));
}

/**
 * The page goes before the reporting code has come: what is known of the opening goes out from here.
 * Kept as well, in the reporting code's own terms, in case that it does not arrive.
 */
function reportLoss(dialog: BookingDialogElement, link: HTMLAnchorElement, isGivenUp: boolean): void {
  tell(dialog, link, {
    timestamp: new Date().toISOString(),
    ...(isGivenUp ? { outcome: "failed", errorClass: "code-missing", error: "code-missing: the booking code did not come" } : { outcome: "abandoned" }),
  });
  // Whoever comes back to this page goes on with an opening of its own.
  performance.clearMarks(`booking:${eventOf(link)}:click`);
}

/** Sends what this script knows of a link; an opening is kept as well. A synthetic page tells nobody anything. */
function tell({ dataset }: BookingDialogElement, link: HTMLAnchorElement, what: Partial<CalSample> | Pick<IntentEvent, "intent">): void {
  if ("synthetic" in dataset) return;
  const { variant, release } = dataset;
  const sampleId = crypto.randomUUID();
  const page = location.pathname.slice(0, MAX_PAGE_LENGTH);
  const message = JSON.stringify({ id: eventOf(link), sampleId, page, placement: link.dataset.bookingPlacement, variant, release, ...what });
  try {
    if (!("intent" in what)) localStorage[UNSENT + sampleId] = message;
  } catch {
    // Then the beacon is all there is.
  }
  navigator.sendBeacon("/api/cal-metrics", message);
}

function eventOf({ dataset }: HTMLAnchorElement): string | undefined {
  return dataset.bookingLink?.replace(/.*\//, "");
}

function hasUnsent(): boolean {
  try {
    return Object.keys(localStorage).some((key) => key.startsWith(UNSENT));
  } catch {
    return false;
  }
}

const dialog = document.querySelector<BookingDialogElement>("dialog[data-booking-dialog]");
if (dialog?.showModal) listenForIntent(dialog);
