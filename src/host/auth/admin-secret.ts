import { signIn as english } from "../words/en/access.ts";
import { isHashOf, parsePasswordHash, type PasswordHash } from "./password-hash.ts";
import { isSameSecret } from "./secrets.ts";

/** The password, or its hash, that the admin's input is compared with. */
export type AdminSecret = { setting: string } & ({ kind: "password" } | ({ kind: "hash" } & PasswordHash));

/** The settings that decide which. A value that is empty or white space counts as not set. */
export interface AdminSecretEnv {
  readonly ADMIN_PASSWORD?: string | undefined;
  /** From `npm run hash-password`. It takes precedence over the password. */
  readonly ADMIN_PASSWORD_HASH?: string | undefined;
}

/**
 * The configured secret; undefined if there is none. An invalid hash is a problem even next to a valid
 * password, because the operator expects the password to be out of use.
 */
export function adminSecret({ ADMIN_PASSWORD, ADMIN_PASSWORD_HASH }: AdminSecretEnv): AdminSecret | { problem: string } | undefined {
  const setting = ADMIN_PASSWORD_HASH?.trim();
  if (!setting) return ADMIN_PASSWORD?.trim() ? { kind: "password", setting: ADMIN_PASSWORD } : undefined;
  const hash = parsePasswordHash(setting);
  // The value is not shown, because it may be the password itself.
  return hash
    ? { kind: "hash", setting, ...hash }
    : { problem: english.invalidHash };
}

/** Whether this is the admin's password, compared in constant time. */
export async function isAdminPassword(guess: string, secret: AdminSecret): Promise<boolean> {
  return secret.kind === "hash" ? isHashOf(secret, guess) : isSameSecret(guess, secret.setting);
}
