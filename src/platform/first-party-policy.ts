/**
 * Directives that do not take from the page's policy, whatever it says. What it does not say falls
 * back on our own origin.
 */
const OURS: readonly (readonly [string, string])[] = [
  ["frame-src", "'none'"],
  ["object-src", "'none'"],
  ["connect-src", "'self'"],
  // Style elements are allowed below; attributes, which is what slips in with markup, are not.
  ["style-src-attr", "'none'"],
  ["base-uri", "'none'"],
  ["form-action", "'self'"],
  ["frame-ancestors", "'none'"],
];

/** For a page without a policy. Inline styles: Astro writes a page's CSS into it, and hashes none of it while the site allows them all. */
const FALLBACK = "img-src 'self' data:; style-src 'self' 'unsafe-inline'";

/**
 * A content security policy with its third parties taken out: of each list of sources stay 'self',
 * nonces and hashes, `data:` for what is only looked at, and inline styles. Every host, scheme and
 * keyword beyond these goes, as does every directive that is no list of sources (`report-uri` names
 * a host too). A list with nothing left allows nothing.
 */
export function firstPartyOnly(policy: string | null): string {
  const lists = new Map<string, string>([["default-src", "'self'"]]);
  const seen = new Set<string>();
  for (const text of (policy?.trim() || FALLBACK).split(";")) {
    const [name = "", ...sources] = text.trim().split(/\s+/);
    const directive = name.toLowerCase();
    // Browsers read the first of several of one name.
    if (!/^[a-z]+-src(-elem|-attr)?$/.test(directive) || seen.has(directive)) continue;
    seen.add(directive);
    lists.set(directive, sources.filter((source) => isFirstParty(source, directive)).join(" ") || "'none'");
  }
  for (const [directive, sources] of OURS) lists.set(directive, sources);
  return [...lists].map(([directive, sources]) => `${directive} ${sources}`).join("; ");
}

function isFirstParty(source: string, directive: string): boolean {
  if (/^'(self|nonce-[\w+/=-]+|sha(256|384|512)-[\w+/=-]+)'$/i.test(source)) return true;
  if (/^data:$/i.test(source)) return /^(img|font|media)-src$/.test(directive);
  return /^'unsafe-inline'$/i.test(source) && directive.startsWith("style-src");
}
