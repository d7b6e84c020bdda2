/**
 * The name that was probably meant by a mistyped one: the one with the smallest Levenshtein
 * distance (letters changed, added or missing), ignoring case.
 *
 * @returns undefined if more than a third of the letters would have to change.
 */
export function nearestName(typed: string, names: readonly string[]): string | undefined {
  let nearest: { name: string; distance: number } | undefined;
  for (const name of names) {
    // Such a name is too far away, and a long text would cost the product of the lengths.
    if (Math.abs(name.length - typed.length) > name.length / 3) continue;
    const distance = distanceOf(typed.toLowerCase(), name.toLowerCase());
    if (distance <= name.length / 3 && distance < (nearest?.distance ?? Infinity)) nearest = { name, distance };
  }
  return nearest?.name;
}

function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
