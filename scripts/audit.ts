/**
 * npm run audit: known weaknesses in what is installed. Fails where one is high or critical. Where npm's
 * service does not answer it says so, and that is all it can do; with `--must-reach`, as in CI, it fails.
 */
import { parseArgs } from "node:util";
import { root, runScript } from "./settings.ts";
import { auditVerdict } from "./supply-chain/audit-verdict.ts";
import { runNpm } from "./supply-chain/npm.ts";

await runScript(async () => {
  const { values } = parseArgs({ options: { "must-reach": { type: "boolean", default: false } } });
  const { stdout } = await runNpm(["audit", "--json"], { cwd: root });
  const verdict = auditVerdict(stdout);
  if (verdict.kind === "clean") return console.log(`No known weakness is high or critical${verdict.lesser > 0 ? `; ${verdict.lesser} are less` : ""}.`);
  if (verdict.kind === "found") throw new Error(verdict.problems.join("\n"));
  const sentence = `Known weaknesses could not be checked: ${verdict.why}`;
  if (values["must-reach"]) throw new Error(sentence);
  console.log(sentence);
});
