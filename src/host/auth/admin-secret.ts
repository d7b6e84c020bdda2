import { isHashOf, parsePasswordHash, type PasswordHash } from "./password-hash.ts";
import { isSameSecret } from "./secrets.ts";

/** What the admin's password is checked against. */
export type AdminSecret = { setting: string } & ({ kind: "password" } | ({ kind: "hash" } & PasswordHash));

/** What the choice depends on. An empty text, or blanks alone, count as not set. */
export interface AdminSecretEnv {
  readonly ADMIN_PASSWORD?: string | undefined;
  /** Of `npm run hash-password`. Wins over the password. */
  readonly ADMIN_PASSWORD_HASH?: string | undefined;
}

/**
 * The secret that is set; undefined if none is. A hash that is none is a problem even beside a
 * password: whoever set it believes that the password is out of use.
 */
export function adminSecret({ ADMIN_PASSWORD, ADMIN_PASSWORD_HASH }: AdminSecretEnv): AdminSecret | { problem: string } | undefined {
  const setting = ADMIN_PASSWORD_HASH?.trim();
  if (!setting) return ADMIN_PASSWORD?.trim() ? { kind: "password", setting: ADMIN_PASSWORD } : undefined;
  const hash = parsePasswordHash(setting);
  // The setting itself is not shown: somebody may have put the password there.
  return hash
    ? { kind: "hash", setting, ...hash }
    : { problem: "ADMIN_PASSWORD_HASH is not a password's hash (scrypt:N:r:p:salt:hash, of OWASP's strength). Make one with npm run hash-password." };
}

/** Whether this is the admin's password, in a time that tells nothing about how near it was. */
export async function isAdminPassword(guess: string, secret: AdminSecret): Promise<boolean> {
  return secret.kind === "hash" ? isHashOf(secret, guess) : isSameSecret(guess, secret.setting);
}
