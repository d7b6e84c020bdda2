import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";

/** In the development server, shows editors the problems of each page on the page itself. Builds do not contain this. */
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
        // Astro reloads a page when its own text changes. Its problems can change with any other file.
        const reload = (file: string) => {
          if (file.split(sep).join("/").startsWith(content.split(sep).join("/"))) server.environments.client.hot.send({ type: "full-reload", path: "*" });
        };
        for (const event of ["add", "change", "unlink"] as const) server.watcher.on(event, reload);
      },
    },
  };
}
