import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface AdminPassword {
  value: string;
  /** Made here because `ADMIN_PASSWORD` is not set. */
  isGenerated: boolean;
  /** Where a generated one is kept, so that a restart asks for the same. */
  file: string;
}

/** The admin's password on this machine: `ADMIN_PASSWORD`, else one that is made once and kept. */
export async function adminPassword(dataDir: string): Promise<AdminPassword> {
  const file = join(dataDir, "admin-password");
  if (process.env.ADMIN_PASSWORD) return { value: process.env.ADMIN_PASSWORD, isGenerated: false, file };
  if (existsSync(file)) return { value: (await readFile(file, "utf8")).trim(), isGenerated: true, file };
  // 96 bits: beyond guessing, and short enough to type.
  const value = randomBytes(12).toString("base64url");
  await mkdir(dataDir, { recursive: true });
  await writeFile(file, `${value}\n`, { mode: 0o600 });
  return { value, isGenerated: true, file };
}
