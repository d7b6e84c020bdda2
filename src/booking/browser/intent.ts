import type { CalSample } from "../../metrics/shared/sample.ts";
import type { BookingDialogElement, BookingIntent } from "./booking-intent.ts";
import { collectFaults } from "./faults.ts";
import { hasUnsent, tell } from "./inline-report.ts";
import { fetchAgain, lose, tries } from "./lost-scripts.ts";
import { takeCalQuery } from "./success-page.ts";
import { chooseVariant } from "./variant.ts";

/**
 * The script that is inline in each page with a booking link: starts what a visitor is about to
 * want, and opens the dialog in the very task of the click, whatever has loaded by then. What it
 * starts is written as HTML in the dialog's templates: the frame's connection, embed.js and the
 * booking code, which takes over from here; later the island.
 *
 * A booking link is a plain link first: whatever cannot work (no dialog, no booking code, a click
 * that asks for a new tab) leaves it to the browser. Where not even the next page could be had, the
 * dialog says so, and goes on by itself when there is a network again.
 */
const BOOKING_LINK = "a[data-booking-link]";

/**
 * How long a click waits for the booking code before the visitor goes to the booking page instead,
 * in ms: as long as for the calendar. Its 3 KB need two round trips at most, 1 s over a slow 3G line
 * (400 ms, 400 kbit/s).
 */
const PATIENCE = 4_900;

/** How long the pointer has to rest on a booking link before its calendar is mounted, in ms. */
const DWELL = 80;

/** How long a booking link has to stay in view after scrolling before its calendar is mounted, in ms. */
const REST = 200;

/** Where there is no `scrollend`: without a scroll event for this long, in ms, scrolling has ended. */
const STILL = 100;

/**
 * How long after a click the second one of a double click may come, in ms: Windows allows 500 ms from press to press,
 * and a busy browser delivers it later.
 */
const DOUBLE_CLICK = 700;

/** Its class, and what the numbers say of it. */
const MISSING = "code-missing";

/** What becomes of a click whose visitor does not wait for the code that would tell it. */
const ABANDONED = { outcome: "abandoned" } as const;

/** What shows that a visitor wants something of the link that it happens to. */
const SIGNS = { pointerover: "warm", focusin: "warm", touchstart: "warm", pointerdown: "mount", keydown: "mount", click: "open" } as const;

const focus = (element?: HTMLElement | null) => element?.focus({ preventScroll: true });

