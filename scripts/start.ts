/** npm start: builds when something has changed, then serves. */
import { buildWhenStale } from "./build.ts";
import { serveSite } from "./serve.ts";
import { loadSettings, runScript } from "./settings.ts";
import { endWhenAsked } from "./stop.ts";

await runScript(async () => {
  endWhenAsked();
  loadSettings();
  await buildWhenStale();
  await serveSite();
});
