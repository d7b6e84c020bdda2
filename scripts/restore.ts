/** npm run restore: replaces the embedded store by a backup, and keeps the old one. */
import { resolve } from "node:path";
import { restore, sizeText, storeFile } from "./store-file/store-file.ts";
import { loadDotEnv, runScript } from "./settings.ts";

const USAGE = `npm run restore <file>

Replaces the store by a file that npm run backup wrote. The store that was there is kept beside it.
Stop the server first.`;

await runScript(async () => {
  const [file, ...others] = process.argv.slice(2);
  if (file === undefined || others.length > 0 || file.startsWith("-")) return console.log(USAGE);
  loadDotEnv();
  const store = storeFile(process.env);
  const kept = restore(resolve(file), store, new Date());
  console.log(`Restored ${sizeText(store)} from ${file}.${kept === undefined ? "" : ` The store that was there is now ${kept}. Delete it when you no longer need it.`}`);
});
