import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { calSettings } from "../../src/booking/cal-settings.ts";
import { brandTokens, contrastProblems } from "../../src/site/brand/brand-tokens.ts";
import { hexColour } from "../../src/site/brand/colours.ts";
import { fileNames } from "../../src/site/content-files/content-source.ts";
import { isBlank } from "../../src/site/content-files/quoted.ts";
import { DEMO_MARK } from "./demo-mark.ts";
import { siteFiles } from "./site-files.ts";
import { SITE_TEXTS, type SiteTexts } from "./site-texts.ts";

/** What the command replaces. */
const REPLACED = ["src/content", "src/site.config.ts"] as const;

const OPTIONS = {
  name: { type: "string" },
  language: { type: "string" },
  calendar: { type: "string" },
  color: { type: "string" },
  email: { type: "string" },
  yes: { type: "boolean" },
  replace: { type: "boolean" },
} as const;

interface Question {
  readonly text: string;
  readonly example: string;
  /** @throws {TypeError} that says what was found and what to write. */
  read(answer: string): string;
  /** The answer with --yes. */
  readonly otherwise?: string;
}

const QUESTIONS: Readonly<Record<"name" | "language" | "calendar" | "color" | "email", Question>> = {
  name: { text: "The site's name", example: "Praxis Müller", read: siteName },
  language: { text: `The language of its texts (${Object.keys(SITE_TEXTS).join(", ")})`, example: "de", read: language },
  calendar: { text: "The Cal.com event that visitors book", example: "you/30min", read: calendar },
  color: { text: "The colour of its buttons, in hexadecimal", example: "#0a7", read: color },
  email: { text: "The e-mail address for visitors", example: "hello@example.com", read: email, otherwise: "hello@example.com" },
};

type Answers = Record<keyof typeof QUESTIONS, string>;

/**
 * npm run new site: replaces the demo's content with that of a new site. The replaced files are kept in .data.
 *
 * @throws {TypeError} if an answer is wrong, or if something would be lost.
 */
export async function newSite(root: string, args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false });
  const given = await answers(values);
  const texts = SITE_TEXTS[given.language.split("-")[0] ?? ""] as SiteTexts;
  await refuseToLose(root, values.replace === true);
  const count = (await fileNames(join(root, "src/content"))).length;
  if (!values.yes && !(await isAgreed(`This replaces the ${count} files in src/content, and src/site.config.ts. Go on? (y/n) `))) {
    console.log("Nothing was changed.");
    return;
  }
  const kept = await keepReplaced(root);
  const files = siteFiles({ name: given.name, language: given.language, email: given.email, color: given.color }, texts);
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  await setCalendar(root, given.calendar);
  console.log(`
${given.name} is ready. Start it with: npm start

  texts       src/content/site.yaml and src/content/pages/index.md
  colours     src/site.config.ts
  calendar    .env: PUBLIC_CAL_LINK=${given.calendar}
  replaced    ${kept}

npm run check:content finds mistakes in the texts.${given.email === QUESTIONS.email.otherwise ? `\nReplace the e-mail address ${given.email} in src/content/site.yaml with your own.` : ""}`);
}

/** The options, and the answers to the questions that they leave. */
async function answers(values: Readonly<Record<string, string | boolean | undefined>>): Promise<Answers> {
  const given: Partial<Answers> = {};
  const open: (keyof Answers)[] = [];
  for (const key of Object.keys(QUESTIONS) as (keyof Answers)[]) {
    const value = values[key];
    if (typeof value === "string") given[key] = QUESTIONS[key].read(value);
    else if (values.yes && QUESTIONS[key].otherwise) given[key] = QUESTIONS[key].otherwise;
    else open.push(key);
  }
  if (open.length > 0 && (values.yes || !process.stdin.isTTY)) {
    throw new TypeError(`Missing: ${open.map((key) => `--${key}`).join(", ")}. For example:\nnpm run new site -- ${Object.entries(QUESTIONS).slice(0, 4).map(([key, { example }]) => `--${key} "${example}"`).join(" ")} --yes`);
  }
  for (const key of open) given[key] = await asked(QUESTIONS[key]);
  return given as Answers;
}

async function asked({ text, example, read }: Question): Promise<string> {
  for (;;) {
    const answer = await line(`${text}, for example ${example}: `);
    try {
      return read(answer);
    } catch (error) {
      console.log(error instanceof Error ? error.message : String(error));
    }
  }
}

