/**
 * Sets the headers of a page that only the admin may see: it is never cached, indexed or framed, and under
 * /admin it loads nothing from another origin. The host's routes send the same values (vercel.json,
 * header-routes.ts); these are for other servers, and for development.
 */
export function setAdminHeaders(headers: Headers, policy: keyof typeof POLICIES): void {
  headers.set("cache-control", "no-store");
  headers.set("x-robots-tag", "noindex, nofollow");
  headers.set("x-frame-options", "DENY");
  headers.set("content-security-policy", POLICIES[policy]);
}
