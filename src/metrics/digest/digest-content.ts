/**
 * The digest in words, the same for mail and Slack. What comes from outside (a campaign's name) is made harmless here: on one line,
 * short, without invisible characters, and not an address that a mail program would turn into a link. Escaping is the renderers' part.
 */
import type { Words } from "../../host/words/words.ts";
import { INVISIBLE } from "../fields.ts";
import { keyNumberText } from "../report/dashboard/key-number-text.ts";
import type { KeyNumbers } from "../report/dashboard/dashboard-model.ts";
import type { Digest } from "./digest.ts";

export interface DigestContent {
  /** One line without control characters. */
  readonly subject: string;
  readonly title: string;
  /** "23 Nov to 29 Nov, compared with the 7 days before" */
  readonly span: string;
  readonly rows: readonly DigestRow[];
  /** What changed beyond chance; a sentence that nothing did if there is nothing. */
  readonly changes: readonly string[];
  readonly campaign: string | undefined;
  readonly link: { readonly text: string; readonly url: string } | undefined;
  readonly footer: string;
  /** Headings of the parts. */
  readonly headings: Words["digest"]["headings"];
  readonly language: Words["language"];
}

export interface DigestRow {
  readonly name: string;
  readonly value: string;
  /** "10 before", or that there is nothing to compare with. */
  readonly before: string;
}

const NAMES = ["bookings", "conversion", "openings", "wait"] as const satisfies readonly (keyof KeyNumbers)[];
const LONGEST_NAME = 60;
const LONGEST_SUBJECT = 120;

export interface DigestPlace {
  /** The site's address; without one there is no link. */
  readonly siteUrl: string | undefined;
  readonly siteName: string;
  /** A test message says so. */
  readonly isTest?: boolean;
}

export function digestContent({ from, to, numbers, segments, campaign }: Digest, { siteUrl, siteName, isTest = false }: DigestPlace, allWords: Words): DigestContent {
  const { digest: words, keyNumbers, language } = allWords;
  const url = siteUrl !== undefined && URL.canParse(siteUrl) ? new URL(siteUrl) : undefined;
  const site = oneLine(siteName, LONGEST_NAME);
  const four = NAMES.map((name) => ({ ...keyNumberText(name, numbers[name], allWords), name: keyNumbers.names[name], found: numbers[name].judgement }));
  const beyondChance = four.filter(({ found }) => found === "better" || found === "worse");
  const changed = [
    ...beyondChance.map(({ name, sentence }) => words.changed({ name, text: sentence })),
    ...segments.map(({ dimension, name, bookings: found }) => words.segment({ dimension: allWords.labels[dimension], name: harmless(name), text: keyNumberText("bookings", found, allWords).sentence })),
  ];
  const bookings = numbers.bookings.value ?? 0;
  const subject = words.subject({ site, bookings, from, to });
  return {
    subject: oneLine(isTest ? words.test({ subject }) : subject, LONGEST_SUBJECT),
    title: words.title({ site }),
    span: words.span({ from, to }),
    rows: four.map(({ name, value, before, judgement }): DigestRow => ({ name, value, before: before ?? judgement })),
    changes: changed.length > 0 ? changed : [words.nothing({ isMeasured: four.some(({ found }) => found === "chance") })],
    campaign: campaign && words.campaign({ ...campaign, name: harmless(campaign.name) }),
    link: url && { text: words.open, url: pageOf(url, { from, to }) },
    footer: words.footer,
    headings: words.headings,
    language,
  };
}

/** The metrics page with the week. */
function pageOf(site: URL, { from, to }: { from: string; to: string }): string {
  const page = new URL("/admin/metrics", site);
  page.searchParams.set("from", from);
  page.searchParams.set("to", to);
  return page.href;
}

/**
 * A name that a stranger has chosen, as text that no program takes for an address: "evil.example" becomes "evil[.]example". Mail
 * programs make links of what looks like one, whatever the markup is.
 */
export function harmless(name: string): string {
  return oneLine(name, LONGEST_NAME).replace(/[.\u3002\uFF0E\uFF61](?=[^\s\d.])/gu, "[.]").replaceAll("://", "[:]//").replaceAll("@", "[at]");
}

/** One line without invisible characters, in so many code points. */
function oneLine(text: string, most: number): string {
  const clean = text.replace(new RegExp(INVISIBLE, "gu"), " ").replaceAll(/\s+/g, " ").trim();
  const points = [...clean];
  return points.length > most ? `${points.slice(0, most - 1).join("")}…` : clean;
}
