import { mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createServer, isRunnableDevEnvironment, type Plugin, type ViteDevServer } from "vite";
import { serveFreshContent } from "../../../../src/site/content-files/fresh-content.ts";

/** The name is Astro's: node_modules/astro/dist/content/consts.js. */
const { RESOLVED_DATA_STORE_VIRTUAL_ID: COLLECTIONS } = (await import(astroFile("content/consts.js"))) as { RESOLVED_DATA_STORE_VIRTUAL_ID: string };
const { attachDataStoreInvalidation } = (await import(astroFile("content/vite-plugin-content-virtual-mod.js"))) as { attachDataStoreInvalidation: Attach };

type Attach = (store: { onFileWritten(listener: (path: string) => void): void }, server: ViteDevServer, settings: unknown) => void;

function astroFile(name: string): string {
  return new URL(`../../../../node_modules/astro/dist/${name}`, import.meta.url).href;
}

let root: string;
let storeFile: string;
let server: ViteDevServer;
let origin: string;
/** Holds the loading of the collections, after the file was read. */
let held: Promise<unknown>;
let loads: number;
let isNever: boolean;
let save: (text: string) => Promise<void>;

/** The collections as Astro loads them, and a page that shows them and keeps them in a variable, as Astro's runtime does. */
const collections: Plugin = {
  name: "collections",
  resolveId: (id) => (id === "collections" ? COLLECTIONS : id === "page" ? "\0page" : undefined),
  async load(id) {
    if (id === "\0page") return 'let shown; export const page = async () => (shown ??= (await import("collections")).default);';
    if (id !== COLLECTIONS) return undefined;
    const text = await readFile(storeFile, "utf8");
    loads++;
    await held;
    return `export default ${JSON.stringify(text)}`;
  },
};

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "readyslot-"));
  storeFile = join(root, "data-store.json");
  held = Promise.resolve();
  loads = 0;
  isNever = false;
  server = await createServer({ root, configFile: false, logLevel: "silent", plugins: [collections], server: { port: 0, host: "127.0.0.1" }, appType: "custom" });
  serveFreshContent(server, storeFile);
  server.middlewares.use(async (request, response) => {
    if (request.url === "/never") return void (isNever = true);
    const { ssr } = server.environments;
    if (!isRunnableDevEnvironment(ssr)) throw new TypeError("Vite cannot run modules.");
    const { page } = await ssr.runner.import<{ page(): Promise<string> }>("page");
    response.end(await page());
  });
  const listeners: ((path: string) => void)[] = [];
  attachDataStoreInvalidation({ onFileWritten: (listener) => void listeners.push(listener) }, server, { config: { experimental: {} }, dotAstroDir: pathToFileURL(`${root}/`) });
  save = async (text) => {
    await writeFile(`${storeFile}.tmp`, text);
    await rename(`${storeFile}.tmp`, storeFile);
    for (const listener of listeners) listener(storeFile);
  };
  await server.listen();
  origin = new URL(server.resolvedUrls?.local[0] ?? "").origin;
});

afterEach(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

const page = async () => (await fetch(origin)).text();

test("a page shows the collections as they were last saved", async () => {
  for (const text of ["one", "two", "three"]) {
    await save(text);
    expect(await page()).toBe(text);
  }
});

test("unchanged collections are loaded once", async () => {
  await save("one");
  for (let i = 0; i < 5; i++) expect(await page()).toBe("one");
  expect(loads).toBeLessThanOrEqual(2);
});

test("collections that are saved while the previous ones are being loaded are shown", async () => {
  await save("one");
  const hold = Promise.withResolvers<void>();
  held = hold.promise;
  const early = page();
  await expect.poll(() => loads).toBe(1);
  await save("two");
  hold.resolve();
  await early;
  expect(await page()).toBe("two");
  expect(await page()).toBe("two");
});

test("a request that does not end delays the newest collections but does not prevent them", async () => {
  await save("one");
  expect(await page()).toBe("one");
  const abort = new AbortController();
  const never = fetch(`${origin}/never`, { signal: abort.signal }).catch(() => {});
  await expect.poll(() => isNever).toBe(true);
  await save("two");
  expect(await page()).toBe("two");
  abort.abort();
  await never;
});
