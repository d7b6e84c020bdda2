import { withDefault } from "../../host/settings/with-default.ts";

/** The zone in which the site's days begin: TIME_ZONE, an IANA name. UTC if it is not set, or unknown. */
export function siteZone({ TIME_ZONE }: { readonly TIME_ZONE?: string | undefined }): string {
  return withDefault(TIME_ZONE, "UTC", checkedZone);
}

/** @throws {TypeError} if the text is not the name of a zone. An offset such as "+01:00" is none: it has no daylight saving time. */
export function checkedZone(name: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name }).format();
    if (/^[a-z]/i.test(name)) return name;
  } catch {
    // Intl does not know it.
  }
  throw new TypeError(`TIME_ZONE is ${JSON.stringify(name)}. Write the IANA name of a time zone, for example "Europe/Berlin" or "UTC".`);
}
