/** npm start: builds when something has changed, then serves. */
import { startServerLogs } from "../src/host/logs/server-logs.ts";
import { buildWhenStale } from "./build/build-site.ts";
import { serveSite } from "./serve/serve-site.ts";
import { loadSettings, runScript } from "./settings.ts";
import { endWhenAsked } from "./serve/end-when-asked.ts";

await runScript(async () => {
  endWhenAsked();
  loadSettings("npm start");
  await buildWhenStale();
  process.env.NODE_ENV = "production";
  // Its screen is for a person, wherever it goes.
  process.env.LOG_FORMAT ||= "text";
  startServerLogs();
  await serveSite();
});