function listenForIntent(dialog: BookingDialogElement): void {
  const { dataset } = dialog;
  const isBaseline = (dataset.variant = chooseVariant(dataset.bookingRollout)) === "baseline";
  let opener: HTMLAnchorElement | undefined;
  /** Of the click that is waited for, in ms on the page's clock. */
  let clickedAt = 0;
  let patience: ReturnType<typeof setTimeout>;
  /** The first link that this page view's visitor has shown intent for. */
  let wanted: HTMLAnchorElement | undefined;

  /** Moves a part of a template into the page, which starts it; the second time there is nothing left to move. */
  const begin = (template: string, part = "*") => {
    const content = dialog.querySelector<HTMLTemplateElement>(`template[data-booking-${template}]`)?.content;
    if (content) dialog.append(...content.querySelectorAll(part));
  };

  dialog.bookingIntents = [];
  collectFaults(dialog, begin);

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
    if (kind !== "warm") return void requestAnimationFrame(() => setTimeout(beginHints));
    beginHints();
    setTimeout(() => link.matches(":hover") && dialog.bookingIntents?.push({ kind: "mount", link, at }), DWELL);
  };

  const isWaitingForCode = () => !!opener && dialog.open && Array.isArray(dialog.bookingIntents);

  /** Tells what became of the click, once: one that has been told of already has only gone on. */
  const settle = (what: Partial<CalSample>) => {
    if (!opener || dataset.state !== "loading") return;
    dataset.state = "failed";
    if (dialog.told?.at !== clickedAt) dialog.told = { at: clickedAt, sampleId: tell(dialog, opener, what) };
  };

  /** There will be no calendar: says so, and tells it. `why` begins with the error's class. */
  const fail = (dialog.fail = (why: string) => {
    if (!isWaitingForCode()) return;
    const error = navigator.onLine ? why : `offline: ${why}`;
    settle({ errorClass: error.replace(/:.*/, ""), error });
  });

  /** To the booking page. What the dialog says stands until it is there, or for good if it cannot be had either. */
  const leave = (why: string) => {
    const href = isWaitingForCode() && opener?.href;
    fail(why);
    if (href) location.assign(href);
  };

  /** Waits for the calendar of a click, or of a try again, at `at` ms on the page's clock. */
  const waitFor = (link: HTMLAnchorElement, at: number) => {
    if (!dialog.bookingSession) {
      // What was wanted before has been told.
      if (dataset.state === "failed") dialog.bookingIntents = [];
      dataset.state = "loading";
    }
    opener = link;
    clickedAt = at;
    clearTimeout(patience);
    patience = setTimeout(() => (navigator.onLine ? leave : fail)(`code-timeout: ${PATIENCE} ms`), PATIENCE);
    // The close button is the first. WebKit leaves the focus where it was, and "Try again" goes away with its message.
    focus(dialog.querySelector("button"));
    fetchAgain();
    want("open", link, at);
  };

  const notice = (event: Partial<PointerEvent & KeyboardEvent> & Event) => {
    const link = (event.target as Partial<Element>).closest?.<HTMLAnchorElement>(BOOKING_LINK);
    if (!/^(Enter| )$/.test(event.key ?? " ")) return;
    // Held down, Enter would press what the dialog has just given the focus to, by opening or by closing.
    if (event.repeat && (link || dialog.open)) return event.preventDefault();
    if (!link || !dialog.bookingIntents) return;
    // Another tab, the context menu: the browser's. (A pointer that only moves has the button -1.)
    if (event.defaultPrevented || (event.button ?? 0) > 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const kind = SIGNS[event.type as keyof typeof SIGNS];
    if (kind !== "open") return want(kind, link, event.timeStamp);
    event.preventDefault();
    dataset.placement = link.dataset.bookingPlacement ?? "";
    for (const way of dialog.querySelectorAll<HTMLAnchorElement>("a[data-booking-page]")) way.href = link.href;
    dialog.inert = false;
    // It opens from the button's place, and until the time for a double click is over it takes nothing there.
    const { clientX, clientY } = event as PointerEvent;
    if (clientX) dialog.style.cssText = `--x:${clientX}px;--y:${clientY}px`;
    setTimeout(() => (dialog.style.cssText = ""), DOUBLE_CLICK);
    if (!dialog.open) dialog.showModal();
    waitFor(link, event.timeStamp);
  };
  // What could hold up scrolling is passive on the window already.
  for (const sign in SIGNS) addEventListener(sign, notice);

  dialog.addEventListener("click", ({ target, timeStamp }) => {
    if (opener && (target as Element).closest("[data-booking-retry]")) waitFor(opener, timeStamp);
  });

  addEventListener("online", () => {
    fetchAgain();
    if (!opener || !dialog.open || dataset.state !== "failed") return;
    const at = performance.now();
    // No second opening: the click that has failed gets what it was made for.
    if (dialog.bookingSession) return void dialog.bookingIntents?.push({ kind: "mount", link: opener, at });
    if (dialog.told) dialog.told.at = at;
    waitFor(opener, at);
  });

  dialog.addEventListener("close", () => {
    dialog.inert = true;
    // Where the click came without focus (Safari, a script), the browser alone would give it to nobody.
    focus(opener);
    if (!dialog.bookingSession) settle(ABANDONED);
  });

  addEventListener("pagehide", () => {
    // Kept as well, in the reporting code's own terms, in case that it does not arrive.
    if (!dialog.isReported) settle(ABANDONED);
    // Whoever comes back from the booking page finds no dialog that nobody has filled.
    if (!dialog.bookingSession) dialog.close();
  });

  if (dialog.calQuery) begin("report");
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
    const pause = () => {
      look("warm");
      if (!isFrugal()) rest = setTimeout(look, REST, "mount");
    };
    addEventListener("scroll", () => {
      clearTimeout(rest);
      // Safari before 26.2.
      if (!("onscrollend" in window)) rest = setTimeout(pause, STILL);
    });
    addEventListener("scrollend", pause);
  }

  dialog.addEventListener(
    "error",
    ({ target }) => {
      if (!(target instanceof HTMLScriptElement)) return;
      const status = lose(target);
      // Once the booking code runs, it is one that only tells how it went, and can wait.
      if (!Array.isArray(dialog.bookingIntents)) return;
      // No answer, or a browser that does not tell: once more, unseen.
      if (!status && !tries) return fetchAgain();
      if (!navigator.onLine || status === 0) return fail(MISSING);
      // It is gone, with a new deployment most likely: from now on a link is a link.
      leave(MISSING);
      delete dialog.bookingIntents;
    },
    true,
  );
}

/** The visitor pays by the byte, or the line is so slow that guessing wrong would cost more than it saves. */
function isFrugal(): boolean {
  const { connection } = navigator as { connection?: { saveData: boolean; effectiveType: string } };
  return connection?.saveData || /2g/.test(connection?.effectiveType as string);
}

const dialog = document.querySelector<BookingDialogElement>("dialog[data-booking-dialog]");
if (dialog) takeCalQuery(dialog);
if (dialog?.showModal) listenForIntent(dialog);
else if (dialog) {
  // An old browser: the link is a link, and the numbers say so.
  addEventListener("click", ({ target }) => {
    const link = (target as Element).closest<HTMLAnchorElement>(BOOKING_LINK);
    if (link) tell(dialog, link, { errorClass: "dialog-missing", error: "dialog-missing" });
  });
}
