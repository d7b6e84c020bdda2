/** Decides from a page's headers, as browsers do, whether another origin may frame it. */

/**
 * If there is a `frame-ancestors`, it decides, and `X-Frame-Options` is ignored (CSP Level 3, 6.4.2.2).
 * With several policies, all must allow it.
 *
 * @returns the reason of a refusal; undefined if framing is allowed.
 */
export function framingRefusal(headers: Headers, page: URL, by: URL): string | undefined {
  const directives = (headers.get("content-security-policy") ?? "").split(",").flatMap((policy) => {
    const parts = policy.split(";").map((part) => part.trim().split(/\s+/));
    return [parts.find(([name]) => name?.toLowerCase() === "frame-ancestors") ?? []].filter((one) => one.length > 0);
  });
  if (directives.length > 0) {
    const refusing = directives.find(([, ...sources]) => !sources.some((source) => allows(source, page, by)));
    return refusing ? `its content security policy has “${refusing.join(" ")}”` : undefined;
  }
  // Headers that are sent twice arrive as a list; different values count as DENY (HTML, 7.4.6).
  const options = new Set((headers.get("x-frame-options") ?? "").toLowerCase().split(",").map((one) => one.trim()).filter(Boolean));
  const isClosed = options.has("deny") || (options.size > 1 && options.has("sameorigin")) || (options.has("sameorigin") && page.origin !== by.origin);
  return isClosed ? `it sends X-Frame-Options: ${[...options].join(", ").toUpperCase()}` : undefined;
}

/** Whether a policy's source allows an address, ignoring the path. */
export function allows(source: string, page: URL, by: URL): boolean {
  const text = source.toLowerCase();
  if (text === "*") return /^https?:$/.test(by.protocol);
  if (text === "'self'") return page.origin === by.origin;
  if (/^[a-z][a-z0-9+.-]*:$/.test(text)) return by.protocol === text || (text === "http:" && by.protocol === "https:");
  const match = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*\.)?([^:/*]+)(?::(\d+|\*))?(?:\/.*)?$/.exec(text);
  if (!match) return false;
  const [, scheme, wildcard, host = "", port] = match;
  const wanted = scheme ?? page.protocol.slice(0, -1);
  const isScheme = by.protocol === `${wanted}:` || (wanted === "http" && by.protocol === "https:");
  const isHost = wildcard ? by.hostname.endsWith(`.${host}`) : by.hostname === host;
  const usual = by.protocol === "https:" ? "443" : "80";
  return isScheme && isHost && (port === "*" || (port ?? usual) === (by.port || usual));
}
