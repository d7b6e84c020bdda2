import type { BookingLink } from "../../src/booking/booking-link.ts";
import { ok, problem, warning, type Finding } from "./findings.ts";
import { kindWithoutTimes, NO_TIMES_REMEDY } from "../live-site/page-kind.ts";
import { PAINT_LIMIT, TIMES_LIMIT, type EventOpening } from "./open-event.ts";

/** The messages that show whether a calendar opens; Cal sends others too. */
const DECISIVE = new Set(["linkReady", "availabilityLoaded", "bookerReady"]);

/** The finding of an event that was opened in a browser. */
export function openingFinding({ messages, failedWith }: EventOpening, link: BookingLink): Finding {
  const kind = kindWithoutTimes(link);
  const came = messages.filter((type) => DECISIVE.has(type));
  if (failedWith !== undefined) return problem("Calendar", `Cal's page in the frame reports that it cannot show ${link.path}: ${failedWith}.`, "Check in Cal that the event exists and is public, and compare PUBLIC_CAL_LINK with its link.");
  if (!messages.includes("linkReady")) {
    const heard = messages.length > 0 ? `Cal only sent ${messages.join(", ")}` : "Cal sent no message";
    return problem("Calendar", `The calendar did not open in a browser within ${PAINT_LIMIT / 1_000} s: ${heard}.`, "Open the booking page in a browser. If it opens there, PUBLIC_CAL_ORIGIN or CAL_EMBED_URL belongs to another Cal, or something in front of Cal blocks it in frames.");
  }
  if (came.length > 1) return ok("Calendar", `Opened in a browser; Cal sent ${listOf(came)}. Openings are counted as ready.`);
  if (kind) return ok("Calendar", `Opened in a browser; Cal sent linkReady. ${kind}: Cal reports no free times for it, so openings are counted as opened, not ready.`);
  return warning("Calendar", `Opened in a browser; Cal sent linkReady, but within ${TIMES_LIMIT / 1_000} s neither availabilityLoaded nor bookerReady. Openings are counted as opened, not ready, and have no duration.`, NO_TIMES_REMEDY);
}

function listOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
