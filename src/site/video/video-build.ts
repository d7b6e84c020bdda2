import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { inlineScript } from "../../booking/booking-scripts.ts";
import type { ConsentMode } from "../../booking/consent-mode.ts";

/** Bundles play-video.ts into the constant VIDEO_SCRIPT. Pages with a video contain it, and their own policy has its hash: see page-needs.ts. */
export function videoBuild(consent: ConsentMode): AstroIntegration {
  return {
    name: "readyslot:video",
    hooks: {
      "astro:config:setup": async ({ addWatchFile, updateConfig }) => {
        const { script, files } = await inlineScript(`import ${JSON.stringify(fileURLToPath(new URL("play-video.ts", import.meta.url)))};`, { CONSENT: JSON.stringify(consent) });
        files.forEach((file) => addWatchFile(file));
        updateConfig({ vite: { define: { VIDEO_SCRIPT: JSON.stringify(script) } } });
      },
    },
  };
}
