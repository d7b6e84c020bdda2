import type { BookingEventExtras } from "../events.ts";
import { carryVisit } from "./attribution.ts";
import { timeout } from "./booking-limits.ts";
import { collectErrors } from "./collected-errors.ts";
import { changeConsent, isGiven } from "./consent.ts";
import { begin, dataset, dialog, emit, fail, isRunning, opener, turnTo } from "./page-dialog.ts";
import { fetchAgain, lose, tries } from "./lost-scripts.ts";
import { takeCalQuery } from "./success-page.ts";
import { chooseVariant } from "./variant.ts";
import { askForTimes, want } from "./want.ts";
import { warmOnView } from "./warm-on-view.ts";

/**
 * The script that is inline in each page with a booking link: starts a calendar that a visitor is
 * about to want, and opens the dialog in the very task of the click, whatever has loaded by then. What it
 * starts is written as HTML in the dialog's templates: the frame's connection, embed.js and the
 * booking code, which takes over from here; later the island.
 *
 * A booking link is a plain link first: whatever cannot work (no dialog, no booking code, a click
 * that asks for a new tab) leaves it to the browser. Where not even the next page could be had, the
 * dialog says so, and goes on by itself when there is a network again.
 */
const BOOKING_LINK = "a[data-booking-link]";

/**
 * How long after a click the second one of a double click may come, in ms: Windows allows 500 ms from press to press,
 * and a busy browser delivers it later.
 */
const DOUBLE_CLICK = 700;

type Cause = BookingEventExtras["open"]["cause"];

/** The events on a booking link that show what its visitor wants. */
const SIGNS = { pointerover: "warm", focusin: "warm", touchstart: "warm", pointerdown: "mount", keydown: "mount", click: "open" } as const;

const focus = (element?: HTMLElement | null) => element?.focus({ preventScroll: true });

