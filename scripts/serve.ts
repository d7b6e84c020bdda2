/** npm run serve: serves the build in .vercel/output, and the demo calendar if the build uses it. */
import { endWhenAsked } from "./serve/end-when-asked.ts";
import { serveSite } from "./serve/serve-site.ts";
import { loadSettings, runScript } from "./settings.ts";

await runScript(async () => {
  endWhenAsked();
  loadSettings("npm run serve");
  await serveSite();
});
