/** npm run build: builds the site into .vercel/output, for Vercel and for `npm run serve`. */
import { buildSite } from "./build/build-site.ts";
import { loadSettings, runScript } from "./settings.ts";

await runScript(async () => {
  loadSettings("npm run build");
  await buildSite();
});
