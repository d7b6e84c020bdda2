/** Times and days in the site's time zone. */
import { dateAt } from "../statistics/periods.ts";

/** "2026-03-09 09:30:00" in the zone, from an ISO time. */
export function siteTime(iso: string, zone: string): string {
  // Swedish times are written as ISO 8601 has them.
  return new Date(iso).toLocaleString("sv-SE", { timeZone: zone });
}

/** "9 Mar" for a day of the zone and "09:30" for an hour, from an ISO time inside it. */
export function periodName(iso: string, step: "hour" | "day", zone: string): string {
  if (step === "hour") return siteTime(iso, zone).slice(11, 16);
  return new Date(dateAt(new Date(iso), zone)).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}
