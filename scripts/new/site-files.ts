import { quoted } from "../../src/site/content-files/quoted.ts";
import type { SiteTexts } from "./site-texts.ts";

export interface NewSite {
  readonly name: string;
  /** "de", "pt-BR". */
  readonly language: string;
  readonly email: string;
  /** "#00aa77" */
  readonly color: string;
}

/** The files of a new site by their paths from the project's root. */
export function siteFiles(site: NewSite, texts: SiteTexts): Readonly<Record<string, string>> {
  return { "src/content/site.yaml": siteYaml(site, texts), "src/content/pages/index.md": homePage(texts), "src/site.config.ts": siteConfig(site) };
}

/** Fields as YAML, every text in quotation marks, so that no name or translation is read as anything else. */
function yaml(fields: Readonly<Record<string, unknown>>, indent = ""): string {
  return Object.entries(fields)
    .map(([key, value]) => {
      if (Array.isArray(value)) return `${indent}${key}: []\n`;
      return typeof value === "object" && value !== null ? `${indent}${key}:\n${yaml(value as Record<string, unknown>, `${indent}  `)}` : `${indent}${key}: ${quoted(String(value))}\n`;
    })
    .join("");
}

function siteYaml({ name, language, email }: NewSite, texts: SiteTexts): string {
  const { label, title, nextFree, close, late, page, times, failed, words, notFound } = texts;
  return yaml({
    name,
    tagline: texts.tagline,
    email,
    language,
    booking: { label, title, nextFree, events: [], dialog: { close, late, page, times, failed } },
    words,
    footer: texts.footer.replace("{name}", () => name),
    notFound,
  });
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

function siteConfig({ color }: NewSite): string {
  return `import { defineSite } from "./site/config/site-config.ts";

/** The site's configuration. Every field is optional: see docs/brand.md. */
export default defineSite({
  brand: {
    colors: { accent: "${color}" },
  },
});
`;
}
