/**
 * npm run bench:admin: how long the admin's page takes and what it weighs with 90 days of made-up
 * openings, through the deployed function. Prints tables; `--save` keeps the figures in docs/.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseOptions, USAGE } from "../tests/lab/bench-admin/options.ts";
import { reportText } from "../tests/lab/bench-admin/report.ts";
import { runAdminBench } from "../tests/lab/bench-admin/run.ts";
import { forgetSettings, root, runScript } from "./settings.ts";

await runScript(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help")) return console.log(USAGE);
  const options = parseOptions(args, 1);
  // The run is about this code, not about the store, the calendar or the alerts of whoever starts it.
  forgetSettings();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

  const results = await runAdminBench(options, console.log);
  console.log(`\n${reportText(results)}\n`);
  const folder = options.save ? "docs" : join("tests", ".results");
  const file = join(folder, "bench-admin.json");
  await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, file), `${JSON.stringify(results, null, 1)}\n`);
  console.log(`Written: ${file}`);
  // This process' own connection to the store stays open.
  process.exit();
});
