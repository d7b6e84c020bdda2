import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { adminSecret } from "../../src/host/auth/admin-secret.ts";

export interface AdminPassword {
  /** Undefined where `ADMIN_PASSWORD_HASH` is set: then nobody here knows it. */
  value: string | undefined;
  /** Made here because neither `ADMIN_PASSWORD` nor its hash is set. */
  isGenerated: boolean;
  /** Where a generated one is kept, so that a restart asks for the same. */
  file: string;
}

/** The admin's password on this machine: the one that is set, else one that is made once and kept. */
export async function adminPassword(dataDir: string): Promise<AdminPassword> {
  const file = join(dataDir, "admin-password");
  if (process.env.ADMIN_PASSWORD_HASH?.trim()) return { value: undefined, isGenerated: false, file };
  if (process.env.ADMIN_PASSWORD?.trim()) return { value: process.env.ADMIN_PASSWORD, isGenerated: false, file };
  if (existsSync(file)) return { value: (await readFile(file, "utf8")).trim(), isGenerated: true, file };
  // 96 bits: beyond guessing, and short enough to type.
  const value = randomBytes(12).toString("base64url");
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, `${value}\n`, { mode: 0o600 });
  return { value, isGenerated: true, file };
}

/** How to sign in with it, in words for a terminal. Prints no password that was not made here. */
export function howToSignIn({ value, isGenerated }: AdminPassword): string {
  if (isGenerated) return `sign in with the password ${value}`;
  const secret = adminSecret(process.env);
  if (secret && "problem" in secret) return `nobody can sign in: ${secret.problem}`;
  return value === undefined ? "sign in with the password that ADMIN_PASSWORD_HASH was made from" : "sign in with the password in ADMIN_PASSWORD";
}
