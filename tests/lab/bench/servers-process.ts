/**
 * The servers behind the wire: the deployed output of the site in the working directory, and the demo calendar with
 * the given load. Sends their addresses to its parent, and ends with it.
 */
import { startDemoCal } from "../../../scripts/demo-cal/server.ts";
import { serveDeployedOutput } from "../../../scripts/deployed-output/server.ts";
import type { CalendarLoad } from "./calendar-load.ts";

process.on("message", (load: CalendarLoad) => void start(load));
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));

async function start(load: CalendarLoad): Promise<void> {
  const demo = await startDemoCal({ port: 0 });
  demo.setKnobs(load);
  process.env.CAL_EMBED_URL = `${demo.origin}/embed/embed.js`;
  process.env.CAL_API_URL = demo.origin;
  const site = await serveDeployedOutput({ root: process.cwd(), port: 0 });
  process.send?.({ site: site.origin, demo: demo.origin });
}
