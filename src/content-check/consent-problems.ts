import type { ConsentMode } from "../booking/consent-mode.ts";
import { type ContentProblem, fieldPath, valueAt } from "./content-problem.ts";
import type { ContentIndex } from "./content-index.ts";
import { linkWords } from "./markdown/link-problems.ts";
import { visitors as english } from "../host/words/en/visitors.ts";
import { readyWords } from "../site/languages/ready-words.ts";

const CONSENT = ["booking", "dialog", "consent"];

/** What site.yaml lacks for the consent notice, where the site asks for consent: the link, and on a site in a language without ready-made words the texts. */
export function consentProblems(index: ContentIndex, mode: ConsentMode): ContentProblem[] {
  const site = index.files.find(({ source }) => source.kind === "site" && !source.language);
  if (mode === "none" || !site?.data) return [];
  const { source, data, lineOf } = site;
  const problem = (name: string, words: Pick<ContentProblem, "expected" | "fix"> & { found?: string }, ...more: string[]): ContentProblem => {
    const path = [...CONSENT, name, ...more];
    return { file: source.file, line: lineOf(path), field: fieldPath(path), found: "nothing", ...words };
  };
  const href = valueAt(data, [...CONSENT, "privacy", "href"]);
  const lost = typeof href === "string" ? linkWords(href, { file: source.file, from: undefined }, index) : undefined;
  const language = valueAt(data, ["language"]);
  const isReady = typeof language !== "string" || readyWords(language) !== undefined;
  const isThere = (name: string) => valueAt(data, [...CONSENT, name]) !== undefined;
  const texts = Object.entries(english.booking.dialog.consent).filter(([name, text]) => !isReady && (!isThere(name) || valueAt(data, [...CONSENT, name]) === text));
  return [
    ...(isThere("privacy") ? [] : [problem("privacy", { expected: `A link to the page that says what Cal receives. The notice shows it, because CONSENT is "${mode}".`, fix: "privacy: { label: Privacy, href: /privacy }" })]),
    ...(lost ? [problem("privacy", { found: lost.found, expected: lost.expected, fix: lost.fix }, "href")] : []),
    ...texts.map(([name, text]) => problem(name, { expected: `A text in the site's language, ${String(language)}, because CONSENT is "${mode}". Without it, visitors see "${text}".`, fix: `Add "${name}:" with the text to booking, dialog, consent.` })),
  ];
}