async function isAgreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new TypeError("Add --yes: there is no terminal to ask in whether the demo's content may be replaced.");
  return /^y(es)?$/i.test((await line(question)).trim());
}

async function line(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

function siteName(value: string): string {
  const name = value.trim().replaceAll(/\s+/g, " ");
  if (name === "" || isBlank(name)) throw new TypeError(`The name is empty. Write the site's name, for example --name "${QUESTIONS.name.example}"`);
  if (/\p{Cc}/u.test(name)) throw new TypeError("The name contains a control character. Write it in letters.");
  if ([...name].length > 60) throw new TypeError(`The name has ${[...name].length} characters. Write a name of at most 60: it is shown beside the logo and after every page title.`);
  return name;
}

function language(value: string): string {
  let found = value.trim();
  try {
    [found = found] = Intl.getCanonicalLocales(found.replaceAll("_", "-"));
  } catch {
    // Reported below, as it was written.
  }
  if (/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$/.test(found) && Object.hasOwn(SITE_TEXTS, found.split("-")[0] ?? "")) return found;
  throw new TypeError(`There are no texts in the language "${value}". Choose one of ${Object.keys(SITE_TEXTS).join(", ")}, also with a region ("de-CH"), and translate src/content/site.yaml and src/content/pages/index.md afterwards.`);
}

function calendar(value: string): string {
  const path = value.trim().replace(/^https?:\/\/((app|www)\.)?cal\.com\//i, "").replace(/\/+$/, "");
  try {
    return calSettings({ PUBLIC_CAL_LINK: path || value }).link.path;
  } catch (error) {
    throw new TypeError((error as Error).message.replace("PUBLIC_CAL_LINK", "The calendar"), { cause: error });
  }
}

function color(value: string): string {
  const hex = hexColour(value);
  if (!hex) throw new TypeError(`"${value}" is not a colour that can be read. Write it in hexadecimal and in quotation marks, for example --color "${QUESTIONS.color.example}"`);
  const [problem] = contrastProblems(brandTokens({ accent: hex, light: {}, dark: {} }));
  if (problem) throw new TypeError(`The colour ${problem.message.replace(/, or change \w+\.$/, ".")}`);
  return hex;
}

function email(value: string): string {
  const found = z.email().safeParse(value.trim());
  if (found.success) return found.data;
  throw new TypeError(`"${value}" is not an e-mail address. Write one such as ${QUESTIONS.email.example}`);
}

/** @throws {TypeError} if the content is not the demo's, or not committed. */
async function refuseToLose(root: string, isAllowed: boolean): Promise<void> {
  if (isAllowed) return;
  const site = await readFile(join(root, "src/content/site.yaml"), "utf8").catch(() => "");
  if (!site.startsWith(DEMO_MARK)) throw new TypeError("src/content is not the demo's any more, and this command would replace it. To replace it all the same, add --replace: the files are kept in .data.");
  const changed = uncommitted(root);
  if (changed.length > 0) throw new TypeError(`These files have changes that are not committed:\n${changed.slice(0, 10).join("\n")}\nCommit them first, or add --replace: the files are kept in .data.`);
}

/** The changed files, as git names them; none outside a repository. */
function uncommitted(root: string): string[] {
  try {
    return execFileSync("git", ["status", "--porcelain", "--untracked-files=all", "--", ...REPLACED], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

/** Moves what is replaced into a new folder in .data. @returns its path from the root */
async function keepReplaced(root: string): Promise<string> {
  const folder = `.data/replaced-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
  for (const path of REPLACED) {
    if (!existsSync(join(root, path))) continue;
    await cp(join(root, path), join(root, folder, path), { recursive: true });
    await rm(join(root, path), { recursive: true });
  }
  return folder;
}

/** Writes the calendar into .env, whose other lines stay. */
async function setCalendar(root: string, link: string): Promise<void> {
  const file = join(root, ".env");
  const before = await readFile(file, "utf8").catch(() => "");
  const setting = `PUBLIC_CAL_LINK=${link}`;
  const after = /^PUBLIC_CAL_LINK=.*$/m.test(before) ? before.replace(/^PUBLIC_CAL_LINK=.*$/m, () => setting) : `${before}${before && !before.endsWith("\n") ? "\n" : ""}${setting}\n`;
  await writeFile(file, after);
}
