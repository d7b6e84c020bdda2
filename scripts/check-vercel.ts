/**
 * npm run check:vercel: builds a copy of the project with Vercel's own command, offline and without a login, and
 * compares the output with that of npm run build. If the command cannot be installed, the check is skipped with a
 * message; with `--must-reach`, as in CI, it fails.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installVercel } from "../tests/vercel/vercel-command.ts";
import { root, runScript } from "./settings.ts";

await runScript(async () => {
  const { values } = parseArgs({ options: { "must-reach": { type: "boolean", default: false } } });
  console.log("Installing Vercel's command once, in tests/vercel (175 MB) …");
  if (!installVercel()) {
    const sentence = "Vercel's build was not checked, because Vercel's command could not be installed. npm's error is above.";
    if (values["must-reach"]) throw new Error(sentence);
    return console.log(sentence);
  }
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const { status } = spawnSync(process.execPath, [vitest, "run", "--config", "tests/vercel/vitest.config.ts"], { cwd: root, stdio: "inherit" });
  process.exitCode = status ?? 1;
});
