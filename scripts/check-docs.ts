/**
 * npm run check:docs: follows the documents to the letter, in a new clone. Names every command of theirs with what became
 * of it, and writes tests/.results/docs.json. Ends with 1 if one did not do what its document says.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Followed } from "../tests/docs/follow-document.ts";
import { followAll } from "../tests/docs/run.ts";
import { root, runScript } from "./settings.ts";

await runScript(async () => {
  const followed = await followAll({ say: (text) => console.log(text), tell: print });
  await mkdir(join(root, "tests", ".results"), { recursive: true });
  await writeFile(join(root, "tests", ".results", "docs.json"), JSON.stringify(followed, null, 2));
  const counts = (verdict: Followed["verdict"]) => followed.filter((one) => one.verdict === verdict).length;
  console.log(`\n${counts("ran")} commands ran as written, ${counts("failed")} failed; not run: ${counts("excused")}, each named above with its reason.`);
  process.exitCode = counts("failed") === 0 && counts("ran") > 0 ? 0 : 1;
});

function print(one: Followed): void {
  const where = `${one.document}:${one.line}`;
  if (one.verdict === "ran") console.log(`  ran      ${where}  ${one.command}`);
  if (one.verdict === "excused") console.log(`  not run  ${where}  ${one.command}\n           ${one.why}`);
  if (one.verdict === "failed") console.log(`  FAILED   ${where}  ${one.command}\n           ${one.why}. It printed:\n\n${one.printed}`);
}
