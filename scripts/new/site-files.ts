import { quoted } from "../../src/site/content-files/quoted.ts";
import { folderOf } from "../../src/site/languages/languages.ts";
import { SITE_TEXTS, type SiteTexts } from "./site-texts.ts";

export interface NewSite {
  readonly name: string;
  /** "de", "pt-BR": the default language first. */
  readonly languages: readonly string[];
  readonly email: string;
  /** "#00aa77" */
  readonly color: string;
}

/** The files of a new site by their paths from the project's root. */
export function siteFiles({ name, languages, email, color }: NewSite): Readonly<Record<string, string>> {
  const files: Record<string, string> = { "src/site.config.ts": siteConfig(color, languages) };
  for (const [i, language] of languages.entries()) {
    // Safe: the answers name no other language.
    const texts = SITE_TEXTS[language.split("-")[0] ?? ""] as SiteTexts;
    const words = { tagline: texts.tagline, booking: { label: texts.label, title: texts.title } };
    const folder = folderOf(language);
    if (i === 0) {
      files["src/content/site.yaml"] = yaml({ name, tagline: words.tagline, email, language, booking: words.booking, footer: name });
      files["src/content/pages/index.md"] = homePage(texts);
    } else {
      files[`src/content/site.${folder}.yaml`] = yaml({ ...words, footer: name });
      files[`src/content/pages/${folder}/index.md`] = homePage(texts);
    }
  }
  return files;
}

/** Fields as YAML, every text in quotation marks, so that no name or translation is read as anything else. */
function yaml(fields: Readonly<Record<string, unknown>>, indent = ""): string {
  return Object.entries(fields)
    .map(([key, value]) => (typeof value === "object" ? `${indent}${key}:\n${yaml(value as Record<string, unknown>, `${indent}  `)}` : `${indent}${key}: ${quoted(String(value))}\n`))
    .join("");
}

function homePage({ label, home }: SiteTexts): string {
  const { title, description, heading, text, note, steps, close } = home;
  const items = steps.items.map(([name, what]) => `      - heading: ${quoted(name)}\n        text: ${quoted(what)}\n`).join("");
  return `---
title: ${quoted(title)}
description: ${quoted(description)}
hero:
  heading: ${quoted(heading)}
  text: ${quoted(text)}
  cta:
    label: ${quoted(label)}
    note: ${quoted(note)}
sections:
  - type: steps
    heading: ${quoted(steps.heading)}
    items:
${items}  - type: cta
    heading: ${quoted(close[0])}
    text: ${quoted(close[1])}
    cta:
      label: ${quoted(label)}
---
`;
}

function siteConfig(color: string, languages: readonly string[]): string {
  return `import { defineSite } from "./site/config/site-config.ts";

/** The site's configuration. Every field is optional: see docs/brand.md. */
export default defineSite({
  brand: {
    colors: { accent: "${color}" },
  },
${languages.length > 1 ? `  languages: [${languages.map((language) => `"${language}"`).join(", ")}],\n` : ""}});
`;
}
