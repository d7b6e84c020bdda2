import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brandTokens, contrastProblems, tokenCss } from "../../../../src/site/brand/brand-tokens.ts";
import { contrast, hexColour, leastContrast, mix, readable, toned } from "../../../../src/site/brand/colours.ts";

const colour = fc.integer({ min: 0, max: 0xff_ff_ff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

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
    fc.assert(fc.property(colour, colour, (one, other) => mix(one, one, 0.5) === one && mix(one, other, 0) === one && mix(one, other, 1) === other));
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
    fc.assert(fc.property(colour, fc.double({ min: 0, max: 1, noNaN: true }), (one, lightness) => /^#[\da-f]{6}$/.test(toned(one, lightness, 0.1))));
  });

  test("is made readable, and changed only where it is not", () => {
    fc.assert(
      fc.property(colour, colour, (one, background) => {
        const result = readable(one, [background], 4.5);
        return leastContrast(result, [background]) >= 4.5 && (contrast(one, background) < 4.5 || result === one);
      }),
    );
  });
});

describe("the colours of a brand", () => {
  test("that are derived have enough contrast, whatever the accent", () => {
    fc.assert(fc.property(colour, (accent) => contrastProblems(brandTokens({ accent, light: {}, dark: {} })).every(({ path }) => path.at(-1) === "accent")));
  });

  test("that are derived have enough contrast on any light or dark paper with a readable ink", () => {
    const light = fc.tuple(colour, colour, colour).filter(([, paper, ink]) => contrast(paper, ink) > 7);
    fc.assert(
      fc.property(light, ([accent, paper, ink]) => contrastProblems(brandTokens({ accent, light: { paper, ink }, dark: { paper: ink, ink: paper } })).every(({ path }) => path.at(-1) === "accent")),
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
