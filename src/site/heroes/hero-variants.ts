/**
 * The two versions of a page whose hero is tested. Both are rendered into one page, between marks; the build makes two files of it.
 * This file imports nothing: the code at the host's edge uses it as well.
 */

export const VARIANTS = ["a", "b"] as const;
export type HeroVariant = (typeof VARIANTS)[number];

/** The marks around what only one version has. */
export const marksOf = (variant: HeroVariant) => ({ start: `<!--hero-${variant}-->`, end: `<!--/hero-${variant}-->` });

/** In attributes, which cannot contain a mark: it becomes the letter of the version. */
const LETTER = "%hero%";

/** What a record of the statistics says: the test and its version, "short-heading:a". */
export const heroValue = (test: string, variant: string = LETTER) => `${test}:${variant}`;

/** Where the build puts the second version of a page: "/_hero-b/pricing" for "/pricing". Visitors do not see this address. */
export const SECOND = "_hero-b";

/** The cookie with the version that a visitor sees. */
export const cookieOf = (test: string) => `readyslot-hero-${test}`;

export function isTested(html: string): boolean {
  return html.includes(marksOf("b").start);
}

/** One version of a page. */
export function versionOf(html: string, variant: HeroVariant): string {
  return VARIANTS.reduce((text, one) => {
    const { start, end } = marksOf(one);
    return one === variant ? text.replaceAll(start, "").replaceAll(end, "") : text.replaceAll(new RegExp(`${start}[\\s\\S]*?${end}`, "g"), "");
  }, html).replaceAll(LETTER, variant);
}
