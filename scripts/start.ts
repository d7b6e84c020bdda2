/** npm start: builds when something has changed, then serves. */
import { buildWhenStale } from "./build/build-site.ts";
import { serveSite } from "./serve/serve-site.ts";
import { loadSettings, runScript } from "./settings.ts";
import { endWhenAsked } from "./serve/end-when-asked.ts";

await runScript(async () => {
  endWhenAsked();
  loadSettings("npm start");
  await buildWhenStale();
  await serveSite();
});
