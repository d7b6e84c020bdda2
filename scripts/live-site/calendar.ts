import { bookingKind, knownBookingLink, type BookingKind, type BookingLink } from "../../src/booking/booking-link.ts";
import { ok, problem, warning, type Finding } from "../doctor/findings.ts";
import type { LiveOpening } from "./opening.ts";

/** The findings of an opening in a real browser. */
export function calendarFindings({ state, path, readyMs, sample, complaints }: LiveOpening): readonly Finding[] {
  // A failed calendar also logs to the console, but has its own finding.
  const said = (state === "ready" || state === "opened") && complaints.length > 0 ? [warning("Console", complaints.slice(0, 3).join(" · "), "The page must not log console errors. Open it and check the console.")] : [];
  return [calendarFinding(), ...said];

  function calendarFinding(): Finding {
    const why = sample?.error ?? "no reason given";
    switch (state) {
      case "ready":
        return ok("Calendar", `Opened in a browser: usable ${Math.round(readyMs ?? 0)} ms after the click (${sample?.openKind ?? "cold"}, ${sample?.variant ?? "optimized"}).`);
      case "opened":
        return openedFinding();
      case "no-booking-link":
        return problem("Calendar", "The page has no visible booking link.", "Give the address of a page that has one.");
      case "left":
        return problem("Calendar", "The booking code did not load, and the page redirected to the booking page.", "Files of this deployment are missing. Deploy again, or roll back.");
      case "timed-out":
        return problem("Calendar", "The calendar neither opened nor failed within 20 s of the click.", "Open the page in a browser, and check its console and network.");
      case "failed":
        return problem("Calendar", `It did not open: ${why}.`, remedyFor(sample?.errorClass ?? ""));
    }
  }

  /** Cal's page is visible and works. Whether it should have reported free times depends on its kind. */
  function openedFinding(): Finding {
    const kind = path && kindWithoutTimes(knownBookingLink(path));
    if (kind) return ok("Calendar", `Opened in a browser. ${kind}: Cal reports no free times for it, so openings are counted as opened, not ready.`);
    return warning("Calendar", "Opened in a browser, but Cal did not report any free times. Openings are counted as opened, not ready, and have no duration.", NO_TIMES_REMEDY);
  }
}

/** docs/admin-guide.md has the same remedies for visitors' errors. */
function remedyFor(errorClass: string): string {
  if (errorClass.startsWith("link-failed")) return "Cal has no such event, or it is private. Check the event in Cal, and PUBLIC_CAL_LINK.";
  if (errorClass.startsWith("script")) return "Cal's script could not be loaded, neither from the site nor from Cal. Check CAL_EMBED_URL, PUBLIC_CAL_ORIGIN and Cal's status page.";
  if (errorClass.startsWith("frame") || errorClass.startsWith("slots")) return "Cal's page did not load in the dialog. If it opens in a tab, framing is not allowed or PUBLIC_CAL_ORIGIN is wrong. Otherwise Cal is down.";
  if (errorClass.startsWith("code") || errorClass.startsWith("render")) return "This is an error in the site's own code. Roll back, and check the console of a browser.";
  return "Open the page in a browser, and check its console and network.";
}

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
