/** Whether a page lets another origin put it into a frame, told from its headers as browsers do. */

/**
 * `frame-ancestors` decides where there is one, and then `X-Frame-Options` is ignored (CSP Level 3, 6.4.2.2);
 * of several policies each must agree.
 *
 * @returns why not; undefined if it does.
 */
export function framingRefusal(headers: Headers, page: URL, by: URL): string | undefined {
  const directives = (headers.get("content-security-policy") ?? "").split(",").flatMap((policy) => {
    const parts = policy.split(";").map((part) => part.trim().split(/\s+/));
    return [parts.find(([name]) => name?.toLowerCase() === "frame-ancestors") ?? []].filter((one) => one.length > 0);
  });
  if (directives.length > 0) {
    const refusing = directives.find(([, ...sources]) => !sources.some((source) => allows(source, page, by)));
    return refusing ? `its policy says “${refusing.join(" ")}”` : undefined;
  }
  const option = headers.get("x-frame-options")?.trim().toLowerCase();
  if (option === "deny" || (option === "sameorigin" && page.origin !== by.origin)) return `it says X-Frame-Options: ${option.toUpperCase()}`;
  return undefined;
}

function allows(source: string, page: URL, by: URL): boolean {
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
  return isScheme && isHost && (port === "*" || (port ?? "") === by.port);
}
