/**
 * npm run simulate: what more openings than one site has would cost, and what sampling, batches and
 * coarser windows would save and spoil. A plan: nothing of it is switched on. Writes docs/simulate.json.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseOptions, USAGE } from "./simulate/options.ts";
import { reportText } from "./simulate/report.ts";
import { simulate } from "./simulate/run.ts";
import { root, runScript } from "./settings.ts";

await runScript(async () => {
  const args = process.argv.slice(2);
  if (args.includes("--help")) return console.log(USAGE);
  const simulation = await simulate(parseOptions(args), console.log);
  console.log(`\n${reportText(simulation)}\n`);
  const file = join("docs", "simulate.json");
  await writeFile(join(root, file), `${JSON.stringify(simulation, null, 1)}\n`);
  console.log(`Written: ${file}`);
  if (simulation.checks.some(({ isMet }) => !isMet)) process.exitCode = 1;
});
