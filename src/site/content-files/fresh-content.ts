import type { ServerResponse } from "node:http";
import type { ViteDevServer } from "vite";
import { fileStamp } from "./file-stamp.ts";

/** The module through which Astro reads the collections in development. tests/unit/site/content-files/fresh-content.test.ts checks the name. */
const COLLECTIONS = "\0astro:data-layer-content";

/** The addresses that Vite answers itself, without the content. */
export const ANSWERED_BY_VITE = /^\/(@|src\/|node_modules\/)/;

/** ms. A request that takes longer than this, for example for an unreachable calendar, does not delay the others. */
const WAIT_MS = 2_000;

/**
 * Makes every request to the development server see the collections as they were last saved.
 *
 * Astro saves the collections to a file and then discards the modules that contain the previous ones. If one of these
 * modules is just being loaded, Vite keeps the result, and pages show the previous content until the next change:
 * Vite's `invalidateModule` only discards a running load if its argument `isHmr` is false, and Astro passes true.
 * Therefore the next request discards the modules once more, at a moment when no request is running.
 *
 * @param storeFile where Astro saves the collections.
 * @returns a function that makes open pages reload after any other change of the content.
 */
export function serveFreshContent(server: ViteDevServer, storeFile: string): { changed(): void } {
  const running = new Map<ServerResponse, Promise<void>>();
  let served: string | undefined;
  /** The version of the newest page that was requested. */
  let shown: string | undefined;
  let changes = 0;

  const modules = () => Object.values(server.environments).map(({ moduleGraph }) => ({ moduleGraph, module: moduleGraph.getModuleById(COLLECTIONS) }));
  /** Differs after Astro has saved the collections or discarded the modules, and after other changes. */
  const version = async () => {
    const saved = await fileStamp(storeFile).catch(() => undefined);
    return [saved?.text, changes, ...modules().map(({ module }) => module?.lastHMRTimestamp ?? 0)].join();
  };

  /** @returns the version that the request will see. */
  const refresh = async () => {
    const givesUpAt = Date.now() + WAIT_MS;
    for (;;) {
      const now = await version();
      if (now === served) return now;
      if (running.size === 0 || Date.now() >= givesUpAt) {
        for (const { moduleGraph, module } of modules()) if (module) moduleGraph.invalidateModule(module);
        // Otherwise a running request may still keep what it loads, and the next request tries again.
        if (running.size === 0) served = now;
        return now;
      }
      await Promise.race([...running.values(), new Promise((resolve) => void setTimeout(resolve, givesUpAt - Date.now()))]);
    }
  };

  server.middlewares.use((request, response, next) => {
    if (ANSWERED_BY_VITE.test(request.url ?? "")) return next();
    const begin = (seen: string) => {
      const ended = new Promise<void>((resolve) => void response.once("close", resolve));
      running.set(response, ended.then(() => void running.delete(response)));
      if (request.headers.accept?.includes("text/html")) shown = seen;
      next();
    };
    refresh().then(begin, next);
  });

  // A message to reload does not reach a page that is just being loaded. It is sent again when the page can receive it.
  server.ws.on("connection", async (socket) => {
    if (shown !== undefined && shown !== (await version())) socket.send(JSON.stringify({ type: "full-reload", path: "*" }));
  });

  return {
    changed() {
      changes++;
      server.environments.client.hot.send({ type: "full-reload", path: "*" });
    },
  };
}
