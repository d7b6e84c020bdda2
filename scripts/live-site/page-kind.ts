import { bookingKind, type BookingKind, type BookingLink } from "../../src/booking/booking-link.ts";

const NAMES: Record<BookingKind, string | undefined> = {
  event: undefined,
  group: "A dynamic group",
  profile: "A profile",
  form: "A routing form",
  reschedule: "A booking to reschedule",
  private: "A private link",
};

/** What a link opens if that is not an event's calendar: "A routing form". Of such pages Cal never reports free times. */
export function kindWithoutTimes(link: BookingLink): string | undefined {
  return NAMES[bookingKind(link)];
}

/** What to do about a Cal that reports no free times for an event. */
export const NO_TIMES_REMEDY =
  "Cal sends availabilityLoaded since October 2025 and bookerReady since December 2025: update a self-hosted Cal that is older. If it is newer, open the booking page and look why its times do not load.";
