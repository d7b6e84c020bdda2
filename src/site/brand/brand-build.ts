import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AstroIntegration } from "astro";
import { brandFonts, type BrandFont } from "./brand-fonts.ts";
import type { Brand } from "./brand-schema.ts";
import { calendarLook } from "./calendar-look.ts";
import { brandTokens, tokenCss, type Mode, type Tokens } from "./brand-tokens.ts";
import { isSelfContained, usesPageColours } from "./svg.ts";

/** The brand as pages and pictures use it: the constant BRAND. */
export interface BuiltBrand extends Pick<Brand, "logo" | "icon" | "art" | "socialImage" | "calendar"> {
  readonly tokens: Readonly<Record<Mode, Tokens>>;
  /** The typeface's families, for <Font>. */
  readonly fonts: readonly BrandFont[];
}

/** Puts the brand of src/site.config.ts into the styles, the fonts and the constant BRAND. */
export function brandBuild(brand: Brand): AstroIntegration {
  return {
    name: "readyslot:brand",
    hooks: {
      "astro:config:setup": async ({ config, logger, updateConfig }) => {
        const root = fileURLToPath(config.root);
        const { logo, icon, art, socialImage, calendar } = brand;
        requireFiles(root, { "logo.src": logo?.src, "logo.dark": logo?.dark, icon, art, "socialImage.art": socialImage.art });
        const lost = logo && !logo.dark && colourlessLogo(join(root, logo.src));
        if (lost) logger.warn(`${logo.src} ${lost}`);
        const tokens = brandTokens(brand.colors);
        const fonts = await brandFonts(root, brand.font);
        const built: BuiltBrand = { tokens, fonts: fonts.fonts, logo, icon, art, socialImage, calendar };
        const css = fonts.css + tokenCss(tokens, { font: fonts.stack, radius: `${brand.radius / 16}rem` });
        updateConfig({
          // An empty list would make a type of no custom property at all.
          ...(fonts.families.length > 0 && { fonts: fonts.families }),
          vite: {
            define: { BRAND: JSON.stringify(built), CAL_LOOK: JSON.stringify(calendarLook(built)) },
            plugins: [
              {
                name: "readyslot:brand-tokens",
                enforce: "pre",
                // In front of the other tokens, in the same style sheet.
                transform: { filter: { id: /\/src\/site\/tokens\.css(\?|$)/ }, handler: (code: string) => css + code },
              },
            ],
          },
        });
      },
    },
  };
}

/** Why a logo would not have the page's colours, and what to do; undefined if it has them, or needs none. */
function colourlessLogo(file: string): string | undefined {
  const svg = /\.svg$/i.test(file) ? readFileSync(file, "utf8") : "";
  if (isSelfContained(svg) || !usesPageColours(svg)) return undefined;
  return "has ids or a style element, so it is shown as a picture, in which currentColor is black. Remove them, or write its colours into it and add logo.dark.";
}

/** @throws {TypeError} that names the first file that does not exist. */
function requireFiles(root: string, files: Readonly<Record<string, string | undefined>>): void {
  for (const [field, file] of Object.entries(files)) {
    if (file && !existsSync(join(root, file))) throw new TypeError(`src/site.config.ts: brand.${field} is "${file}", but there is no such file.`);
  }
}
