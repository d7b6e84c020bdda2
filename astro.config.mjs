import { defineConfig } from "astro/config";
import { readyslot } from "./src/readyslot.ts";
import siteConfig from "./src/site.config.ts";

/** The engine is one integration. Configure it in src/site.config.ts; other options of Astro can be added here. */
export default defineConfig({
  integrations: [readyslot(siteConfig)],
});
