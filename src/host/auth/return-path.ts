/** Where one lands without a wish. */
export const DEFAULT_PATH = "/admin/metrics";

const PATHS = new Set([DEFAULT_PATH, "/measure"]);
const LONGEST = 2_000;

/**
 * Where to go after signing in: the wish if it is one of our own pages, written exactly so, with
 * whatever query; else the default. A list and not a check of what looks like ours: browsers read
 * "//", "/\" and the like as another site's address.
 */
export function returnPath(wish: string | null): string {
  const address = wish ?? "";
  const [, path = "", query = ""] = /^([^?]*)(\?.*)?$/.exec(address) ?? [];
  const isOurs = PATHS.has(path) && /^[\w\-.~%!$&'()*+,;=:@/?]*$/.test(query) && address.length <= LONGEST;
  return isOurs ? address : DEFAULT_PATH;
}

/** The sign-in page's address that leads back to where somebody wanted to go. */
export function signInPath(signIn: string, wish: string): string {
  const path = returnPath(wish);
  return path === DEFAULT_PATH ? signIn : `${signIn}?${new URLSearchParams({ next: path }).toString()}`;
}
