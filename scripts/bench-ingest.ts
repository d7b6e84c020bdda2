/**
 * npm run bench:ingest: what taking in and reading samples costs, through the deployed function, over
 * both engines. Prints tables; `--save` keeps the figures in docs/.
 */
import { randomInt } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseOptions, USAGE } from "../tests/lab/bench-ingest/options.ts";
import { reportText } from "../tests/lab/bench-ingest/report.ts";
import { runIngestBench } from "../tests/lab/bench-ingest/run.ts";
import { findRedis } from "./machine/programs.ts";
import { forgetSettings, root, runScript } from "./settings.ts";

await runScript(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help")) return console.log(USAGE);
  const options = parseOptions(args, randomInt(1, 1_000_000));
  if (options.engines.includes("redis")) findRedis();
  // The run is about this code, not about the store, the calendar or the alerts of whoever starts it.
  forgetSettings();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

  const results = await runIngestBench(options, console.log);
  console.log(`\n${reportText(results)}\n`);
  const folder = options.save ? "docs" : join("tests", ".results");
  const file = join(folder, "bench-ingest.json");
  await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, file), `${JSON.stringify(results, null, 1)}\n`);
  console.log(`Written: ${file}`);
  // This process' own connections to the stores stay open.
  process.exit();
});
