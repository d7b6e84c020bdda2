/** The page after signing in, unless another was requested. */
export const DEFAULT_PATH = "/admin/metrics";

const PATHS = new Set([DEFAULT_PATH, "/admin/notes", "/admin/settings", "/admin/people", "/measure"]);
const LONGEST = 2_000;

/**
 * The path to redirect to after signing in: the requested one if it is exactly the path of an allowed
 * page, with any query; else the default. An allow list, because browsers read "//", "/\" and the like
 * as another site's address.
 */
export function returnPath(requested: string | null): string {
  const address = requested ?? "";
  const [, path = "", query = ""] = /^([^?]*)(\?.*)?$/.exec(address) ?? [];
  const isAllowed = PATHS.has(path) && /^[\w\-.~%!$&'()*+,;=:@/?]*$/.test(query) && address.length <= LONGEST;
  return isAllowed ? address : DEFAULT_PATH;
}

/** The sign-in page's address, with the path to return to. */
export function signInPath(signIn: string, requested: string): string {
  const path = returnPath(requested);
  return path === DEFAULT_PATH ? signIn : `${signIn}?${new URLSearchParams({ next: path }).toString()}`;
}
