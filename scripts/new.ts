/**
 * npm run new page services/audit, npm run new post my-first-article: writes a new page or article that passes
 * every check, for its editor to fill in.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { CONTENT, readContent } from "../src/content-check/content-source.ts";
import { didYouMean } from "../src/host/settings/did-you-mean.ts";
import { fileProblems } from "../src/content-check/file-problems.ts";
import { starterContent } from "../src/content-check/starter-content.ts";
import { loadDotEnv, root as project, runScript } from "./settings.ts";

const USAGE = "Give the kind and the name: npm run new page services/audit, or npm run new post my-first-article";

await runScript(async () => {
  loadDotEnv();
  // Only the tests of this command set another folder.
  const root = process.env.CONTENT_ROOT ?? project;
  const [kind = "", ...words] = process.argv.slice(2);
  const name = words.join(" ");
  if (kind !== "page" && kind !== "post") {
    const meant = didYouMean(kind, ["page", "post"]) ?? (kind === "article" ? "post" : undefined);
    throw new TypeError(meant ? `There is no "${kind}". Did you mean "${meant}"? npm run new ${meant} ${name}` : USAGE);
  }
  if (!name) throw new TypeError(USAGE);

  const sources = await readContent(root);
  const people = sources.find(({ file }) => file.endsWith("/people.yaml"))?.data;
  const author = Object.keys(typeof people === "object" && people !== null ? people : {})[0] ?? "the-author";
  const { file, path, text } = starterContent({ kind, name, author, today: new Date().toISOString().slice(0, 10) });
  const taken = sources.find((source) => source.path === path);
  if (taken) throw new TypeError(`${taken.file} already has the address ${path}. Edit that file, or choose another name.`);

  const [place] = fileProblems([relative(CONTENT, file)]);
  if (place) throw new TypeError(`${file} cannot be: ${place.expected}`);

  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text, { flag: "wx" });
  console.log(`${file}\n\nIts address is ${path}. It is a draft: npm run dev shows it, and visitors do not see it.`);
  console.log('Fill it in, and remove the line "draft: true" when it is ready. npm run check:content checks it.');
});
