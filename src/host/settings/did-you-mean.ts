import { distance } from "fastest-levenshtein";

/**
 * The name that was probably meant by a mistyped one: the one with the fewest letters changed, added or
 * missing, ignoring case.
 *
 * @returns undefined if more than a third of the letters would have to change, or any digit: "45min" is
 *   not a mistyped "15min".
 */
export function didYouMean(typed: string, names: Iterable<string>): string | undefined {
  let nearest: { name: string; changes: number } | undefined;
  for (const name of names) {
    const most = Math.max(1, Math.round(Math.min(name.length, typed.length) / 3));
    // Such a name cannot be near, and the distance to a long text costs the product of the lengths.
    if (Math.abs(name.length - typed.length) > most) continue;
    if (digits(typed) !== digits(name)) continue;
    const changes = distance(typed.toLowerCase(), name.toLowerCase());
    if (changes <= most && changes < (nearest?.changes ?? Infinity)) nearest = { name, changes };
  }
  return nearest?.name;
}

/** The digits of a name. A letter that looks like a digit, next to a digit, counts as one. */
function digits(name: string): string {
  return name
    .replace(/(?<=\d)o|o(?=\d)/gi, "0")
    .replace(/(?<=\d)[li]|[li](?=\d)/gi, "1")
    .replace(/\D/g, "");
}