function listenForIntent(): void {
  let timer: ReturnType<typeof setTimeout>;
  /** What waits for the visitor's consent, with the notice on show. */
  let goOn: ((at: number) => void) | undefined;

  if (ATTRIBUTION) {
    carryVisit();
    // Once the links are there, and again for a page from the back/forward cache.
    addEventListener("pageshow", carryVisit);
    if (CONSENT !== "none") document.addEventListener("readyslot:consent", carryVisit);
  }

  if (!dialog.showModal) {
    // An old browser: the link is a link, and the event says so.
    addEventListener("click", ({ target, timeStamp }) => {
      const link = (target as Element).closest<HTMLAnchorElement>(BOOKING_LINK);
      if (!link) return;
      turnTo(link, timeStamp);
      fail("dialog-missing");
    });
    return;
  }

  dataset.variant = chooseVariant(dataset.bookingShares, "bookingTimes" in dataset);

  dialog.bookingIntents = [];
  if (ERROR_REPORTING) collectErrors();
  else dialog.begin = begin;

  /** Waits for the calendar of a click, or of a try again, at `at` ms on the page's clock. */
  const waitFor = (link: HTMLAnchorElement, at: number, cause: Cause) => {
    // The free times come from this site and are shown at once; the list asks for the visitor's consent when a time is picked.
    if (CONSENT !== "none" && !isGiven("calendar") && !askForTimes(link, (work) => requestAnimationFrame(() => setTimeout(work)))) {
      want("warm", link, at);
      turnTo(link, at);
      if (!dialog.open) dialog.showModal();
      focus(dialog.querySelector("button"));
      return dialog.ask?.((agreedAt) => waitFor(link, agreedAt, cause));
    }
    if (!isRunning()) {
      // The wishes before it have failed, and were reported.
      if (dataset.state === "failed") dialog.bookingIntents = [];
      dataset.state = "loading";
    }
    // Before `showModal`, which takes 10 ms.
    if (askForTimes(link, (work) => requestAnimationFrame(() => setTimeout(work)))) dataset.view ||= "times";
    // Behind every change of the dialog: it computes the styles of the whole page, which becomes inert, and lays the dialog out.
    if (!dialog.open) dialog.showModal();
    clearTimeout(timer);
    // As long as for the calendar. The 3 KB of code need two round trips at most, 1 s over a slow 3G line (400 ms, 400 kbit/s).
    timer = setTimeout(() => giveUp(`code-timeout: ${timeout} ms`), timeout);
    // The close button is the first. WebKit leaves the focus where it was, and "Try again" goes away with its message.
    focus(dialog.querySelector("button"));
    fetchAgain();
    want("open", link, at, cause);
  };

  const stopAsking = () => {
    goOn = undefined;
    delete dataset.asking;
    dialog.removeAttribute("aria-describedby");
  };
  if (CONSENT !== "none") {
    dialog.ask = (then) => {
      goOn = then;
      clearTimeout(timer);
      // A page that measures on an admin's behalf shows no notice: the click is the request.
      if ("synthetic" in dataset) return changeConsent(true);
      // A list that has no times waits as well.
      dataset.state = "idle";
      dataset.asking = "";
      dialog.setAttribute("aria-describedby", "booking-consent");
      if (dataset.variant !== "baseline") {
        begin("hints");
        // Nothing else is on its way, and it makes Back close the dialog.
        begin("island");
      }
    };
    dialog.addEventListener("click", ({ target }) => {
      if (!(target as Element).closest("[data-booking-agree]")) return;
      const measuring = dialog.querySelector<HTMLInputElement>("[data-booking-measuring]")?.checked || undefined;
      changeConsent({ calendar: true, measuring });
    });
    document.addEventListener("readyslot:consent", ({ timeStamp }) => {
      if (!dialog.open || !isGiven("calendar")) return;
      const then = goOn;
      stopAsking();
      then?.(timeStamp);
    });
  }

  const notice = (event: Partial<PointerEvent & KeyboardEvent> & Event) => {
    const link = (event.target as Partial<Element>).closest?.<HTMLAnchorElement>(BOOKING_LINK);
    // Before the page has loaded, or a link that a script has added.
    if (ATTRIBUTION && link) carryVisit();
    if (!/^(Enter| )$/.test(event.key ?? " ")) return;
    // Held down, Enter would press what the dialog has just given the focus to, by opening or by closing.
    if (event.repeat && (link || dialog.open)) return event.preventDefault();
    if (!link || !dialog.bookingIntents) return;
    // Another tab, the context menu: the browser's. (A pointer that only moves has the button -1.)
    if (event.defaultPrevented || (event.button as number) > 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const kind = SIGNS[event.type as keyof typeof SIGNS];
    if (kind !== "open") return want(kind, link, event.timeStamp);
    event.preventDefault();
    for (const way of dialog.querySelectorAll<HTMLAnchorElement>("a[data-booking-page]")) way.href = link.href;
    // Events with a title of their own; "" is the title of all others.
    if (dataset.bookingTitles) {
      const titles = JSON.parse(dataset.bookingTitles) as Record<string, string>;
      (dialog.querySelector("h2") as HTMLElement).textContent = titles[link.dataset.bookingLink as string] ?? titles[""] ?? "";
    }
    dialog.inert = false;
    // It opens from the button's place, and until the time for a double click is over it takes nothing there.
    const { clientX, clientY } = event as PointerEvent;
    if (clientX) dialog.style.cssText = `--x:${clientX}px;--y:${clientY}px`;
    setTimeout(() => (dialog.style.cssText = ""), DOUBLE_CLICK);
    waitFor(link, event.timeStamp, "click");
  };
  // What could hold up scrolling is passive on the window already.
  for (const sign in SIGNS) addEventListener(sign, notice);

  dialog.addEventListener("click", ({ target, timeStamp }) => {
    if ((target as Element).closest("[data-booking-retry]")) waitFor(opener as HTMLAnchorElement, timeStamp, "retry");
  });

  addEventListener("online", () => {
    fetchAgain();
    if (!dialog.open || dataset.state !== "failed") return;
    const at = performance.now();
    if (isRunning()) return void dialog.bookingIntents?.push({ kind: "mount", link: opener as HTMLAnchorElement, at });
    waitFor(opener as HTMLAnchorElement, at, "online");
  });

  dialog.addEventListener("close", () => {
    dialog.inert = true;
    // Where the click came without focus (Safari, a script), the browser alone would leave the page without one.
    focus(opener);
    // Closed with the notice on show, it was never opened for a calendar.
    if (CONSENT === "none" || !goOn || dataset.view) emit("close");
    if (CONSENT !== "none") stopAsking();
    // The next click starts anew.
    if (!isRunning()) dataset.state = "failed";
  });

  addEventListener("pagehide", () => {
    // A visitor who comes back from the booking page finds no empty dialog.
    if (!dialog.bookingSession) dialog.close();
  });

  if (dialog.calQuery) {
    begin("arrival");
    begin("report");
  }

  if ("bookingWarmOnView" in dataset) warmOnView(BOOKING_LINK);

  dialog.addEventListener(
    "error",
    ({ target }) => {
      if ((target as Element).localName !== "script") return;
      const status = lose(target as HTMLScriptElement);
      // Once the booking code runs, it is a script that only reports, and can wait.
      if (dialog.bookingSession) return;
      // No answer, or a browser without `responseStatus`: once more, unseen.
      if (!status && !tries) return fetchAgain();
      // With an answer it is gone, with a new deployment most likely: from now on a link is a link.
      const isGone = navigator.onLine && status !== 0;
      giveUp("code-missing", isGone);
      if (isGone) delete dialog.bookingIntents;
    },
    true,
  );
}

/**
 * The code of a calendar that the visitor waits for does not come: says so, and goes to the booking page. What the dialog
 * says stays until that is there, or for good if it cannot be had either. `why` begins with the error's class.
 */
function giveUp(why: string, leaves = navigator.onLine): void {
  // The booking page is Cal's.
  if (CONSENT !== "none" && !isGiven("calendar")) leaves = false;
  // Free times that are on show can be used without it.
  if (!dialog.open || dialog.bookingSession || dataset.state === "ready") return;
  if (dataset.state === "loading") fail(why);
  // Safe: the dialog has two of them. After a pick, the time is in its address.
  if (leaves) location.assign((dialog.querySelector("a[data-booking-page]") as HTMLAnchorElement).href);
}

takeCalQuery(dialog);
listenForIntent();
