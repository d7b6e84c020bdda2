/**
 * npm run check:docs: runs the documents' commands exactly as written, in a new clone. Lists each command with its result,
 * and writes tests/.results/docs.json. Exits with 1 if a command did not do what its document says.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Followed } from "../tests/docs/follow-document.ts";
import { followAll } from "../tests/docs/run.ts";
import { root, runScript } from "./settings.ts";

await runScript(async () => {
  const followed = await followAll({ log: (text) => console.log(text), report: print });
  await mkdir(join(root, "tests", ".results"), { recursive: true });
  await writeFile(join(root, "tests", ".results", "docs.json"), JSON.stringify(followed, null, 2));
  const counts = (verdict: Followed["verdict"]) => followed.filter((one) => one.verdict === verdict).length;
  console.log(`\n${counts("ran")} commands ran as written, ${counts("failed")} failed; not run: ${counts("excused")}, each listed above with its reason.`);
  process.exitCode = counts("failed") === 0 && counts("ran") > 0 ? 0 : 1;
});

function print(one: Followed): void {
  const where = `${one.document}:${one.line}`;
  if (one.verdict === "ran") console.log(`  ran      ${where}  ${one.command}`);
  if (one.verdict === "excused") console.log(`  not run  ${where}  ${one.command}\n           ${one.why}`);
  if (one.verdict === "failed") console.log(`  FAILED   ${where}  ${one.command}\n           ${one.why}. It printed:\n\n${one.printed}`);
}
