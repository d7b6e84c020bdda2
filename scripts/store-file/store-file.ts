import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { STORE_FILE } from "../../src/host/kv/kv.ts";
import { root } from "../settings.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The path of the embedded store's file. @throws {Error} if the site uses Vercel KV, with the place of its backups. */
export function storeFile({ KV_REST_API_URL, DATA_DIR }: Env): string {
  if (KV_REST_API_URL?.trim()) {
    throw new Error("The metrics of this site are stored in Vercel KV (KV_REST_API_URL is set), not in a file. Use the backups of Upstash instead: at Vercel, choose Storage, the database, Open in Upstash, and there Backups.");
  }
  return join(DATA_DIR?.trim() || join(root, ".data"), STORE_FILE);
}

/** Why the file is not a complete store; undefined if it is one. */
export function storeProblem(path: string): string | undefined {
  try {
    const db = new DatabaseSync(path);
    try {
      const damage = db.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
      if (damage !== "ok") return `it is damaged: ${String(damage)}`;
      const tables = new Set(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all().map(({ name }) => name));
      return ["keys", "fields", "items"].every((name) => tables.has(name)) ? undefined : "it is a database of another program";
    } finally {
      db.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** In MB, for a message. */
export function sizeText(path: string): string {
  return `${(statSync(path).size / 1e6).toFixed(1)} MB`;
}

/** "2026-11-29T134103Z", for the name of a file. */
export function stampOf(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(":", "")}Z`;
}
