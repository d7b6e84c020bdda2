import type { AstroIntegration } from "astro";
import { stageOf } from "./publication.ts";

/**
 * Puts the build's stage into its code, as `STAGE`.
 *
 * `import.meta.env.DEV` will not do: a build takes it from the environment, and with `DEV` or
 * `NODE_ENV=development` set by whatever runs it, would publish every draft.
 */
export function publicationStage(): AstroIntegration {
  return {
    name: "readyslot:publication-stage",
    hooks: {
      "astro:config:setup": ({ command, updateConfig }) => {
        updateConfig({ vite: { define: { STAGE: JSON.stringify(stageOf(process.env, command === "dev")) } } });
      },
    },
  };
}
