import type { BookingLink } from "../../src/booking/booking-link.ts";
import { ok, problem, warning, type Finding } from "./findings.ts";
import { kindWithoutTimes, NO_TIMES_REMEDY } from "../live-site/page-kind.ts";
import { PAINT_LIMIT, TIMES_LIMIT, type EventOpening } from "./open-event.ts";

/** What decides whether a calendar opens; Cal says more. */
const DECISIVE = new Set(["linkReady", "availabilityLoaded", "bookerReady"]);

/** What an opening of an event in a browser says about the Cal that serves it. */
export function openingFinding({ said, failedWith }: EventOpening, link: BookingLink): Finding {
  const kind = kindWithoutTimes(link);
  const came = said.filter((type) => DECISIVE.has(type));
  if (failedWith !== undefined) return problem("Calendar", `Cal's page in the frame reports that it cannot show ${link.path}: ${failedWith}.`, "Look at the event in Cal: does it exist, and is it public? Then compare PUBLIC_CAL_LINK with its link.");
  if (!said.includes("linkReady")) {
    const heard = said.length > 0 ? `only ${said.join(", ")} came` : "Cal said nothing";
    return problem("Calendar", `The calendar did not open in a browser within ${PAINT_LIMIT / 1_000} s: ${heard}.`, "Open the booking page in a browser. If it opens on its own, PUBLIC_CAL_ORIGIN or CAL_EMBED_URL belongs to another Cal, or something in front of Cal stops it in frames.");
  }
  if (came.length > 1) return ok("Calendar", `Opened in a browser; Cal sent ${listOf(came)}. Openings are counted as ready.`);
  if (kind) return ok("Calendar", `Opened in a browser; Cal sent linkReady. ${kind} has no free times that Cal reports, so openings are counted as opened, not ready.`);
  return warning("Calendar", `Opened in a browser; Cal sent linkReady, but within ${TIMES_LIMIT / 1_000} s neither availabilityLoaded nor bookerReady. Openings are counted as opened, not ready, and have no time.`, NO_TIMES_REMEDY);
}

function listOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
