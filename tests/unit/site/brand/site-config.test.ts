import { describe, expect, test } from "vitest";
import { calendarLook } from "../../../../src/site/brand/calendar-look.ts";
import { brandTokens } from "../../../../src/site/brand/brand-tokens.ts";
import { defineSite } from "../../../../src/site/config/site-config.ts";

const brandOf = (brand: unknown) => () => defineSite({ brand: brand as never });

function messageOf(run: () => unknown): string {
  try {
    run();
    return "";
  } catch (error) {
    return String(error);
  }
}

test("an empty configuration is a whole brand without the demo's", () => {
  const { brand } = defineSite({});
  expect(brand).toMatchObject({ radius: 6, colors: { accent: "#1d4ed8" }, calendar: { hideDetails: false } });
  for (const name of ["logo", "icon", "art", "font"]) expect(brand).not.toHaveProperty(name);
});

describe("a mistake in the brand names its place and what to write", () => {
  test.each([
    [{ colors: { accent: "teal" } }, 'brand.colors.accent: "teal" is not a colour that can be read. Write it in hexadecimal, for example "#0a7" or "#00aa77".'],
    [{ colors: { accents: "#0a7" } }, 'brand.colors: There is no field "accents". Did you mean "accent"? Fields here: accent, light, dark.'],
    [{ colors: { light: { paper2: "#fff" } } }, 'brand.colors.light: There is no field "paper2". Fields here: paper, sink, ink'],
    [{ font: { name: "A", files: [{ src: "src/content/brand/a.woff2", weight: "400", weights: "400" }] } }, 'brand.font.files.0: There is no field "weight". Did you mean "weights"?'],
    [{ colors: { light: { ink: "#999" } } }, "brand.colors.light.ink: #999999 on paper (#ffffff) has a contrast of 2.8:1, but text needs 4.5:1. Use #"],
    [{ colors: { dark: { paper: "#111", quiet: "#333" } } }, "brand.colors.dark.quiet: #333333 on "],
    [{ colors: { accent: "#fff" } }, "brand.colors.light.accent: #ffffff on paper (#ffffff) has a contrast of 1:1, but the surface of a button needs 1.3:1."],
    [{ logo: { src: "../logo.svg" } }, 'brand.logo.src: Expected the path of a file in src/content (.svg, .png, .webp, .avif, .jpg, .jpeg), for example "src/content/brand/logo.svg".'],
    [{ logo: { src: "src/content/../../etc/logo.svg" } }, "brand.logo.src: Expected the path of a file in src/content"],
    [{ font: { name: "Inter" } }, "brand.font: Expected either `package` or `files`."],
    [{ font: { name: "Inter", package: "inter" } }, 'brand.font.package: Expected a package of Fontsource, such as "@fontsource-variable/inter". Install it with npm first.'],
    [{ font: { name: 'In"ter', package: "@fontsource/inter" } }, "brand.font.name: Expected the name of the typeface"],
    [{ radius: 99 }, /brand\.radius: /],
  ])("%j", (brand, message) => {
    expect(brandOf(brand)).toThrow(message);
  });

  test("with a proposal that is accepted", () => {
    const [, ink = ""] = /Use (#[\da-f]{6})/.exec(messageOf(brandOf({ colors: { light: { ink: "#999" } } }))) ?? [];
    expect(ink).not.toBe("");
    expect(brandOf({ colors: { light: { ink } } })).not.toThrow();
  });
});

test("Cal's calendar wears the brand in light and in dark, and hides the event's details only on request", () => {
  const tokens = brandTokens({ accent: "#00aa77", light: {}, dark: { paper: "#101418" } });
  const look = calendarLook({ tokens, calendar: { hideDetails: false } });
  expect(look.cssVarsPerTheme.light).toMatchObject({ "cal-brand": "#00aa77", "cal-bg": "#ffffff", "cal-brand-text": tokens.light["on-accent"] });
  expect(look.cssVarsPerTheme.dark).toMatchObject({ "cal-bg": "#101418", "cal-text-emphasis": tokens.dark.ink });
  expect(look).not.toHaveProperty("hideEventTypeDetails");
  expect(calendarLook({ tokens, calendar: { hideDetails: true } })).toHaveProperty("hideEventTypeDetails", true);
});
