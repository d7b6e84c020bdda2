import { HtmlValidate, type ConfigData } from "html-validate";

const config: ConfigData = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules: {
    // A list without bullets is none to VoiceOver until its role says so: see base.css.
    "no-redundant-role": "off",
    // Our own files come from where the page does, from a build that names them by their content.
    "require-sri": ["error", { target: "crossorigin" }],
    // Markdown's columns of a table say their side in a style attribute.
    "no-inline-style": ["error", { allowedProperties: ["text-align"] }],
    // The dialog stands in front of the content, and its heading is a part of the page's; pages.spec.ts looks at the order without it.
    "heading-level": ["error", { minInitialRank: "h2", sectioningRoots: [] }],
  },
};

const validator = new HtmlValidate(config);

/** What is not valid in a page, a line each. */
export async function htmlErrors(html: string, path: string): Promise<string[]> {
  const { results } = await validator.validateString(html, path);
  return results.flatMap(({ messages }) => messages).map(({ ruleId, message, line, column }) => `${ruleId}: ${message} (${line}:${column})`);
}
