import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { attributionConstants, type AttributionConfig } from "../../booking/attribution-config.ts";
import { inlineScript } from "../../booking/booking-scripts.ts";
import type { ConsentMode } from "../../booking/consent-mode.ts";

/** Makes the script that pages with a form contain. Pages without one have none of it, and their policy does not name it. */
export function formsBuild({ consent, attribution }: { consent: ConsentMode; attribution: AttributionConfig }): AstroIntegration {
  return {
    name: "readyslot:forms",
    hooks: {
      "astro:config:setup": async ({ addWatchFile, updateConfig }) => {
        const constants = { CONSENT: JSON.stringify(consent), ...attributionConstants(attribution) };
        const { script, files } = await inlineScript(`import ${JSON.stringify(fileURLToPath(new URL("form-script.ts", import.meta.url)))};`, constants);
        files.forEach((file) => addWatchFile(file));
        updateConfig({ vite: { define: { FORM_SCRIPT: JSON.stringify(script) } } });
      },
    },
  };
}
