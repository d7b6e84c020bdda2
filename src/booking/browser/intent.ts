import type { ClientDirective } from "astro";
import type { BookingDialogElement, BookingIntent } from "./booking-intent.ts";

/**
 * How long a click waits for our own code before the visitor goes to the booking page instead, in
 * ms. Its 72 KB take 1.5 s over a slow 3G line (400 kbit/s), and three round trips 1.2 s more.
 */
const PATIENCE = 5_000;

/**
 * `client:intent`: hydrates the booking island when a visitor comes near a booking link, and opens
 * the dialog in the very task of the click, whatever has loaded by then. Astro puts this inline into
 * each page with a booking link, so it imports nothing and stays small.
 *
 * A booking link is a plain link first: whatever cannot work (no dialog, no island, a click that
 * asks for a new tab) leaves it to the browser.
 */
const intent: ClientDirective = (load, _options, island) => {
  const dialog = island.closest<BookingDialogElement>("dialog");
  if (!dialog?.showModal) return;
  const intents: BookingIntent[] = [];
  dialog.bookingIntents = intents;
  let hydration: Promise<void> | undefined;
  let opener: HTMLAnchorElement | undefined;

  const leave = () => {
    if (dialog.open && dialog.bookingIntents === intents && opener) location.assign(opener.href);
  };

  const want = (wanted: BookingIntent) => {
    dialog.bookingIntents?.push(wanted);
    hydration ??= load().then((hydrate) => hydrate());
  };

  const near = (event: Event) => {
    const link = bookingLink(event);
    if (link) want({ kind: "warm", link: link.dataset.bookingLink ?? "" });
  };
  addEventListener("pointerover", near, { passive: true });
  addEventListener("focusin", near);
  addEventListener("touchstart", near, { passive: true });

  addEventListener("click", (event) => {
    const link = bookingLink(event);
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    opener = link;
    for (const fallback of dialog.querySelectorAll<HTMLAnchorElement>("a[data-booking-page]")) fallback.href = link.href;
    if (dialog.dataset.state === "idle") dialog.dataset.state = "loading";
    dialog.inert = false;
    // It opens from the button's place.
    const from = link.getBoundingClientRect();
    const to = dialog.getBoundingClientRect();
    dialog.style.transformOrigin = `${from.x + from.width / 2 - to.x}px ${from.y + from.height / 2 - to.y}px`;
    if (!dialog.open) dialog.showModal();
    want({ kind: "open", link: link.dataset.bookingLink ?? "", at: event.timeStamp });
    setTimeout(leave, PATIENCE);
  });

  // Astro reports a chunk that could not be fetched or run, and goes on as if nothing were.
  island.addEventListener("astro:hydration-error", (event) => {
    event.preventDefault();
    hydration = undefined;
    leave();
  });

  dialog.addEventListener("close", () => {
    dialog.inert = true;
    opener?.focus({ preventScroll: true });
  });
};

function bookingLink({ target }: Event): HTMLAnchorElement | null {
  return target instanceof Element ? target.closest<HTMLAnchorElement>("a[data-booking-link]") : null;
}

export default intent;
