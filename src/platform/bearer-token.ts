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
