/**
 * npm run lighthouse: every page of the build through Lighthouse, as a phone on a slow 4G sees it.
 * Prints a table and what misses the targets; `--save` keeps it in docs/. Exit code 1 if one is missed.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseOptions, USAGE } from "../tests/lab/lighthouse/options.ts";
import { reportText } from "../tests/lab/lighthouse/report.ts";
import { missesOf } from "../tests/lab/lighthouse/results.ts";
import { runLighthouse } from "../tests/lab/lighthouse/run.ts";
import { buildWhenStale } from "./build/build-site.ts";
import { findBrowser } from "./machine/programs.ts";
import { forgetSettings, root, runScript } from "./settings.ts";

await runScript(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help")) return console.log(USAGE);
  const options = parseOptions(args);
  // The run is about this code, not about the calendar or store of whoever starts it.
  forgetSettings();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));
  await buildWhenStale();

  const results = await runLighthouse(findBrowser(), options, console.log);
  console.log(`\n${reportText(results)}\n`);
  const file = options.save ? join("docs", "lighthouse.json") : join("tests", ".results", "lighthouse.json");
  await mkdir(join(root, dirname(file)), { recursive: true });
  await writeFile(join(root, file), `${JSON.stringify(results, null, 1)}\n`);
  console.log(`Written: ${file}`);
  process.exitCode = results.pages.every((page) => missesOf(page).length === 0) ? 0 : 1;
});
