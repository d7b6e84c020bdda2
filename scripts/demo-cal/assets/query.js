// @ts-check
/**
 * Sets a parameter of this page's address, or removes it where the value is empty.
 *
 * @param {string} name
 * @param {string} value
 * @param {{isEntry?: boolean}} [options] `isEntry` makes it a step that the Back button returns from
 * @returns {boolean} whether the address has changed
 */
export function setQuery(name, value, { isEntry = false } = {}) {
  const url = new URL(location.href);
  if ((url.searchParams.get(name) ?? "") === value) return false;
  if (value === "") url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  if (isEntry) history.pushState(null, "", url);
  else history.replaceState(null, "", url);
  return true;
}

/** @param {string} name */
export function queryOf(name) {
  return new URLSearchParams(location.search).get(name) ?? "";
}

/** @param {string} prefix @param {string} [suffix] @returns {Record<string, string>} the first value of each parameter that is named like this, by what is in between */
export function queryLike(prefix, suffix = "") {
  const all = [...new URLSearchParams(location.search)].filter(([name]) => name.startsWith(prefix) && name.endsWith(suffix));
  return Object.fromEntries(all.toReversed().map(([name, value]) => [name.slice(prefix.length, name.length - suffix.length), value]));
}
