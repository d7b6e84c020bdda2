/**
 * npm run new page services/audit, npm run new post my-first-article: creates a page or article without
 * problems for its editor to fill in; npm run new page de/services/audit, one with the text to translate.
 * npm run new site: replaces the demo with a new site. npm run new entries: makes a file of each entry of the lists.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CONTENT } from "../src/site/content-files/content-names.ts";
import { readContent } from "../src/site/content-files/content-source.ts";
import { didYouMean } from "../src/host/settings/did-you-mean.ts";
import { fileProblems } from "../src/content-check/file-problems.ts";
import { starterContent } from "../src/content-check/starter-content.ts";
import { newSite } from "./new/new-site.ts";
import { folderAt } from "../src/site/languages/languages.ts";
import { migration as listsToEntries } from "./upgrade/migrations/lists-to-entries.ts";
import { configuredLanguages, loadDotEnv, root as project, runScript } from "./settings.ts";

const USAGE = "Usage: npm run new page services/audit, npm run new post my-first-article, npm run new site, or npm run new entries";

await runScript(async () => {
  loadDotEnv();
  // The tests of this command set another folder.
  const root = process.env.CONTENT_ROOT ?? project;
  const [kind = "", ...words] = process.argv.slice(2);
  if (kind === "site") return newSite(root, words);
  if (kind === "entries") {
    const changed = await listsToEntries.run(root);
    console.log(changed.length > 0 ? `${changed.join("\n")}\n\nEach entry of the lists has a file of its own now. npm run check:content checks them.` : "Nothing to do: each entry of the lists has a file of its own.");
    return;
  }
  const of = words.indexOf("--of");
  const original = of < 0 ? undefined : `/${(words[of + 1] ?? "").replace(/^\/+/, "")}`;
  const name = words.filter((_, i) => of < 0 || (i !== of && i !== of + 1)).join(" ");
  if (kind !== "page" && kind !== "post") {
    const meant = didYouMean(kind, ["page", "post", "site", "entries"]) ?? (kind === "article" ? "post" : undefined);
    throw new TypeError(meant ? `There is no "${kind}". Did you mean "${meant}"? npm run new ${meant} ${name}` : USAGE);
  }
  if (!name) throw new TypeError(USAGE);
  if (of >= 0 && !words[of + 1]) throw new TypeError(`--of needs the page to translate, for example npm run new page ${name} -- --of /pricing`);

  const languages = await configuredLanguages(root);
  const sources = await readContent(root, languages);
  const people = sources.find(({ file }) => file.endsWith("/people.yaml"))?.data;
  const person = sources.find((source) => source.kind === "entry" && source.file.startsWith(`${CONTENT}/people/`))?.file;
  const author = person ? basename(person).replace(/\..*$/, "") : (Object.keys(typeof people === "object" && people !== null ? people : {})[0] ?? "the-author");
  const asked: Parameters<typeof starterContent>[0] = { kind, name, author, languages, today: new Date().toISOString().slice(0, 10) };
  const language = folderAt(starterContent(asked).path, languages);
  if (original && !language) throw new TypeError(`--of names the page that a new one translates. Begin its name with another language of the site, for example npm run new page ${languages[1] ?? "de"}/${name} -- --of ${original}`);
  const translated = language ? sources.find((source) => source.path === (original ?? (starterContent(asked).path.slice(language.length + 1) || "/"))) : undefined;
  if (original && !translated) throw new TypeError(`There is no page at ${original} to translate.`);
  const { file, path, text } = starterContent({ ...asked, original: translated });
  const taken = sources.find((source) => source.path === path);
  if (taken) throw new TypeError(`${taken.file} already has the address ${path}. Edit this file, or choose another name.`);

  const [place] = fileProblems([file.slice(CONTENT.length + 1)], languages);
  if (place) throw new TypeError(`${file} cannot be created. Expected: ${place.expected}`);

  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text, { flag: "wx" });
  console.log(`${file}\n\nIts address is ${path}. It is a draft: npm run dev shows it, the public site does not.`);
  if (translated) console.log(`It begins as a copy of ${translated.file}, for you to translate.`);
  console.log('Fill it in, and remove the line "draft: true" when it is ready. npm run check:content finds mistakes.');
});
