/** Parameters that say where a visit came from, and nothing about the visitor. */
const CAMPAIGN = new Set(["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id", "ref", "source"]);
/** Parameters in which a visitor's data travels: those that Cal's form takes, and their usual relatives. */
const PERSONAL = /^(name|first_?name|last_?name|e-?mail|guests?|phone|tel|attendee.*|metadata\[.*|notes?|description|location|responses.*)$/i;
/** Also percent-encoded, and the two wide ones. */
const AT_SIGN = /@|%40|[\uFF20\uFE6B]|%EF%(BC%A0|B9%AB)/i;

/**
 * A page's address as providers get it: origin, path, campaign parameters and, for the provider whose advertisement was
 * clicked, its own click ids. Everything else is left out: newsletters' links may have the visitor's name and e-mail
 * address. A value or a part of the path with an @ is left out in any case.
 *
 * @param clickIds the names of the provider's own click ids.
 */
export function sentUrl(href: string, clickIds: readonly string[] = []): string {
  const { origin, pathname, searchParams } = new URL(href);
  const kept = [...searchParams].filter(([name, text]) => (CAMPAIGN.has(name) || clickIds.includes(name)) && !AT_SIGN.test(text));
  const path = pathname.replace(/[^/]+/g, (part) => (AT_SIGN.test(part) ? "-" : part));
  const query = new URLSearchParams(kept).toString();
  return origin + path + (query && `?${query}`);
}

/** Whether an address carries what no provider may get. Scripts that read the address themselves are not loaded on such a page. */
export function isPersonal(href: string): boolean {
  const { pathname, search, hash, searchParams } = new URL(href);
  return AT_SIGN.test(pathname + search + hash) || [...searchParams.keys()].some((name) => PERSONAL.test(name));
}
