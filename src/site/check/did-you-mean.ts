import { distance } from "fastest-levenshtein";

/**
 * The name that a mistyped one was meant to be: the one with the fewest letters changed, added or
 * missing, however they are capitalised.
 *
 * @returns undefined where more than a third of the letters would have to change.
 */
export function didYouMean(typed: string, names: Iterable<string>): string | undefined {
  let nearest: { name: string; changes: number } | undefined;
  for (const name of names) {
    const most = Math.max(1, Math.round(Math.min(name.length, typed.length) / 3));
    // Beyond this no name can be near, and a long text would cost the product of the lengths.
    if (Math.abs(name.length - typed.length) > most) continue;
    const changes = distance(typed.toLowerCase(), name.toLowerCase());
    if (changes <= most && changes < (nearest?.changes ?? Infinity)) nearest = { name, changes };
  }
  return nearest?.name;
}
