/** @typedef {null | boolean | number | string | readonly unknown[] | { readonly [key: string]: unknown }} Json */

/**
 * What a file of JSON becomes that both sides have changed. Where both have changed the same value, `isReleases` says whose
 * counts, and `overruled` is called.
 *
 * @param {{ base: unknown, ours: unknown, theirs: unknown }} versions undefined where a version lacks the value
 * @param {{ isReleases(path: readonly string[]): boolean, overruled(path: readonly string[], ours: unknown, theirs: unknown): void }} rules
 * @param {readonly string[]} [path]
 * @returns {unknown}
 */
export function mergeJson({ base, ours, theirs }, rules, path = []) {
  if (isSame(ours, base) || isSame(ours, theirs)) return theirs;
  if (isSame(theirs, base)) return ours;
  if (isFields(ours) && isFields(theirs)) {
    const before = isFields(base) ? base : {};
    const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
    const merged = names.map((name) => /** @type {const} */ ([name, mergeJson({ base: before[name], ours: ours[name], theirs: theirs[name] }, rules, [...path, name])]));
    return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
  }
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    const before = Array.isArray(base) ? base : [];
    const removed = before.filter((one) => !has(ours, one));
    return [...theirs.filter((one) => !has(removed, one)), ...ours.filter((one) => !has(before, one) && !has(theirs, one))];
  }
  rules.overruled(path, ours, theirs);
  return rules.isReleases(path) ? theirs : ours;
}

/** @param {readonly unknown[]} list @param {unknown} value */
const has = (list, value) => list.some((one) => isSame(one, value));

/** @param {unknown} a @param {unknown} b */
function isSame(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isFields(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** In package.json, the engine's version and packages are the release's. The name, the scripts and all else are the owner's. */
export function isReleasesField(/** @type {readonly string[]} */ path) {
  return ["version", "dependencies", "devDependencies", "engines", "allowScripts", "workspaces"].includes(path[0] ?? "");
}
