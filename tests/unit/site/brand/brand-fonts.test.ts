import { describe, expect, test } from "vitest";
import { root } from "../../../../scripts/settings.ts";
import { brandFonts } from "../../../../src/site/brand/brand-fonts.ts";

/** In the demo's content there are letters from A to Z, and none of Linear B. */
const LETTERS = "U+0041-005A";
const LINEAR_B = "U+10000-1005D";
const FILE = "@fontsource/outfit/files/outfit-latin-400-normal.woff2";

const font = (fields: object) => ({ name: "Outfit", subsets: ["latin"], ...fields });
const variantsOf = (families: Awaited<ReturnType<typeof brandFonts>>["families"]) => families.map(({ options }) => (options as unknown as { variants: { weight: string }[] }).variants.map(({ weight }) => weight));

test("without a typeface, pages use the device's own", async () => {
  expect(await brandFonts(root, undefined)).toEqual({ families: [], fonts: [], stack: "system-ui, sans-serif", css: "" });
});

describe("the typeface", () => {
  test("of a package with a file per weight is one family, of which one file is preloaded", async () => {
    const { families, fonts, stack } = await brandFonts(root, font({ package: "@fontsource/outfit" }));
    expect(variantsOf(families)).toEqual([["400", "600"]]);
    // The only set of characters needs no range.
    expect(JSON.stringify(families)).not.toContain("unicodeRange");
    expect(fonts).toEqual([{ cssVariable: "--font-0", preload: [{ weight: "400" }] }]);
    expect(stack).toBe('var(--font-0), "Outfit fallback", system-ui, sans-serif');
  });

  test("has a family for each set of characters, and none for characters that no content contains", async () => {
    const files = [
      { src: FILE, weights: "400", range: "U+0061-007A" },
      { src: FILE, weights: "400", range: LETTERS },
      { src: FILE, weights: "600", range: LETTERS.toLowerCase() },
      { src: FILE, weights: "400", range: LINEAR_B },
    ];
    const { families, fonts } = await brandFonts(root, font({ files }));
    expect(variantsOf(families)).toEqual([["400"], ["400", "600"]]);
    expect(JSON.stringify(families).match(/"unicodeRange":\["U\+00[46]1-00[57]A"\]/gi)).toHaveLength(3);
    expect(fonts.map(({ preload }) => preload)).toEqual([[{ weight: "400" }], false]);
  });

  test("has a fallback with its metrics, in regular and in bold", async () => {
    const { css } = await brandFonts(root, font({ package: "@fontsource/outfit" }));
    const faces = css.match(/@font-face \{[^}]*\}/g) ?? [];
    expect(faces).toHaveLength(2);
    for (const face of faces) expect(face).toMatch(/font-family: "Outfit fallback"; src: local\("Arial.*size-adjust: [\d.]+%; ascent-override: [\d.]+%; descent-override: [\d.]+%; \}$/);
  });

  test.each([
    [{ package: "@fontsource-variable/none" }, "src/site.config.ts: the font @fontsource-variable/none/index.css does not exist. Install its package: npm install @fontsource-variable/none"],
    [{ package: "@fontsource/outfit", subsets: ["greek"] }, "src/site.config.ts: brand.font.subsets: @fontsource/outfit has none of the subsets greek."],
    [{ files: [{ src: "src/content/brand/none.woff2", weights: "400" }] }, "src/site.config.ts: the font src/content/brand/none.woff2 does not exist."],
  ])("that cannot be found stops the build with a remedy: %j", async (fields, message) => {
    await expect(brandFonts(root, font(fields))).rejects.toThrow(message);
  });
});
