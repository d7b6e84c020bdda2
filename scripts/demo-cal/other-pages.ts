import { EVENT_TITLE, PRICE, STUDIO_NAME } from "./bookings.ts";
import type { Booking } from "./bookings.ts";
import { calPage, demoQuery } from "./cal-page.ts";
import type { CalPage } from "./cal-page.ts";
import { escapeHtml, studioLine, studioTime } from "./page-shell.ts";
import { TIME_ZONE } from "./slots.ts";

/** The event that profiles and routing forms lead to. */
const EVENT_PATH = "studio/30min";

/** A routing form: a question that decides which event its answer leads to. */
export function routingFormPage(page: CalPage): string {
  return calPage(page, {
    kind: "routing-form",
    title: `How can we help? | ${STUDIO_NAME}`,
    data: { leadsTo: addressOf(page, EVENT_PATH) },
    body: `<form class="plain-form" data-routing>
${studioLine()}
<h1>How can we help?</h1>
<p><label for="topic">Your website's address</label><input id="topic" name="topic" type="url" autocomplete="url"></p>
<div class="actions"><button class="accent">Continue</button></div>
</form>`,
  });
}

/** The list of events of a user, a team or an organisation. */
export function profilePage(page: CalPage): string {
  return calPage(page, {
    kind: "profile",
    title: `${STUDIO_NAME} | Demo calendar`,
    body: `<section class="message">
${studioLine()}
<h1>${escapeHtml(STUDIO_NAME)}</h1>
<p><a data-soft href="${escapeHtml(addressOf(page, EVENT_PATH))}">${escapeHtml(EVENT_TITLE)}, 30 min</a></p>
</section>`,
  });
}

/** A missing event as Cal showed it before 2026: to its reader an error, to the page around it a page like any other. */
export function notFoundPage(page: CalPage): string {
  return calPage(page, {
    kind: "profile",
    title: "This page does not exist · Demo calendar",
    body: `<section class="message"><p class="code">404</p><h1>This page does not exist</h1><p>The event was not found.</p></section>`,
  });
}

/** Where a booking is paid for. */
export function paymentPage(page: CalPage, booking: Booking): string {
  const isPaid = booking.status === "ACCEPTED";
  return calPage(page, {
    kind: "payment",
    title: `Payment | ${EVENT_TITLE}`,
    data: { booking },
    body: `<section class="message">
<h1>Payment</h1>
<p>${escapeHtml(booking.title)}</p>
<p class="when">${escapeHtml(studioTime(booking.startTime))} (${TIME_ZONE})</p>
<p>Price: ${PRICE}</p>
${isPaid ? "<p>Paid</p>" : '<p class="error" role="alert"></p>\n<button type="button" class="accent" data-pay>Pay now</button>'}
</section>`,
  });
}

/** The page of a booking: the confirmation, and what an old reschedule link leads to. */
export function confirmationPage(page: CalPage, booking: Booking): string {
  const isPending = booking.status === "PENDING";
  return calPage(page, {
    kind: "booking",
    title: `You're booked · ${EVENT_TITLE}`,
    body: `<section class="message">
<h1 tabindex="-1">${isPending ? "Your payment is pending" : "You're booked"}</h1>
<p class="when" data-start="${escapeHtml(booking.startTime)}" data-zone="${TIME_ZONE}">${escapeHtml(studioTime(booking.startTime))} (${TIME_ZONE})</p>
<p>${escapeHtml(booking.title)}</p>
<p>A calendar would now write to ${escapeHtml(booking.email)}.</p>
<p class="quiet">Reference <code>${escapeHtml(booking.uid)}</code>. Nothing was really booked: this is a demo.</p>
<p><a href="${escapeHtml(addressOf(page, booking.event))}">Book another time</a></p>
</section>`,
  });
}

/** The address of another page in the same window: a frame stays one and keeps its knobs. */
function addressOf({ isEmbed, query }: CalPage, path: string): string {
  const kept = new URLSearchParams([...query].filter(([key]) => ["embed", "theme", "ui.color-scheme"].includes(key)));
  for (const [key, value] of demoQuery(query)) kept.append(key, value);
  const search = kept.size > 0 ? `?${kept}` : "";
  return `/${path}${isEmbed ? "/embed" : ""}${search}`;
}
