import fresh from "fresh";

/**
 * Whether the request says in `If-None-Match` that it has what this tag stands for. Compares weakly
 * (RFC 9110, 13.1.2): what compresses on the way may mark a tag as weak.
 *
 * `If-Modified-Since` is not looked at, and no answer has a `Last-Modified`: after a rollback the older
 * build would be taken for the newer one's copy.
 */
export function hasCurrent({ headers }: Pick<Request, "headers">, etag: string): boolean {
  // The library takes blanks around a tag, and a list may have tabs as well.
  const tags = headers.get("if-none-match")?.replaceAll("\t", " ");
  return fresh({ "if-none-match": tags }, { etag });
}
