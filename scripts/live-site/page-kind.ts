import { bookingKind, type BookingKind, type BookingLink } from "../../src/booking/booking-link.ts";

const NAMES: Record<BookingKind, string | undefined> = {
  event: undefined,
  group: "A dynamic group",
  profile: "A profile",
  form: "A routing form",
  reschedule: "A booking to reschedule",
  private: "A private link",
};

/** The kind of page that a link opens if it is not an event's calendar, for example "A routing form". Cal never reports free times for such pages. */
export function kindWithoutTimes(link: BookingLink): string | undefined {
  return NAMES[bookingKind(link)];
}

/** The remedy for a Cal that reports no free times for an event. */
export const NO_TIMES_REMEDY =
  "Cal has sent availabilityLoaded since October 2025 and bookerReady since December 2025. Update a self-hosted Cal that is older. If it is newer, open the booking page and check why its times do not load.";
