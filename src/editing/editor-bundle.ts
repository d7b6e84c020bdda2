import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

/** Where the host has the files of the editor. Their names change with their content, so that browsers keep them. */
export const EDITOR_BASE = "/_astro/edit/";

const own = fileURLToPath(new URL("./", import.meta.url));

/** Parts of the CMS for kinds of fields that no content has: maps, code in colours, and shrinking of drawings. */
const UNUSED = /^(?:@shikijs\/(?:langs|themes)\/|leaflet|svgo|terra-draw)/;

/** By folder: the development server may be asked twice at once. */
const running = new Map<string, Promise<void>>();

/**
 * Builds the editor, or finds it in the cache of an earlier build.
 *
 * @param cache a folder that later builds may have again.
 * @returns the folder of the files, and the name of the script.
 * @throws {Error} if the CMS is not installed.
 */
export async function editorBundle(cache: string): Promise<{ folder: string; script: string }> {
  const folder = join(cache, "edit", await sourceHash());
  if (!existsSync(folder)) {
    const work = running.get(folder) ?? buildInto(folder).finally(() => running.delete(folder));
    running.set(folder, work);
    await work;
  }
  const script = (await readdir(folder)).find((name) => /^editor-.*\.js$/.test(name));
  if (!script) throw new Error(`${folder} has no script. Remove the folder, and build again.`);
  return { folder, script };
}

async function buildInto(folder: string): Promise<void> {
  const made = `${folder}.${process.pid}`;
  await mkdir(made, { recursive: true });
  await build({
    configFile: false,
    envDir: false,
    root: own,
    base: EDITOR_BASE,
    logLevel: "error",
    plugins: [selfContained()],
    build: { outDir: made, emptyOutDir: true, assetsDir: "", target: "es2023", chunkSizeWarningLimit: Infinity, rolldownOptions: { input: join(own, "editor-client.ts"), output: { entryFileNames: "editor-[hash].js" } } },
  });
  await rm(folder, { recursive: true, force: true });
  await rename(made, folder);
}

/** The CMS loads its typefaces from a CDN until its own copies are there, and asks a CDN for its newest version. */
function selfContained(): Plugin {
  return {
    name: "readyslot:self-contained-editor",
    enforce: "pre",
    resolveId: (id) => (UNUSED.test(id) ? "\0unused" : undefined),
    load: (id) => (id === "\0unused" ? "export default {};" : undefined),
    transform: (code, id) => (/@sveltia[\\/]cms[\\/]npm[\\/]/.test(id) ? code.replaceAll(/src:url\(https:\/\/cdn\.jsdelivr\.net\/[^)]*\)\s*format\('[^']*'\);/g, "").replaceAll("https://unpkg.com/@sveltia/cms", "data:text/plain,") : undefined),
  };
}

/** Of the CMS's version and everything of this project that is built with it. */
async function sourceHash(): Promise<string> {
  const hash = createHash("sha256").update(await cmsVersion());
  for (const folder of [own, join(own, "../site"), join(own, "../content-check/yaml")]) {
    const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(ts|css)$/.test(name)).toSorted();
    for (const name of names) hash.update(name).update(await readFile(join(folder, name)));
  }
  return hash.digest("hex").slice(0, 16);
}

async function cmsVersion(): Promise<string> {
  try {
    const file = join(createRequire(import.meta.url).resolve("@sveltia/cms"), "../../package.json");
    return (JSON.parse(await readFile(file, "utf8")) as { version: string }).version;
  } catch {
    throw new Error("src/site.config.ts has `editing`, and the CMS is not installed. It is a development dependency: install with npm ci, without --omit=dev.");
  }
}
