import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { lookup } from "mrmime";

/** Everything the demo serves as it is. */
export interface Assets {
  /** The real embed.js, byte for byte as the package has it. */
  readonly embedJs: Buffer;
  /** "/assets/<version>": the address changes with any file, so browsers may keep them for ever. */
  readonly folder: string;
  /** The file at a path below `folder`. */
  find(path: string): { readonly type: string; readonly body: Buffer } | undefined;
}

/** Reads all files once. @throws {Error} when @calcom/embed-core is not installed. */
export async function loadAssets(): Promise<Assets> {
  const directory = new URL("./assets/", import.meta.url);
  const names = (await readdir(directory)).toSorted();
  const bodies = await Promise.all(names.map((name) => readFile(new URL(name, directory))));
  const files = new Map(names.map((name, index) => [name, bodies[index] ?? Buffer.alloc(0)]));
  const version = createHash("sha256").update(Buffer.concat(bodies)).digest("hex").slice(0, 10);
  const folder = `/assets/${version}`;
  return {
    embedJs: await readFile(createRequire(import.meta.url).resolve("@calcom/embed-core/dist/embed/embed.js")),
    folder,
    find(path) {
      const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : "";
      const body = files.get(name);
      return body && { type: lookup(name) ?? "application/octet-stream", body };
    },
  };
}

let noise: string | undefined;

/** A script of about `kb` × 1000 bytes that has to be parsed and that no compression shrinks much. */
export function weightScript(kb: number): string {
  noise ??= randomBytes(1_500_000).toString("base64");
  const strings = noise.slice(0, kb * 1000).match(/.{1,200}/g) ?? [];
  return `void [${strings.map((text) => `"${text}"`).join(",\n")}];`;
}
