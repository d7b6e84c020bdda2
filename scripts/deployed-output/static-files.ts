import { createHash } from "node:crypto";
import { readFile, readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { lookup } from "mrmime";

/** Fast enough for every answer, and within a few percent of the slowest setting. */
export const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

export type Encoding = "br" | "gzip";

export interface StaticFile {
  readonly body: Buffer;
  /** The compressed bodies, by encoding; empty for pictures and fonts. */
  readonly encoded: Partial<Record<Encoding, Buffer>>;
  readonly contentType: string;
  readonly etag: string;
}

/**
 * Reads a folder of static files into memory, by their URL paths: "/about" and "/about/index.html" are both
 * about/index.html. Only the keys of this map are served, so no request can leave the folder.
 */
export async function readStaticFiles(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, StaticFile>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join("/")}`;
    const body = await readFile(file);
    const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
    const contentType = contentTypeOf(path);
    const found = { body, encoded: isCompressible(contentType) ? encodedBodies(body) : {}, contentType, etag };
    files.set(path, found);
    if (path.endsWith("/index.html")) files.set(path.slice(0, -"/index.html".length) || "/", found);
  }
  return files;
}

/** Whether compression makes this type of content smaller. */
export function isCompressible(contentType: string): boolean {
  return /^text\/|javascript|json|xml|svg/.test(contentType);
}

/** Compresses once, when the server starts, so that the first visitor does not wait. */
function encodedBodies(body: Buffer): Record<Encoding, Buffer> {
  return { br: brotliCompressSync(body, BROTLI), gzip: gzipSync(body) };
}

function contentTypeOf(path: string): string {
  const type = lookup(path) ?? "application/octet-stream";
  return /^text\/|javascript|json|xml/.test(type) && !type.includes("charset") ? `${type}; charset=utf-8` : type;
}
