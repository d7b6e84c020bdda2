/** What a setting is, and the checks that the rooms' lists share. */

export interface Setting {
  readonly name: string;
  /** What the setting is for, as a phrase for the operator. */
  readonly purpose: string;
  /** A valid value. */
  readonly example: string;
  /** "both": by the build and by the server at run time. "local": only by npm start, serve and dev. */
  readonly readBy: "build" | "server" | "both" | "local";
  /** A secret's value is never shown. */
  readonly isSecret: boolean;
  /** The deployments that require it: all on Vercel, or only production. */
  readonly neededOn?: "vercel" | "production";
  /** The settings of which one can be set instead. */
  readonly insteadOf?: readonly string[];
  /** The setting with which this one is not read, and therefore not checked. */
  readonly unless?: string;
  /**
   * Checks a value, which is not empty and has no white space around it.
   *
   * @throws {Error} with what is wrong and what to write. It never repeats a secret.
   */
  check?(value: string): void;
}

/** One room's settings by name. src/host/settings/settings.ts joins the lists of all rooms. */
export type SettingList<Name extends string = string> = Readonly<Record<Name, Omit<Setting, "name">>>;

/**
 * For secrets that must be hard to guess. Tokens can be tried as fast as the network allows: 16 characters
 * of a generator are 95 bits. Passwords can be tried a hundred times in 15 minutes (sign-in-throttle.ts)
 * and have NIST's minimum length for passwords that people choose (SP 800-63B, 5.1.1.1).
 */
export function minLength(name: string, least: number): (value: string) => void {
  return (value) => {
    if (value.length >= least) return;
    throw new TypeError(`${name} has ${value.length} characters. Use ${least} or more, for example the output of "openssl rand -base64 24".`);
  };
}

/**
 * Checks a token that is sent in an `Authorization` header. fetch would refuse one that no header can
 * carry, with a message that repeats the token; and no program could send it to this site.
 *
 * @throws {TypeError} that names the setting and repeats nothing of its value.
 */
export function checkBearerToken(name: string, value: string, remedy: string): void {
  if (/^[\x21-\x7e]+$/.test(value)) return;
  throw new TypeError(`${name} contains a space or another character that an HTTP header cannot carry. ${remedy}`);
}

/** Checks a token that the operator generates and that programs send. */
export function checkGeneratedToken(name: string, value: string): void {
  minLength(name, 16)(value);
  checkBearerToken(name, value, 'Use the output of "openssl rand -base64 24".');
}
