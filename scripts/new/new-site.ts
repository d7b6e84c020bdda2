import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileNames } from "../../src/site/content-files/content-source.ts";
import { openLines, type Lines } from "./lines.ts";
import { refuseToLose, replaceDemo } from "./replace-demo.ts";
import { completed, givenAnswers, parsed, PLACEHOLDER_EMAIL, type Answers } from "./site-answers.ts";
import { siteFiles } from "./site-files.ts";

/**
 * npm run new site: replaces the demo's content with that of a new site. The replaced files are kept in .data.
 *
 * @throws {TypeError} if an answer is wrong, or if something would be lost.
 */
export async function newSite(root: string, args: readonly string[]): Promise<void> {
  const values = parsed(args);
  const given = givenAnswers(values);
  if (!values.replace) await refuseToLose(root);
  const lines = openLines();
  try {
    const answers = await completed(given, lines);
    const count = (await fileNames(join(root, "src/content"))).length;
    if (!values.yes && !(await isAgreed(lines, `This replaces the ${count} files in src/content, and src/site.config.ts. Go on? (y/n) `))) {
      console.log("Nothing was changed.");
      return;
    }
    const kept = await replaceDemo(root, siteFiles({ ...answers, languages: answers.language.split(",") }));
    const before = await setCalendar(root, answers.calendar);
    console.log(summary(answers, kept, before));
  } finally {
    lines.close();
  }
}

function summary({ name, calendar: link, email: address }: Answers, kept: string, linkBefore: string | undefined): string {
  return `
${name} is ready. Start it with: npm start

  texts       src/content/site.yaml and src/content/pages/index.md
  colours     src/site.config.ts
  calendar    .env: PUBLIC_CAL_LINK=${link}${linkBefore === undefined || linkBefore === link ? "" : ` (before: ${linkBefore})`}
  replaced    ${kept}

npm run check:content finds mistakes in the texts. On a host, set PUBLIC_CAL_LINK as well: .env stays on this machine.${address === PLACEHOLDER_EMAIL ? `\nReplace the e-mail address ${address} in src/content/site.yaml with your own.` : ""}`;
}

async function isAgreed(lines: Lines, question: string): Promise<boolean> {
  const answer = await lines.ask(question);
  if (answer === undefined) throw new TypeError("Nothing was changed. Add --yes to replace the demo's content without being asked.");
  return /^y(es)?$/i.test(answer.trim());
}

/**
 * Writes the calendar into .env, whose other lines stay.
 *
 * @returns the calendar that was there
 */
async function setCalendar(root: string, link: string): Promise<string | undefined> {
  const file = join(root, ".env");
  const before = await readFile(file, "utf8").catch(() => "");
  const line = /^[ \t]*(?:export[ \t]+)?PUBLIC_CAL_LINK[ \t]*=[ \t]*(.*)$/gm;
  const setting = `PUBLIC_CAL_LINK=${link}`;
  const last = [...before.matchAll(line)].at(-1)?.[1];
  await writeFile(file, last === undefined ? `${before}${before && !before.endsWith("\n") ? "\n" : ""}${setting}\n` : before.replaceAll(line, () => setting));
  return last;
}
