/** Every page of the build is valid HTML, and nothing in it hides from those who do not see it. */
import { HtmlValidate, type ConfigData } from "html-validate";
import { expect, test } from "playwright/test";
import { builtPages } from "../../fixtures/builds/built-pages.ts";

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

for (const { path, html } of builtPages()) {
  test(`${path} is valid`, async () => {
    const { results } = await validator.validateString(html, path);
    const problems = results.flatMap(({ messages }) => messages).map(({ ruleId, message, line, column }) => `${ruleId}: ${message} (${line}:${column})`);
    expect(problems).toEqual([]);
  });
}
