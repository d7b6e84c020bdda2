/**
 * npm run bench: what a click costs, ours beside the others, in a real browser over a wire with real
 * latency and bandwidth. Prints a table and the targets; `--save` keeps them in docs/.
 */
import { randomInt } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { chartSvg } from "../tests/lab/bench/chart.ts";
import { parseOptions, USAGE } from "../tests/lab/bench/options.ts";
import { reportText } from "../tests/lab/bench/report.ts";
import { runBench } from "../tests/lab/bench/run.ts";
import { findBrowser } from "./machine/programs.ts";
import { forgetSettings, root, runScript } from "./settings.ts";

await runScript(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help")) return console.log(USAGE);
  const options = parseOptions(args, randomInt(1, 1_000_000));
  // The run is about this code, not about the calendar or store of whoever starts it.
  forgetSettings();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  const folder = options.save ? "docs" : join("tests", ".results");

  const results = await runBench(findBrowser(), options, console.log);
  console.log(`\n${reportText(results)}\n`);
  await write(join(folder, "bench.json"), `${JSON.stringify(results, null, 1)}\n`);
  const chart = chartSvg(results);
  if (chart) await write(join(folder, "bench.svg"), chart);
});

async function write(file: string, content: string): Promise<void> {
  await mkdir(join(root, dirname(file)), { recursive: true });
  await writeFile(join(root, file), content);
  console.log(`Written: ${file}`);
}
