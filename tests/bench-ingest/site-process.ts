/**
 * Serves the deployed output in the working directory. Tells its parent where, and whenever asked how
 * much of the processor it has had, in ms; ends with it.
 */
import { serveDeployedOutput } from "../../scripts/deployed-output/server.ts";

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1_000);
});
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));

const site = await serveDeployedOutput({ root: process.cwd(), port: 0 });
process.send?.(site.origin);
