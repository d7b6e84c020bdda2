/** node scripts/bootstrap.mjs migrate 0.1.0: changes the owner's files where a release after that version needs it. A step of npm run upgrade. */
import { MIGRATIONS } from "./upgrade/migrations.ts";
import { compareVersions } from "./upgrade/versions.mjs";
import { root, runScript } from "./settings.ts";

await runScript(async () => {
  const [before = ""] = process.argv.slice(2);
  if (!/^\d+\.\d+\.\d+/.test(before)) throw new TypeError("Name the version that the site had, for example: node scripts/bootstrap.mjs migrate 0.1.0");
  for (const { to, text, run } of MIGRATIONS) {
    if (compareVersions(to, before) <= 0) continue;
    const changed = await run(root);
    if (changed.length > 0) console.log(`${text}\n${changed.map((file) => `  ${file}`).join("\n")}`);
  }
});
