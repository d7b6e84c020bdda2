/** npm run serve: serves the build in .vercel/output, and the demo calendar if the build uses it. */
import { startServerLogs } from "../src/host/logs/server-logs.ts";
import { endWhenAsked } from "./serve/end-when-asked.ts";
import { serveSite } from "./serve/serve-site.ts";
import { loadSettings, runScript } from "./settings.ts";

await runScript(async () => {
  endWhenAsked();
  loadSettings("npm run serve");
  // A build is for production, as in Vercel's functions.
  process.env.NODE_ENV = "production";
  startServerLogs();
  await serveSite();
});
