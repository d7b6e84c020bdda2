/** Runs the demo calendar by hand: node scripts/demo-cal/main.ts [--port 4322] [--host 127.0.0.1] */
import { parseArgs } from "node:util";
import { startDemoCal } from "./server.ts";

const { values } = parseArgs({
  options: { port: { type: "string", default: "4322" }, host: { type: "string", default: "127.0.0.1" } },
});
try {
  const demo = await startDemoCal({ port: Number(values.port), host: values.host });
  console.log(`Demo calendar: ${demo.origin}/studio/30min (knobs: ${demo.origin}/__demo/knobs)`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void demo.close());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
