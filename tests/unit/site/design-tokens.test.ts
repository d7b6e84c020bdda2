import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../../scripts/settings.ts";
import { brandTokens, type Token } from "../../../src/site/brand/brand-tokens.ts";
import { ENGINES_ROUTE } from "../../../src/site/own-pages.ts";
import site from "../../fixtures/studio/src/site.config.ts";

const TOKENS = "src/site/tokens.css";

/** Files that may name colours of their own, each with its reason. */
const OWN_COLOURS: Record<string, string> = {
  "src/metrics/admin/admin.css": "The status colours: the admin's pages only, and named there as tokens.",
  "src/booking/ui/booking-dialog.css": "The backdrop darkens whatever is behind it, in light and in dark.",
};

/** The engine's. A site's own pages and components may have any style. */
const styles = globSync("src/{booking,content-check,host,metrics,pages,site}/**/*.{css,astro}", { cwd: root })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => !file.startsWith("src/pages/") || ENGINES_ROUTE.test(file.slice("src/pages/".length)))
  .map((file) => ({ file, css: cssOf(file, readFileSync(join(root, file), "utf8")) }));

const COLOUR = /#(?:[\da-f]{8}|[\da-f]{6}|[\da-f]{3,4})\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(|(?<=:[^;]*\s)(?:white|black|red|gr[ae]y|blue|green)\b/gi;

/** What a right-to-left page would not turn around, and what says the same in a way that it does. */
const PHYSICAL: [RegExp, string][] = [
  [/^(?:left|right)$/, "inset-inline-start or -end"],
  [/^(?:scroll-)?(?:margin|padding|border)-(?:left|right)\b/, "the -inline-start or -inline-end property"],
  [/^border-(?:top|bottom)-(?:left|right)-radius$/, "border-start-start-radius and its like"],
];
const PHYSICAL_VALUES: [RegExp, RegExp, string][] = [
  [/^text-align$/, /\b(?:left|right)\b/, "start or end"],
  [/^(?:float|clear)$/, /\b(?:left|right)\b/, "inline-start or inline-end"],
];

describe("all colours come from the brand", () => {
  it("finds the site's styles", () => {
    expect(styles.map(({ file }) => file)).toEqual(expect.arrayContaining([TOKENS, "src/site/base.css", "src/site/Header.astro"]));
  });

  it.each(styles.filter(({ file }) => file !== TOKENS && !(file in OWN_COLOURS)))("$file names no colour of its own", ({ css }) => {
    expect(css.match(COLOUR) ?? []).toEqual([]);
  });
});

describe("right to left", () => {
  it.each(styles)("$file names no left and no right", ({ css }) => {
    const found = declarations(css).flatMap(({ property, value }) => [
      ...PHYSICAL.filter(([name]) => name.test(property)).map(([, instead]) => `${property}: ${value} — write ${instead}`),
      ...PHYSICAL_VALUES.filter(([name, wrong]) => name.test(property) && wrong.test(value)).map(([, , instead]) => `${property}: ${value} — write ${instead}`),
    ]);
    expect(found).toEqual([]);
  });
});

/** WCAG 2.2: text 4.5 (1.4.3), what is needed to recognise a control or its state 3 (1.4.11). */
describe.each(["light", "dark"] as const)("in %s", (mode) => {
  it.each([
    ["text on paper", "ink", "paper", 4.5],
    ["text on a sunk surface", "ink", "sink", 4.5],
    ["quiet text on paper", "quiet", "paper", 4.5],
    ["quiet text on a sunk surface", "quiet", "sink", 4.5],
    ["text on the night", "on-night", "night", 4.5],
    ["quiet text on the night", "quiet-on-night", "night", 4.5],
    ["a button's label", "on-accent", "accent", 4.5],
    ["the label of a button that is pointed at", "on-accent", "accent-hover", 4.5],
    ["the underline of a link, and the ring around what has the focus", "accent-line", "paper", 3],
    ["the ring around what has the focus on a sunk surface", "accent-line", "sink", 3],
    ["the ring around what has the focus on the night", "line-on-night", "night", 3],
    ["the edge of a field or a quiet button", "edge", "paper", 3],
  ] as const)("%s has enough contrast", (_, ink, paper, least) => {
    const colours: Readonly<Record<Token, string>> = brandTokens(site.brand.colors)[mode];
    expect(contrast(colours[ink], colours[paper])).toBeGreaterThanOrEqual(least);
  });
});

/** Only the styles of a component; in its markup "color" and "left" are words. */
function cssOf(file: string, text: string): string {
  const css = file.endsWith(".astro") ? [...text.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style>/g)].map(([, content = ""]) => content).join("\n") : text;
  return css.replaceAll(/\/\*[\s\S]*?\*\//g, "");
}

function declarations(css: string): { property: string; value: string }[] {
  return [...css.matchAll(/([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])/g)].map(([, property = "", value = ""]) => ({ property, value: value.trim() }));
}

/** WCAG's ratio, 1 to 21. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  if (!/^#[\da-f]{6}$/i.test(colour)) throw new Error(`"${colour}" is not written as #rrggbb, which this test can read.`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
