/**
 * npm run soak: an hour of mixed good and bad traffic against the deployed output, and what must hold
 * during and after it. Prints a table; `--save` keeps the figures in docs/. Ends with 1 where something
 * does not hold.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseOptions, USAGE } from "../tests/lab/soak/options.ts";
import { reportText } from "../tests/lab/soak/report.ts";
import { runSoak } from "../tests/lab/soak/run.ts";
import { buildWhenStale } from "./build/build-site.ts";
import { canSoak, NO_SOAK } from "./machine/programs.ts";
import { forgetSettings, root, runScript } from "./settings.ts";

await runScript(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help")) return console.log(USAGE);
  const options = parseOptions(args);
  if (!canSoak()) throw new Error(`There is no soak on this machine. ${NO_SOAK}`);
  // The run is about this code, not about the store, the calendar or the alerts of whoever starts it.
  forgetSettings();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

  await buildWhenStale();
  const results = await runSoak(options, console.log);
  console.log(`\n${reportText(results)}\n`);
  const folder = options.save ? "docs" : join("tests", ".results");
  const file = join(folder, "soak.json");
  await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, file), `${JSON.stringify(results, null, 1)}\n`);
  console.log(`Written: ${file}`);
  // This process' own connection to the store stays open.
  process.exit(results.checks.every(({ isMet }) => isMet) ? 0 : 1);
});
