/** Days in the site's time zone, which begin at a full hour. */
import type { Formats } from "../../host/words/formats.ts";
import { dateAt } from "../statistics/periods.ts";

/** "9 Mar" for a day of the zone and "09:30" for an hour, from an ISO time inside it. */
export function periodName(iso: string, step: "hour" | "day", zone: string, formats: Formats): string {
  return step === "hour" ? formats.hour(iso, zone) : formats.dayName(dateAt(new Date(iso), zone));
}

/** "9 Mar 09:30" for an hour, "9 Mar" for a day. */
export function fullPeriodName(iso: string, step: "hour" | "day", zone: string, formats: Formats): string {
  const day = periodName(iso, "day", zone, formats);
  return step === "hour" ? `${day} ${periodName(iso, "hour", zone, formats)}` : day;
}
