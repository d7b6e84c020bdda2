import type { BookingDialogElement } from "./booking-intent.ts";

/** What Cal's frame posts to the page. */
interface CalMessage {
  originator?: unknown;
  type?: unknown;
}

/**
 * Leads a visitor who has booked in the dialog to the page that follows the booking, once she closes it: Cal's confirmation
 * stays as long as she reads it. From the booking on, the dialog's link leads there, too.
 *
 * Not after a booking that has still to be paid: Cal does not report the payment to this page, and its payment page must
 * stay. At Cal, such an event can redirect to the page itself. And not after a booking that was cancelled in the
 * confirmation. A booking that was only moved has another message, and dispatches no event.
 *
 * It comes with the reporting code, and only where a page follows a booking.
 */
export function leadOn(dialog: BookingDialogElement): void {
  const { bookingAfter = "{}", bookingContinue = "", calOrigin } = dialog.dataset;
  const pages = JSON.parse(bookingAfter) as Record<string, string | undefined>;
  // Safe: BookingDialog.astro has it.
  const link = dialog.querySelector("a[data-booking-page]") as HTMLAnchorElement;
  let page: string | undefined;
  /** The link as it is without a booking. */
  let usual: Partial<HTMLAnchorElement> = {};

  function turnTo(next?: string): void {
    Object.assign(link, usual);
    usual = {};
    // A visitor who is on that page already stays there.
    page = next === location.pathname ? undefined : next;
    if (!page) return;
    usual = { textContent: link.textContent, href: link.href };
    Object.assign(link, { textContent: bookingContinue, href: page });
  }

  dialog.addEventListener("readyslot:booked", ({ detail: { path = "", paymentRequired } }) => {
    // With a closed dialog, it is a booking after which Cal has sent the visitor to this page.
    if (dialog.open && !paymentRequired) turnTo(pages[path] ?? pages[""]);
  });

  // It is not in cal-embed.ts, which is fetched before every calendar.
  addEventListener("message", ({ data, origin, source }: MessageEvent<CalMessage | null>) => {
    const frame = dialog.querySelector<HTMLIFrameElement>("[data-booking-frame] iframe");
    const isOurs = origin === calOrigin && source === frame?.contentWindow;
    if (isOurs && data?.originator === "CAL" && data.type === "bookingCancelled") turnTo();
  });

  dialog.addEventListener("close", () => {
    const next = page;
    turnTo();
    if (!next) return;
    const go = () => location.assign(next);
    // Where the open dialog has an entry in the tab's history, dialog-fallbacks.ts is leaving it.
    if ((history.state as { bookingOpen?: boolean } | null)?.bookingOpen) addEventListener("popstate", go, { once: true });
    else go();
  });

  // Once for each booking, by the link or by closing. Back leads here again.
  addEventListener("pagehide", () => (page = undefined));
}
