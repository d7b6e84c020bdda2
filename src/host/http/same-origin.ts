/**
 * Whether a browser says that another site makes this request. Browsers name the page's origin on
 * every POST and, since 2023 all of them, the relation in `Sec-Fetch-Site`; no page can change either
 * (https://www.w3.org/TR/fetch-metadata/). What sends neither is not a browser and has no visitor's
 * cookies to abuse. Another port or subdomain is another site here: we have one origin.
 */
export function isForeign(request: Pick<Request, "headers" | "url">): boolean {
  const { headers } = request;
  const relation = headers.get("sec-fetch-site");
  // "none" is the visitor: an address typed, a bookmark.
  if (relation !== null && relation !== "same-origin" && relation !== "none") return true;
  const origin = headers.get("origin");
  if (origin === null) return false;
  if (!URL.canParse(origin)) return true;
  const { protocol, host } = new URL(origin);
  return host !== ownHost(request, protocol);
}

/**
 * The host that a request was sent to, with its port where that is not the scheme's own. `Host` says it
 * as it was sent, and the URL as the function's host wrote it. "" for one that cannot be parsed.
 */
export function ownHost({ headers, url }: Pick<Request, "headers" | "url">, protocol = new URL(url).protocol): string {
  const address = `${protocol}//${headers.get("host") ?? new URL(url).host}`;
  return URL.canParse(address) ? new URL(address).host : "";
}
