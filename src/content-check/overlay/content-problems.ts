import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { followChanges, type ContentChanges } from "../../site/content-files/content-changes.ts";
import { serveFreshContent } from "../../site/content-files/fresh-content.ts";

/**
 * In the development server, shows editors the problems of each page on the page itself, and every change of the
 * content as soon as it is saved. Builds do not contain this.
 */
export function contentProblems(): AstroIntegration {
  let root: URL;
  return {
    name: "readyslot:content-problems",
    hooks: {
      "astro:config:setup": ({ command, config, addMiddleware }) => {
        ({ root } = config);
        if (command === "dev") addMiddleware({ order: "pre", entrypoint: new URL("problem-middleware.ts", import.meta.url) });
      },
      "astro:server:setup": ({ server, refreshContent, logger }) => {
        const { changed } = serveFreshContent(server, fileURLToPath(new URL(".astro/data-store.json", root)));
        const apply = async (changes: ContentChanges) => {
          // Astro does nothing while the configuration of the collections is invalid.
          const context = { isLoaded: false };
          await refreshContent?.({ context }).catch((error: unknown) => logger.error(`The content could not be read. ${String(error)}`));
          if (!context.isLoaded) return false;
          for (const [path, event] of changes) {
            // Vite imports the pictures. It may have missed the event, or have read a picture that was half written.
            if (!/\.(md|yaml)$/.test(path)) server.watcher.emit(event, path);
          }
          // The problems of a page can change with any file.
          if (changes.size > 0) changed();
          return true;
        };
        void followChanges(server.watcher, fileURLToPath(new URL("src/content/", root)), apply);
      },
    },
  };
}
