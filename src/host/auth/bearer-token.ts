/** RFC 9110, 11.4: the scheme in any case, one blank or more, the token. An operator's may have blanks inside, which no check keeps from a running server. */
const CREDENTIALS = /^bearer +(.+)$/i;

/** The token that a request carries as `Authorization: Bearer`; undefined where it carries none. */
export function bearerToken({ headers }: Pick<Request, "headers">): string | undefined {
  return CREDENTIALS.exec(headers.get("authorization") ?? "")?.[1];
}
