const DEFAULT_ZONE = "UTC";
const warned = new Set<string>();

/**
 * The zone in which the site's days begin: TIME_ZONE, an IANA name. Without one it is UTC; for an unknown one too, with one
 * warning in the log, because a typing error must not stop the measurement.
 */
export function siteZone({ TIME_ZONE }: { readonly TIME_ZONE?: string | undefined }): string {
  const zone = TIME_ZONE?.trim() ?? "";
  if (zone === "") return DEFAULT_ZONE;
  try {
    return checkedZone(zone);
  } catch (error) {
    if (!warned.has(zone)) {
      warned.add(zone);
      // The operator reads the host's log.
      // oxlint-disable-next-line no-console
      console.warn(`${(error as TypeError).message} Using ${DEFAULT_ZONE}.`);
    }
    return DEFAULT_ZONE;
  }
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
