import { createHash } from "node:crypto";
import { hasCurrent } from "./if-none-match.ts";

/** 162 of SHA-256's bits are more than anyone can search through for a second body. */
const TAG_LENGTH = 27;

/**
 * A private answer that its reader may keep and has to ask about each time: 304 without a body
 * where `If-None-Match` says that it has this one. `headers` say what the body is.
 */
export function revalidated(request: Request, body: string, headers: Record<string, string>): Response {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, TAG_LENGTH)}"`;
  const validators = { etag, "cache-control": "private, no-cache", vary: "cookie, authorization" };
  if (hasCurrent(request, etag)) return new Response(null, { status: 304, headers: validators });
  return new Response(request.method === "HEAD" ? null : body, { headers: { ...headers, ...validators } });
}
