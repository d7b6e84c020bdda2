/** RFC 9110, 11.4: the scheme in any case, one blank or more, the token. An operator's may have blanks inside, which no check keeps from a running server. */
const CREDENTIALS = /^bearer +(.+)$/i;

/** The token that a request carries as `Authorization: Bearer`; undefined where it carries none. */
export function bearerToken({ headers }: Pick<Request, "headers">): string | undefined {
  return CREDENTIALS.exec(headers.get("authorization") ?? "")?.[1];
}

/**
 * Checks a token that is sent as `Authorization: Bearer`. What no header can carry would be refused
 * by fetch, in words that repeat the token, or could never be sent to us.
 *
 * @throws {TypeError} that names the setting and repeats nothing of it.
 */
export function checkBearerToken(setting: string, value: string, remedy: string): void {
  if (/^[\x21-\x7e]+$/.test(value)) return;
  throw new TypeError(`${setting} has a blank or a letter that no header may have. ${remedy}`);
}
