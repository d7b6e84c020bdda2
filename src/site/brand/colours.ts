/** Colours as #rrggbb: mixed in OKLab, in which equal steps look equal, and compared by WCAG's contrast. */

/** "#0a7" as "#00aa77"; undefined for anything but a hexadecimal colour without transparency. */
export function hexColour(text: string): string | undefined {
  const [, digits] = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(text.trim()) ?? [];
  if (!digits) return undefined;
  return `#${digits.length === 3 ? [...digits].map((digit) => digit + digit).join("") : digits}`.toLowerCase();
}

/** The colour at `share` (0–1) of the way from one colour to another. */
export function mix(from: string, to: string, share: number): string {
  const [one, other] = [oklab(from), oklab(to)];
  return hex(one.map((part, i) => part + ((other[i] ?? 0) - part) * share));
}

/** The colour with another lightness (0–1) and at most this chroma, which is 0 for grey and about 0.3 for pure red. */
export function toned(colour: string, lightness: number, mostChroma: number): string {
  const [, a = 0, b = 0] = oklab(colour);
  const chroma = Math.hypot(a, b);
  const share = chroma > mostChroma ? mostChroma / chroma : 1;
  return hex([lightness, a * share, b * share]);
}

/** WCAG's ratio, 1 to 21. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

/** The lowest contrast of a colour on several others. */
export function leastContrast(colour: string, backgrounds: readonly string[]): number {
  return Math.min(...backgrounds.map((background) => contrast(colour, background)));
}

/** The colour itself if its contrast on all backgrounds suffices, otherwise the nearest mixture with black or white that has it. */
export function readable(colour: string, backgrounds: readonly string[], least: number): string {
  const target = leastContrast("#000000", backgrounds) > leastContrast("#ffffff", backgrounds) ? "#000000" : "#ffffff";
  for (let percent = 0; percent < 100; percent++) {
    const candidate = percent === 0 ? colour : mix(colour, target, percent / 100);
    if (leastContrast(candidate, backgrounds) >= least) return candidate;
  }
  return target;
}

/** Red, green and blue as light, 0 to 1. */
function linear(colour: string): number[] {
  return [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = linear(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** https://bottosson.github.io/posts/oklab */
const TO_CONES = [
  [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
  [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
  [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];
const TO_LAB = [
  [0.210_454_255_3, 0.793_617_785, -0.004_072_046_8],
  [1.977_998_495_1, -2.428_592_205, 0.450_593_709_9],
  [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766],
];
const FROM_LAB = [
  [1, 0.396_337_777_4, 0.215_803_757_3],
  [1, -0.105_561_345_8, -0.063_854_172_8],
  [1, -0.089_484_177_5, -1.291_485_548],
];
const FROM_CONES = [
  [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
  [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
  [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701],
];

const times = (matrix: readonly (readonly number[])[], vector: readonly number[]) => matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * (vector[i] ?? 0), 0));

function oklab(colour: string): number[] {
  return times(TO_LAB, times(TO_CONES, linear(colour)).map(Math.cbrt));
}

/** Parts outside of what a screen can show are cut off. */
function hex(lab: readonly number[]): string {
  const parts = times(FROM_CONES, times(FROM_LAB, lab).map((part) => part ** 3)).map((part) => {
    const light = Math.min(1, Math.max(0, part));
    const value = light <= 0.003_130_8 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
    return Math.round(value * 255).toString(16).padStart(2, "0");
  });
  return `#${parts.join("")}`;
}
