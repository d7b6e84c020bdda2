/** npm start: builds when something has changed, then serves. */
import { buildWhenStale } from "./build.ts";
import { serveSite } from "./serve.ts";
import { loadDotEnv, runScript } from "./settings.ts";

await runScript(async () => {
  loadDotEnv();
  await buildWhenStale();
  await serveSite();
});
