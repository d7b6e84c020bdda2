/**
 * npm run bench:content: whether the time that a page takes to build stays the same with a thousand of
 * them. Prints a table; `--save` keeps the figures in docs/.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseOptions, USAGE } from "../tests/lab/bench-content/options.ts";
import { reportText } from "../tests/lab/bench-content/report.ts";
import { runContentBench } from "../tests/lab/bench-content/run.ts";
import { forgetSettings, root, runScript } from "./settings.ts";

await runScript(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help")) return console.log(USAGE);
  const options = parseOptions(args);
  // The run is about this code, not about the settings of whoever starts it.
  forgetSettings();
  const results = await runContentBench(options, console.log);
  console.log(`\n${reportText(results)}\n`);
  const folder = options.save ? "docs" : join("tests", ".results");
  const file = join(folder, "bench-content.json");
  await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, file), `${JSON.stringify(results, null, 1)}\n`);
  console.log(`Written: ${file}`);
});
