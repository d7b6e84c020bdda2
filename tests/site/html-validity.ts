import { HtmlValidate, type ConfigData } from "html-validate";

const config: ConfigData = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules: {
    // VoiceOver needs the role to recognise a list without bullets: see base.css.
    "no-redundant-role": "off",
    // The site's own files come from the same origin and have hashes in their names.
    "require-sri": ["error", { target: "crossorigin" }],
    // Columns of Markdown tables have their alignment in a style attribute.
    "no-inline-style": ["error", { allowedProperties: ["text-align"] }],
    // The dialog, which has a heading, comes before the content. pages.spec.ts checks the order without it.
    "heading-level": ["error", { minInitialRank: "h2", sectioningRoots: [] }],
  },
};

const validator = new HtmlValidate(config);

/** Astro writes it in front of a page's first island, where HTML allows no style element. */
const ISLAND_STYLE = /<style>astro-island,[^<]*<\/style>/g;

/** The errors of a page, one per line. */
export async function htmlErrors(html: string, path: string): Promise<string[]> {
  const { results } = await validator.validateString(html.replaceAll(ISLAND_STYLE, ""), path);
  return results.flatMap(({ messages }) => messages).map(({ ruleId, message, line, column }) => `${ruleId}: ${message} (${line}:${column})`);
}
