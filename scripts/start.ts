/** npm start: builds when something has changed, then serves. */
import { buildWhenStale } from "./build.ts";
import { serveSite } from "./serve.ts";
import { loadSettings, runScript } from "./settings.ts";

await runScript(async () => {
  loadSettings();
  await buildWhenStale();
  await serveSite();
});
