import { sitePort } from "../../host/settings/listening.ts";

/**
 * The site's own address for canonical links, the sitemap and the feed: `SITE_URL`, or the production domain on
 * Vercel, or the local port.
 *
 * @throws {TypeError} if `SITE_URL` is not the address of a home page.
 */
export function siteAddress(env: Readonly<Record<string, string | undefined>>): string {
  if (env.SITE_URL) return originOf(env.SITE_URL);
  if (env.VERCEL_PROJECT_PRODUCTION_URL) return `https://${env.VERCEL_PROJECT_PRODUCTION_URL}`;
  return `http://localhost:${sitePort(env)}`;
}

function originOf(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (url && isWeb && url.pathname === "/" && !url.search && !url.hash && !url.username) return url.origin;
  throw new TypeError(`SITE_URL ${url?.password ? "has a password in it" : `is "${value}"`}. Write the address of the site's home page, for example SITE_URL=${suggestion(value)}.`);
}

/** "www.example.com/blog/" probably means https://www.example.com. */
function suggestion(value: string): string {
  const guess = /^[\w+.-]+:\/\//.test(value) ? value : `https://${value}`;
  const url = URL.canParse(guess) ? new URL(guess) : undefined;
  return url?.hostname.includes(".") ? `https://${url.host}` : "https://example.com";
}
