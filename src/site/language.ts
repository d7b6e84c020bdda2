/** A day in the site's language: "2 November 2026" in British English. Days are midnights in UTC. */
export function dayText(day: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(day);
}

/** A whole number in a language: in Persian, with Persian digits. */
export function numberText(number: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(number);
}

/** The writing direction of a language, e.g. "rtl" for "ar"; "ltr" if the runtime does not know it. */
export function writingDirection(language: string): "ltr" | "rtl" {
  // TypeScript's library does not declare the method yet.
  const locale = new Intl.Locale(language) as Intl.Locale & { getTextInfo?(): { direction?: "ltr" | "rtl" } };
  return locale.getTextInfo?.().direction ?? "ltr";
}
