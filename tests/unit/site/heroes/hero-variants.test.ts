import { describe, expect, test } from "vitest";
import { heroVersions, versionsBy } from "../../../../src/site/heroes/hero-fields.ts";
import { heroValue, isTested, marksOf, versionOf } from "../../../../src/site/heroes/hero-variants.ts";

const only = (variant: "a" | "b", html: string) => marksOf(variant).start + html + marksOf(variant).end;
const PAGE = `<head>${only("a", "<link a>")}${only("b", "<link b>")}</head><dialog data-hero="${heroValue("short")}">${only("a", "<h1>One</h1>")}${only("b", "<h1>Two\n</h1>")}<p>Both $1</p>${only("b", "<p>bar</p>")}`;

test("a page with both versions becomes two, each without a trace of the other", () => {
  expect(versionOf(PAGE, "a")).toBe('<head><link a></head><dialog data-hero="short:a"><h1>One</h1><p>Both $1</p>');
  expect(versionOf(PAGE, "b")).toBe('<head><link b></head><dialog data-hero="short:b"><h1>Two\n</h1><p>Both $1</p><p>bar</p>');
  expect([isTested(PAGE), isTested(versionOf(PAGE, "a")), isTested("<h1>One</h1>")]).toEqual([true, false, false]);
});

const HERO = { heading: "One", text: "Text", cta: { label: "Book" } };

describe("the two versions of a hero", () => {
  test("are one without a test", () => {
    expect(heroVersions(HERO)).toEqual([{ hero: HERO }]);
  });

  test("differ in the fields of the test, and in nothing else", () => {
    expect(heroVersions({ ...HERO, test: { name: "short", heading: "Two", image: undefined } })).toEqual([
      { variant: "a", hero: HERO },
      { variant: "b", hero: { ...HERO, heading: "Two" } },
    ]);
  });

  test("share what is the same in both, such as the button of the bar", () => {
    const versions = heroVersions({ ...HERO, test: { name: "short", heading: "Two" } });
    expect(versionsBy(versions, ({ cta }) => cta?.label)).toEqual([{ value: "Book" }]);
    expect(versionsBy(versions, ({ heading }) => heading)).toEqual([{ variant: "a", value: "One" }, { variant: "b", value: "Two" }]);
  });
});
