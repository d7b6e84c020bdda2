/** A text in double quotes, as YAML and an editor read it. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&").replace(/\n/g, "\\n").replace(/\t/g, "\\t").replace(/\r/g, "\\r")}"`;
}

/** A text in quotation marks for YAML, with every character as it was written. */
export function inQuotes(written: string): string {
  return /["\\]/.test(written) ? `'${written.replaceAll("'", "''")}'` : `"${written}"`;
}

/** Whether a text shows nothing: spaces and invisible characters only. */
export function isBlank(text: string): boolean {
  return !/[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}

/** The beginning of a text on one line, at most `max` characters. */
export function excerpt(text: string, max = 80): string {
  const line = text.replace(/\s+/g, " ").trim();
  // Never cut in the middle of a character.
  return line.length > max ? `${line.slice(0, max - 1).replace(/\p{Cs}$/u, "").trimEnd()}…` : line;
}

/** The first names of a list, and the number of the others. */
export function someOf(names: readonly string[], most = 30): string {
  return names.length > most ? `${names.slice(0, most).join(", ")} and ${(names.length - most).toLocaleString("en")} more` : names.join(", ");
}

/** "a", "a or b", "a, b or c". */
export function oneOf(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
