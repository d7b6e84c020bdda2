/** A day as the site's readers write it: "2 November 2026" in British English. Days are kept as midnights in UTC. */
export function dayText(day: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(day);
}
