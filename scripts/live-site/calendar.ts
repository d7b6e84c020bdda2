import { knownBookingLink } from "../../src/booking/booking-link.ts";
import { ok, problem, warning, type Finding } from "../doctor/findings.ts";
import type { LiveOpening } from "./opening.ts";
import { kindWithoutTimes, NO_TIMES_REMEDY } from "./page-kind.ts";

/** What a real opening says about the site. */
export function calendarFindings({ state, path, readyMs, sample, complaints }: LiveOpening): readonly Finding[] {
  // A calendar that failed is told of in the console as well.
  const said = (state === "ready" || state === "opened") && complaints.length > 0 ? [warning("Console", complaints.slice(0, 3).join(" · "), "The page must not log console errors. Open it and check the console.")] : [];
  return [calendarFinding(), ...said];

  function calendarFinding(): Finding {
    const why = sample?.error ?? "it did not say why";
    switch (state) {
      case "ready":
        return ok("Calendar", `Opened in a browser: usable ${Math.round(readyMs ?? 0)} ms after the click (${sample?.openKind ?? "cold"}, ${sample?.variant ?? "optimized"}).`);
      case "opened":
        return openedFinding();
      case "no-booking-link":
        return problem("Calendar", "The page has no booking link that can be seen.", "Give the address of a page that has one.");
      case "left":
        return problem("Calendar", "The booking code did not come, and the page went on to the booking page.", "Files of this deployment are missing: deploy again, or roll back.");
      case "timed-out":
        return problem("Calendar", "Nothing was decided within 20 s of the click.", "Open the page in a browser and look at its console and network.");
      case "failed":
        return problem("Calendar", `It did not open: ${why}.`, remedyFor(sample?.errorClass ?? ""));
    }
  }

  /** Cal's page is on the screen and works. Whether it should have reported free times depends on its kind. */
  function openedFinding(): Finding {
    const kind = path && kindWithoutTimes(knownBookingLink(path));
    if (kind) return ok("Calendar", `Opened in a browser. ${kind} has no free times that Cal reports, so openings are counted as opened, not ready.`);
    return warning("Calendar", "Opened in a browser, but Cal did not report any free times: openings are counted as opened, not ready, and have no time.", NO_TIMES_REMEDY);
  }
}

/** docs/admin-guide.md has the same for the errors of visitors. */
function remedyFor(errorClass: string): string {
  if (errorClass.startsWith("link-failed")) return "Cal has no such event, or it is private: look at it in Cal, and at PUBLIC_CAL_LINK.";
  if (errorClass.startsWith("script")) return "Cal's script could not be loaded, neither from the site nor from Cal: look at CAL_EMBED_URL and PUBLIC_CAL_ORIGIN, and at Cal's status page.";
  if (errorClass.startsWith("frame") || errorClass.startsWith("slots")) return "Cal's page did not come into the dialog. If it opens on its own, its framing or PUBLIC_CAL_ORIGIN is wrong; else Cal is down.";
  if (errorClass.startsWith("code") || errorClass.startsWith("render")) return "It is this site's own code: roll back, and look at the console of a browser.";
  return "Open the page in a browser and look at its console and network.";
}
