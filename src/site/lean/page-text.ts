/** The words of a page in its own typeface: without those of scripts and of code. */
export function textOf(html: string): string {
  return decoded(html.replaceAll(/<(script|style|code|pre|kbd|samp)\b[^>]*>[\s\S]*?<\/\1>/g, "").replaceAll(/<[^>]*>/g, " "));
}

/** With the few character references that Astro and Markdown write. */
export function decoded(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };
  return text.replaceAll(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named[name] ?? whole;
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal));
  });
}

/** The names of months and days, which the list of free times writes. */
export function dateWords(language = "en"): string {
  const dates = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2026, month, month + 1)));
  return (["long", "short"] as const).flatMap((width) => dates.map((date) => date.toLocaleDateString(language, { weekday: width, month: width, day: "numeric", year: "numeric" }))).join("");
}
