/**
 * npm run check:vercel: has Vercel's own command build a copy of the project, offline and without a login, and
 * compares what it makes with what is built and served here. Where the command cannot be installed it says so,
 * and that is all it can do; with `--must-reach`, as in CI, it fails.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installVercel } from "../tests/vercel/vercel-command.ts";
import { root, runScript } from "./settings.ts";

await runScript(async () => {
  const { values } = parseArgs({ options: { "must-reach": { type: "boolean", default: false } } });
  console.log("Vercel's command (175 MB) is installed once, in tests/vercel …");
  if (!installVercel()) {
    const sentence = "What Vercel makes of the project could not be checked: its command could not be installed; npm says why above.";
    if (values["must-reach"]) throw new Error(sentence);
    return console.log(sentence);
  }
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const { status } = spawnSync(process.execPath, [vitest, "run", "--config", "tests/vercel/vitest.config.ts"], { cwd: root, stdio: "inherit" });
  process.exitCode = status ?? 1;
});
