import { describe, expect, test } from "vitest";
import { cssDemands, withoutVariables } from "../../engines/built-css.ts";

const page = (css: string, body = "") => [{ html: `<!doctype html><head><style>${css}</style></head>${body}` }];

describe("the CSS features of a page", () => {
  test("is each declaration once, of style elements and style attributes", () => {
    const { declarations } = cssDemands(page("a { color: red } b { color: red; margin: 0 }", `<i class="x" style="inline-size: 40%"></i>`));
    expect(declarations.map(({ property, value }) => `${property}: ${value}`)).toEqual(["color: red", "margin: 0", "inline-size: 40%"]);
  });

  test("have the conditions around a declaration", () => {
    const { declarations } = cssDemands(page("@supports (display: grid) { @media print { @supports (gap: 1px) { a { gap: 1px } } } }"));
    expect(declarations).toEqual([{ property: "gap", value: "1px", conditions: ["(gap: 1px)", "(display: grid)"] }]);
  });

  test("leaves out custom properties, and descriptors", () => {
    const { declarations } = cssDemands(page("@font-face { font-family: x; src: url(x) } @property --x { syntax: '*'; inherits: false } a { --y: 1 }"));
    expect(declarations).toEqual([]);
  });

  test("is each selector of a list, but no keyframe's", () => {
    const { selectors } = cssDemands(page("a, b:hover { color: red } @keyframes turn { from { rotate: 0deg } 50% { rotate: 1deg } }"));
    expect(selectors).toEqual(["a", "b:hover"]);
  });

  test("is each at-rule, with those inside it", () => {
    const { atRules } = cssDemands(page("@media print { @supports (gap: 1px) { a { gap: 1px } } }"));
    expect(atRules).toEqual(["@media print { @supports (gap: 1px) { a { gap: 1px } } }", "@supports (gap: 1px) { a { gap: 1px } }"]);
  });
});

describe("a custom property", () => {
  const custom = new Map([
    ["--line", "0.1em"],
    ["--accent", "rgb(from var(--base) r g b)"],
    ["--base", "red"],
  ]);

  test.each([
    ["underline var(--accent) var(--line)", "underline rgb(from red r g b) 0.1em"],
    ["var(--missing, 1px)", "1px"],
    ["var(--missing, calc(1px + var(--line)))", "calc(1px + 0.1em)"],
    ["var(--line, 1px)", "0.1em"],
    ["calc(2 * var( --line ))", "calc(2 * 0.1em)"],
    ["none", "none"],
  ])("is replaced in %j", (value, replaced) => {
    expect(withoutVariables(value, custom)).toBe(replaced);
  });

  test("without any value is an error that names it", () => {
    expect(() => withoutVariables("1px solid var(--missing)", custom)).toThrow('--missing is used in "1px solid var(--missing)" but has no value anywhere.');
  });
});
