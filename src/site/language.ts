/** A day as the site's readers write it: "2 November 2026" in British English. Days are kept as midnights in UTC. */
export function dayText(day: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(day);
}

/** Which way a language is written, e.g. "rtl" for "ar"; "ltr" where the runtime does not know. */
export function writingDirection(language: string): "ltr" | "rtl" {
  // In TypeScript's library the method is still to come.
  const locale = new Intl.Locale(language) as Intl.Locale & { getTextInfo?(): { direction?: "ltr" | "rtl" } };
  return locale.getTextInfo?.().direction ?? "ltr";
}
