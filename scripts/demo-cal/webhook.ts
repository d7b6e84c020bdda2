import { createHmac } from "node:crypto";
import { EVENT_TITLE, EVENT_TYPE_ID, STUDIO_NAME } from "./bookings.ts";
import type { Booking } from "./bookings.ts";
import type { Knobs } from "./knobs.ts";
import { durationOf, TIME_ZONE } from "./slots.ts";

/** What has happened to a booking, as Cal names it. */
export type Trigger = "BOOKING_CREATED" | "BOOKING_PAID" | "BOOKING_PAYMENT_INITIATED" | "BOOKING_RESCHEDULED";

/** Cal's own events that lead to a message. */
export const TRIGGERS = {
  book: ({ paymentRequired }: Booking, isMoved: boolean): Trigger[] => [paymentRequired ? "BOOKING_PAYMENT_INITIATED" : isMoved ? "BOOKING_RESCHEDULED" : "BOOKING_CREATED"],
  pay: (): Trigger[] => ["BOOKING_CREATED", "BOOKING_PAID"],
};

/** Sends Cal's messages about a booking, each as a request of its own. Cal does not wait for an answer. */
export function sendWebhooks(triggers: readonly Trigger[], booking: Booking, { webhookUrl, webhookSecret }: Pick<Knobs, "webhookUrl" | "webhookSecret">, now: Date): void {
  if (!webhookUrl) return;
  for (const trigger of triggers) {
    const body = JSON.stringify({ triggerEvent: trigger, createdAt: now.toISOString(), payload: payloadOf(booking) });
    const signature = webhookSecret ? createHmac("sha256", webhookSecret).update(body).digest("hex") : "no-secret-provided";
    void fetch(webhookUrl, { method: "POST", headers: { "content-type": "application/json", "x-cal-signature-256": signature }, redirect: "manual", body }).catch(() => {
      // Cal drops it, too.
    });
  }
}

/**
 * The keys of Cal's `webhookData` (RegularBookingService.ts) that a receiver may rely on. The metadata of the page's address
 * is in it; its utm parameters are not: Cal keeps those with the booking (`tracking`) and shows them to the host only.
 */
function payloadOf({ uid, event, title, startTime, endTime, name, email, notes, guests, metadata, status }: Booking) {
  const person = { timeZone: TIME_ZONE, language: { locale: "en" } };
  return {
    type: event.slice(event.lastIndexOf("/") + 1),
    title,
    additionalNotes: notes,
    customInputs: {},
    startTime,
    endTime,
    organizer: { name: STUDIO_NAME, email: "studio@example.org", username: "studio", ...person },
    attendees: [{ name, email, ...person }, ...guests.map((guest) => ({ name: "", email: guest, ...person }))],
    responses: {
      name: { label: "your_name", value: name, isHidden: false },
      email: { label: "email_address", value: email, isHidden: false },
      ...(notes && { notes: { label: "additional_notes", value: notes, isHidden: false } }),
      ...(guests.length > 0 && { guests: { label: "additional_guests", value: guests, isHidden: false } }),
    },
    userFieldsResponses: {},
    location: "integrations:daily",
    uid,
    bookingId: 1,
    eventTypeId: EVENT_TYPE_ID,
    eventTitle: EVENT_TITLE,
    length: durationOf(event),
    status,
    metadata: { videoCallUrl: `https://video.example/${uid}`, ...metadata },
  };
}
