import { createHash, timingSafeEqual } from "node:crypto";

/** RFC 9110, 11.4: the scheme in any case, one or more spaces, the token. A token may contain spaces: the check of settings does not run before every start. */
const CREDENTIALS = /^bearer +(.+)$/i;

/** The token of a request's `Authorization: Bearer` header; undefined if it has none. */
export function bearerToken({ headers }: Pick<Request, "headers">): string | undefined {
  return CREDENTIALS.exec(headers.get("authorization") ?? "")?.[1];
}

/**
 * Whether two secrets are the same, compared in constant time. They are hashed first because
 * `timingSafeEqual` requires equal lengths, and a length is a hint as well.
 */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
