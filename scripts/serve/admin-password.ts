import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { adminSecret } from "../../src/host/auth/admin-secret.ts";

export interface AdminPassword {
  /** Undefined if `ADMIN_PASSWORD_HASH` is set: the password is then unknown here. */
  value: string | undefined;
  /** Generated, because neither `ADMIN_PASSWORD` nor its hash is set. */
  isGenerated: boolean;
  /** Keeps a generated password, so that a restart uses the same one. */
  file: string;
}

/** The admin's password on this machine: the one that is set, or one that is generated once and kept. */
export async function adminPassword(dataDir: string): Promise<AdminPassword> {
  const file = join(dataDir, "admin-password");
  if (process.env.ADMIN_PASSWORD_HASH?.trim()) return { value: undefined, isGenerated: false, file };
  if (process.env.ADMIN_PASSWORD?.trim()) return { value: process.env.ADMIN_PASSWORD, isGenerated: false, file };
  if (existsSync(file)) return { value: (await readFile(file, "utf8")).trim(), isGenerated: true, file };
  // 96 bits: too many to guess, and short enough to type.
  const value = randomBytes(12).toString("base64url");
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, `${value}\n`, { mode: 0o600 });
  return { value, isGenerated: true, file };
}

/** The instruction to sign in, for a terminal. Contains the password only if it was generated here. */
export function howToSignIn({ value, isGenerated }: AdminPassword): string {
  if (isGenerated) return `sign in with the password ${value}`;
  const secret = adminSecret(process.env);
  if (secret && "problem" in secret) return `signing in is impossible: ${secret.problem}`;
  return value === undefined ? "sign in with the password that ADMIN_PASSWORD_HASH was made from" : "sign in with the password in ADMIN_PASSWORD";
}
