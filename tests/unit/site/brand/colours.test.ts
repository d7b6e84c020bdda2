import { assert, double, integer, property, tuple } from "fast-check";
import { describe, expect, test } from "vitest";
import { brandTokens, contrastProblems, tokenCss, type ChosenColours } from "../../../../src/site/brand/brand-tokens.ts";
import { contrast, hexColour, leastContrast, mix, readable, toned } from "../../../../src/site/brand/colours.ts";

const colour = integer({ min: 0, max: 0xff_ff_ff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

/** An accent that is too close to the paper is the owner's to change. */
const derivedProblems = (chosen: ChosenColours) => contrastProblems(brandTokens(chosen)).filter(({ path }) => path.at(-1) !== "accent");

describe("a colour", () => {
  test.each([
    ["#0a7", "#00aa77"],
    [" #0A7Bcd ", "#0a7bcd"],
    ["0a7", undefined],
    ["#0a7f", undefined],
    ["#12345", undefined],
    ["red", undefined],
    ["rgb(0 0 0)", undefined],
  ])("%s is read as %s", (text, hex) => {
    expect(hexColour(text)).toBe(hex);
  });

  test("mixed with itself, or not at all, stays the same", () => {
    assert(property(colour, colour, (one, other) => void expect([mix(one, one, 0.5), mix(one, other, 0), mix(one, other, 1)]).toEqual([one, one, other])));
  });

  // https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
  test.each([
    ["#000000", "#ffffff", 21],
    ["#777777", "#ffffff", 4.48],
    ["#767676", "#ffffff", 4.54],
    ["#0000ff", "#ffffff", 8.59],
  ])("%s on %s has WCAG's contrast %d", (one, other, expected) => {
    expect(contrast(one, other)).toBeCloseTo(expected, 1);
    expect(contrast(other, one)).toBe(contrast(one, other));
  });

  test("with another lightness is a colour that a screen can show", () => {
    assert(property(colour, double({ min: 0, max: 1, noNaN: true }), (one, lightness) => void expect(toned(one, lightness, 0.1)).toMatch(/^#[\da-f]{6}$/)));
  });

  test("is made readable, and changed only where it is not", () => {
    assert(
      property(colour, colour, (one, background) => {
        const result = readable(one, [background], 4.5);
        expect(leastContrast(result, [background])).toBeGreaterThanOrEqual(4.5);
        expect(contrast(one, background) < 4.5 || result === one).toBe(true);
      }),
    );
  });
});

describe("the colours of a brand", () => {
  test("that are derived have enough contrast, whatever the accent", () => {
    assert(property(colour, (accent) => void expect(derivedProblems({ accent, light: {}, dark: {} })).toEqual([])));
  });

  test("are accepted for any accent that can be seen on white, black included", () => {
    const visible = colour.filter((accent) => contrast(accent, "#ffffff") >= 1.3);
    assert(property(visible, (accent) => void expect(contrastProblems(brandTokens({ accent, light: {}, dark: {} }))).toEqual([])));
    for (const accent of ["#000000", "#0a0a0a", "#1a1a1a", "#00005a"]) expect(contrastProblems(brandTokens({ accent, light: {}, dark: {} }))).toEqual([]);
  });

  test("that are derived have enough contrast on any paper, of which no ink is known", () => {
    assert(property(colour, colour, colour, (accent, paper, other) => void expect(derivedProblems({ accent, light: { paper }, dark: { paper: other } })).toEqual([])));
    assert(property(colour, colour, (accent, paper) => void expect(derivedProblems({ accent, light: {}, dark: { paper } })).toEqual([])));
  });

  test("have a button that changes when it is pointed at, black and white included", () => {
    assert(property(colour, (accent) => void expect(brandTokens({ accent, light: {}, dark: {} }).light["accent-hover"]).not.toBe(accent)));
    for (const accent of ["#000000", "#ffffff"]) expect(contrast(brandTokens({ accent, light: {}, dark: {} }).light["accent-hover"], accent)).toBeGreaterThan(1.1);
  });

  test("follow a paper that is dark in both designs", () => {
    const { light, dark } = brandTokens({ accent: "#00aa77", light: { paper: "#101010" }, dark: { paper: "#101010" } });
    for (const { ink, paper } of [light, dark]) expect(contrast(ink, paper)).toBeGreaterThan(7);
  });

  test("that are derived have enough contrast on any light or dark paper with a readable ink", () => {
    const light = tuple(colour, colour, colour).filter(([, paper, ink]) => contrast(paper, ink) > 7);
    assert(
      property(light, ([accent, paper, ink]) => void expect(derivedProblems({ accent, light: { paper, ink }, dark: { paper: ink, ink: paper } })).toEqual([])),
    );
  });

  test("that a site sets are used as they are", () => {
    const { light, dark } = brandTokens({ accent: "#38bdf8", light: { paper: "#fbf9f4", edge: "#858a93" }, dark: { night: "#0f1829" } });
    expect(light).toMatchObject({ accent: "#38bdf8", paper: "#fbf9f4", edge: "#858a93" });
    expect(dark).toMatchObject({ accent: "#38bdf8", night: "#0f1829" });
  });

  test("in the style sheet are there twice only where they differ", () => {
    const css = tokenCss(brandTokens({ accent: "#38bdf8", light: {}, dark: { accent: "#38bdf8" } }), { radius: "0.375rem" });
    expect(css.match(/--accent:/g)).toHaveLength(1);
    expect(css.match(/--paper:/g)).toHaveLength(2);
    expect(css).toContain("--radius: 0.375rem;");
  });
});
