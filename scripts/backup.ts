/** npm run backup: writes a consistent copy of the embedded store, also while the server runs. */
import { dirname, join, resolve } from "node:path";
import { backUp, sizeText, stampOf, storeFile } from "./store-file/store-file.ts";
import { loadDotEnv, runScript } from "./settings.ts";

const USAGE = `npm run backup [file]

Writes a copy of the store with all metrics to the file, by default to backups/ in the folder DATA_DIR (.data).
The server may run meanwhile. Read the copy with: npm run restore <file>`;

await runScript(async () => {
  const [file, ...others] = process.argv.slice(2);
  if (others.length > 0 || file?.startsWith("-")) return console.log(USAGE);
  loadDotEnv();
  const store = storeFile(process.env);
  const target = resolve(file ?? join(dirname(store), "backups", `metrics-${stampOf(new Date())}.db`));
  backUp(store, target);
  console.log(`Wrote ${sizeText(target)} to ${target}. Copy it to another machine: it does not survive the loss of this disk.`);
});
