import { distance } from "fastest-levenshtein";

/**
 * The name that a mistyped one was meant to be: the one with the fewest letters changed, added or
 * missing, however they are capitalised.
 *
 * @returns undefined where more than a third of the letters would have to change, or other digits than those
 *   that were typed: 45 minutes are no mistyped 15.
 */
export function didYouMean(typed: string, names: Iterable<string>): string | undefined {
  let nearest: { name: string; changes: number } | undefined;
  for (const name of names) {
    const most = Math.max(1, Math.round(Math.min(name.length, typed.length) / 3));
    // Beyond this no name can be near, and a long text would cost the product of the lengths.
    if (Math.abs(name.length - typed.length) > most) continue;
    if (digits(typed) !== digits(name)) continue;
    const changes = distance(typed.toLowerCase(), name.toLowerCase());
    if (changes <= most && changes < (nearest?.changes ?? Infinity)) nearest = { name, changes };
  }
  return nearest?.name;
}

/** The digits of a name. A letter that looks like one, beside another, is one. */
function digits(name: string): string {
  return name
    .replace(/(?<=\d)o|o(?=\d)/gi, "0")
    .replace(/(?<=\d)[li]|[li](?=\d)/gi, "1")
    .replace(/\D/g, "");
}
