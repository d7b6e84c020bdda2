import { describe, expect, test } from "vitest";
import { brandTokens } from "../../../../src/site/brand/brand-tokens.ts";
import { colouredSvg, inlineSvg, isSelfContained } from "../../../../src/site/brand/svg.ts";

const TOKENS = brandTokens({ accent: "#00aa77", light: { ink: "#101010" }, dark: {} }).light;
const DRAWING = `<?xml version="1.0"?>
<!DOCTYPE svg>
<!-- Made with a drawing program -->
<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" viewBox="0 0 200 100" role="img">
  <path d="M0 0h10" stroke="var(--accent)" fill="currentColor"/>
</svg>
`;

describe("a drawing in a page", () => {
  test("has no prolog, no comments and no name, and the height that is asked for", () => {
    expect(inlineSvg(DRAWING, "logo.svg", 32)).toBe('<svg aria-hidden="true" width="64" height="32" viewBox="0 0 200 100"><path d="M0 0h10" stroke="var(--accent)" fill="currentColor"/></svg>');
  });

  test("keeps its own size if none is asked for", () => {
    expect(inlineSvg(DRAWING, "logo.svg")).toContain('<svg aria-hidden="true" width="200" height="100" viewBox');
  });

  test("has nothing of the program that it was made with", () => {
    const made = `<svg xmlns:inkscape='http://www.inkscape.org/x' xmlns:xlink="http://www.w3.org/1999/xlink" viewBox='0 0 10 10' width='10' xml:space="preserve" inkscape:version="1.0"><sodipodi:namedview id="a"><inkscape:grid/></sodipodi:namedview><metadata><rdf:RDF/></metadata><path d="M0 0" inkscape:label="A"/></svg>`;
    expect(inlineSvg(made, "logo.svg", 20)).toBe(`<svg aria-hidden="true" width="20" height="20" viewBox='0 0 10 10'><path d="M0 0"/></svg>`);
  });

  test("without a viewBox gets one of its own size", () => {
    expect(inlineSvg('<svg width="24px" height="12"><path/></svg>', "logo.svg", 24)).toBe('<svg aria-hidden="true" width="48" height="24" viewBox="0 0 24 12"><path/></svg>');
  });

  test.each([
    ["<p>No drawing</p>", "logo.svg is not an SVG: it has no <svg> element."],
    ['<svg viewBox="0 0 1 1"><script>alert(1)</script></svg>', 'logo.svg contains "<script". Remove it: a drawing on a page must not run anything.'],
    ['<svg viewBox="0 0 1 1" onload="alert(1)"></svg>', 'logo.svg contains "onload=".'],
    ['<svg viewBox="0 0 1 1"><a href="JavaScript:alert(1)"/></svg>', 'logo.svg contains "JavaScript:".'],
    ['<svg width="100%" height="100%"><path/></svg>', "logo.svg has no viewBox"],
    ["<svg><path/></svg>", 'logo.svg has no viewBox, so its shape is unknown. Add one to its <svg> element, for example viewBox="0 0 32 32".'],
  ])("is refused with a reason: %s", (text, message) => {
    expect(() => inlineSvg(text, "logo.svg")).toThrow(message);
  });

  test("with ids or styles cannot be in a page twice", () => {
    expect(isSelfContained(DRAWING)).toBe(true);
    expect(isSelfContained('<svg><linearGradient id="a"/></svg>')).toBe(false);
    expect(isSelfContained("<svg><style>path{}</style></svg>")).toBe(false);
  });
});

test("a drawing in a picture has the tokens' values", () => {
  expect(colouredSvg(DRAWING, "logo.svg", TOKENS)).toContain('stroke="#00aa77" fill="#101010"');
  expect(colouredSvg(DRAWING.replace("var(--accent)", "var( --accent , red)").replace("currentColor", "var(--own, blue)"), "logo.svg", TOKENS)).toContain('stroke="#00aa77" fill="blue"');
});
