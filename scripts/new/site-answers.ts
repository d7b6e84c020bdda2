import { parseArgs } from "node:util";
import { z } from "zod";
import { calSettings } from "../../src/booking/cal-settings.ts";
import { didYouMean } from "../../src/host/settings/did-you-mean.ts";
import { brandTokens, contrastProblems } from "../../src/site/brand/brand-tokens.ts";
import { hexColour } from "../../src/site/brand/colours.ts";
import { isBlank } from "../../src/site/content-files/quoted.ts";
import type { Lines } from "./lines.ts";
import { SITE_TEXTS } from "./site-texts.ts";

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

/** The address of a site whose owner gave none. */
export const PLACEHOLDER_EMAIL = "hello@example.com";

const QUESTIONS: Readonly<Record<"name" | "language" | "calendar" | "color" | "email", Question>> = {
  name: { text: "The site's name", example: "Praxis Müller", read: siteName },
  language: { text: `The language of its texts (${Object.keys(SITE_TEXTS).join(", ")}), or several with commas`, example: "de", read: languages },
  calendar: { text: "The Cal.com event that visitors book", example: "you/30min", read: calendar },
  color: { text: "The colour of its buttons, in hexadecimal", example: "#0a7", read: color },
  email: { text: "The e-mail address for visitors", example: PLACEHOLDER_EMAIL, read: email, otherwise: PLACEHOLDER_EMAIL },
};

const EXAMPLE = `For example:\nnpm run new site -- ${Object.entries(QUESTIONS).slice(0, 4).map(([key, { example }]) => `--${key} "${example}"`).join(" ")} --yes`;

type Key = keyof typeof QUESTIONS;
export type Answers = Record<Key, string>;

type Values = { readonly [key in Key]?: string | undefined } & { readonly [flag in "yes" | "replace"]?: boolean | undefined };

/**
 * The options.
 *
 * @throws {TypeError} that names the wrong one, and shows how to write it.
 */
export function parsed(args: readonly string[]): Values {
  const stray = args.find((arg, i) => !arg.startsWith("-") && !(args[i - 1] ?? "").startsWith("--"));
  // npm takes the options itself without the two hyphens in front of them, and leaves only their values.
  if (stray !== undefined) throw new TypeError(`Unexpected "${stray}". Write two hyphens in front of the options. ${EXAMPLE}`);
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    const name = /--([\w-]+)/.exec((error as Error).message)?.[1] ?? "";
    const [what = ""] = (error as Error).message.split(/\.? ?\n|\. |\.$/);
    if (Object.hasOwn(OPTIONS, name)) throw new TypeError(`${what}. Write its value in quotation marks: a shell takes what follows a # for a comment. ${EXAMPLE}`, { cause: error });
    const meant = didYouMean(name, Object.keys(OPTIONS));
    throw new TypeError(`${what}.${meant ? ` Did you mean --${meant}?` : ""} ${EXAMPLE}`, { cause: error });
  }
}

/**
 * The answers that the options give.
 *
 * @throws {TypeError} if one is wrong, or missing with --yes.
 */
export function givenAnswers(values: Values): Partial<Answers> {
  const given: Partial<Answers> = {};
  for (const [key, { read, otherwise }] of questions()) {
    const value = values[key] ?? (values.yes ? otherwise : undefined);
    if (value !== undefined) given[key] = read(value);
  }
  const missing = questions().filter(([key]) => given[key] === undefined);
  if (values.yes && missing.length > 0) throw new TypeError(missingWords(missing.map(([key]) => key)));
  return given;
}

const questions = () => Object.entries(QUESTIONS) as [Key, Question][];

const missingWords = (keys: readonly Key[]) => `Missing: ${keys.map((key) => `--${key}`).join(", ")}. ${EXAMPLE}`;

/**
 * Asks for the answers that are missing.
 *
 * @throws {TypeError} if there is nobody to ask, or if a piped answer is wrong.
 */
export async function completed(given: Partial<Answers>, lines: Lines): Promise<Answers> {
  const answers = { ...given };
  for (const [key, question] of questions()) {
    while (answers[key] === undefined) {
      const { text, example, otherwise, read } = question;
      const line = await lines.ask(`${text}${otherwise ? ` (Enter for ${otherwise})` : `, for example ${example}`}: `);
      if (line === undefined) throw new TypeError(`Nothing was changed. ${missingWords(questions().flatMap(([name]) => (answers[name] === undefined ? [name] : [])))}`);
      try {
        answers[key] = read(line.trim() === "" && otherwise ? otherwise : line);
      } catch (error) {
        // The next line of a pipe answers the next question.
        if (!lines.isTerminal) throw error;
        console.log((error as Error).message);
      }
    }
  }
  return answers as Answers;
}

function siteName(value: string): string {
  const name = value.trim().replaceAll(/\s+/g, " ");
  if (name === "" || isBlank(name)) throw new TypeError(`The name is empty. Write the site's name, for example --name "${QUESTIONS.name.example}"`);
  if (/\p{Cc}/u.test(name)) throw new TypeError("The name contains a control character. Write it in letters.");
  if ([...name].length > 60) throw new TypeError(`The name has ${[...name].length} characters. Write a name of at most 60: it is shown beside the logo and after every page title.`);
  return name;
}

/** "de", or "de,en": the default language first. */
function languages(value: string): string {
  const found = value.split(/[\s,]+/).filter(Boolean).map(language);
  if (found.length === 0) throw new TypeError(`The language is empty. Choose from ${Object.keys(SITE_TEXTS).join(", ")}, for example --language ${QUESTIONS.language.example}`);
  if (new Set(found).size < found.length) throw new TypeError(`A language is named twice: ${found.join(",")}. Write each language once, for example --language de,en`);
  return found.join(",");
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
  const path = value.trim().replace(/^(https?:\/\/)?((app|www)\.)?cal\.com\//i, "").replace(/\/+$/, "");
  try {
    return calSettings({ PUBLIC_CAL_LINK: path || value }).link.path;
  } catch (error) {
    throw new TypeError((error as Error).message.replace("PUBLIC_CAL_LINK", "The calendar"), { cause: error });
  }
}

function color(value: string): string {
  const hex = hexColour(value) ?? hexColour(`#${value.trim()}`);
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
