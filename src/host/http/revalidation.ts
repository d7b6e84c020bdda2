import { createHash } from "node:crypto";
import fresh from "fresh";

/**
 * Whether the request's `If-None-Match` lists this tag. Compares weakly (RFC 9110, 13.1.2), because a
 * proxy that compresses may mark a tag as weak.
 *
 * `If-Modified-Since` is ignored, and no response has a `Last-Modified`: after a rollback, browsers would
 * take the older build for the copy of the newer one.
 */
export function hasCurrent({ headers }: Pick<Request, "headers">, etag: string): boolean {
  // The library accepts spaces around a tag, but not the tabs that a list may have.
  const tags = headers.get("if-none-match")?.replaceAll("\t", " ");
  return fresh({ "if-none-match": tags }, { etag });
}

/** 162 bits of SHA-256 are more than anyone can search for a second body. */
const TAG_LENGTH = 27;

/**
 * A private response that the client may store and must revalidate each time: 304 without a body if
 * `If-None-Match` has its tag. `headers` describe the body.
 */
export function revalidated(request: Request, body: string, headers: Record<string, string>): Response {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, TAG_LENGTH)}"`;
  const validators = { etag, "cache-control": "private, no-cache", vary: "cookie, authorization" };
  if (hasCurrent(request, etag)) return new Response(null, { status: 304, headers: validators });
  return new Response(request.method === "HEAD" ? null : body, { headers: { ...headers, ...validators } });
}
