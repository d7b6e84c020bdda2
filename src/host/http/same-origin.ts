/**
 * Whether a request comes from another site, according to the browser. Browsers send the page's origin with
 * every POST, and since 2023 all of them send `Sec-Fetch-Site`; pages cannot change either
 * (https://www.w3.org/TR/fetch-metadata/). A client that sends neither is not a browser and has no
 * visitor's cookies. Another port or subdomain counts as another site, because this site has one origin.
 */
export function isForeign(request: Pick<Request, "headers" | "url">): boolean {
  const { headers } = request;
  const relation = headers.get("sec-fetch-site");
  // "none": the visitor typed the address or used a bookmark.
  if (relation !== null && relation !== "same-origin" && relation !== "none") return true;
  const origin = headers.get("origin");
  if (origin === null) return false;
  if (!URL.canParse(origin)) return true;
  const { protocol, host } = new URL(origin);
  return host !== ownHost(request, protocol);
}

/**
 * The host that a request was sent to, with its port unless it is the scheme's default. From `Host`, as the
 * client sent it, or from the URL, as the function's host wrote it. "" if it cannot be parsed.
 */
export function ownHost({ headers, url }: Pick<Request, "headers" | "url">, protocol = new URL(url).protocol): string {
  const address = `${protocol}//${headers.get("host") ?? new URL(url).host}`;
  return URL.canParse(address) ? new URL(address).host : "";
}
