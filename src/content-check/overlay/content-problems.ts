import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";

/**
 * Shows editors, in the development server alone, what is wrong with the content on the pages it is
 * wrong on. A build stops before such a page is made, and has nothing of this in it.
 */
export function contentProblems(): AstroIntegration {
  let content = "";
  return {
    name: "readyslot:content-problems",
    hooks: {
      "astro:config:setup": ({ command, config, addMiddleware }) => {
        content = fileURLToPath(new URL("src/content/", config.root));
        if (command === "dev") addMiddleware({ order: "pre", entrypoint: new URL("problem-middleware.ts", import.meta.url) });
      },
      "astro:server:setup": ({ server }) => {
        // Astro reloads for a text that has changed; what is said of a page may change with any other file as well.
        const reload = (file: string) => {
          if (file.split(sep).join("/").startsWith(content.split(sep).join("/"))) server.environments.client.hot.send({ type: "full-reload", path: "*" });
        };
        for (const event of ["add", "change", "unlink"] as const) server.watcher.on(event, reload);
      },
    },
  };
}
