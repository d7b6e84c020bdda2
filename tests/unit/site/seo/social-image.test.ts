import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ART_HEIGHT, drawSocialImage } from "../../../../src/site/seo/draw-social-image.ts";
import { iconImages, iconSvg } from "../../../../src/site/brand/icon.ts";
import { brandTokens } from "../../../../src/site/brand/brand-tokens.ts";
import { colouredSvg } from "../../../../src/site/brand/svg.ts";
import { keptFile, socialImage } from "../../../../src/site/seo/social-image.ts";
import { ORIENTATIONS, seenFromTop, turnedPicture, type PictureFormat } from "../../../fixtures/content/turned-picture.ts";

const SITE = { siteName: "Lapwing", language: "en" };
const TOKENS = brandTokens({ accent: "#38bdf8", light: { paper: "#ffffff", ink: "#000000" }, dark: {} }).light;
const ART = "tests/fixtures/studio/src/content/brand/social.svg";
const STYLE = { tokens: TOKENS, fonts: BRAND.socialImage.fonts, art: colouredSvg(await readFile(ART, "utf8"), ART, TOKENS, ART_HEIGHT) };
const LONGEST = "What we learned from making a shop's checkout six times as q";
const WIDEST = "Commitments, Measurements, Management, Memoranda and Mammals";
let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-og-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The dark pixels in a part of a picture, as a share of it. */
async function ink(picture: Buffer, part: { left: number; top: number; width: number; height: number }): Promise<number> {
  const { data } = await sharp(picture).extract(part).greyscale().raw().toBuffer({ resolveWithObject: true });
  return data.filter((level) => level < 128).length / data.length;
}

/** The pieces of a title that an empty column of pixels divides: few in a script whose letters are joined. */
async function columns(picture: Buffer): Promise<number> {
  const { data, info } = await sharp(picture).extract({ left: 438, top: 400, width: 690, height: 220 }).greyscale().raw().toBuffer({ resolveWithObject: true });
  const isInked = Array.from({ length: info.width }, (_, x) => Array.from({ length: info.height }, (__, y) => data[(y * info.width + x) * info.channels] ?? 255).some((level) => level < 128));
  return isInked.filter((inked, x) => inked && !isInked[x - 1]).length;
}

const square = (background: string) => sharp({ create: { width: 400, height: 400, channels: 4, background } }).png().toBuffer();

const TITLE = { left: 72, top: 200, width: 690, height: 420 };
const MARGIN = { left: 0, top: 0, width: 60, height: 630 };

describe("the picture drawn from a title", () => {
  test.each(["Services", "Free website audit in thirty minutes", LONGEST, WIDEST, "x".repeat(60)])('is 1200 × 630, under 100 KB, and keeps its margins: "%s"', async (title) => {
    const picture = await drawSocialImage({ ...SITE, title }, STYLE);
    expect(await sharp(picture).metadata()).toMatchObject({ format: "png", width: 1200, height: 630 });
    expect(picture.length).toBeLessThan(100_000);
    expect(await ink(picture, TITLE)).toBeGreaterThan(0.02);
    expect(await ink(picture, MARGIN)).toBe(0);
    expect(await ink(picture, { left: 72, top: 600, width: 640, height: 30 })).toBe(0);
    // Between the words and the dial, and between the site's name and the title.
    expect(await ink(picture, { left: 763, top: 200, width: 9, height: 430 })).toBe(0);
    expect(await ink(picture, { left: 72, top: 125, width: 640, height: 60 })).toBe(0);
  });

  test("contains the title", async () => {
    const [one, other] = await Promise.all(["Services", "Pricing"].map((title) => drawSocialImage({ ...SITE, title }, STYLE)));
    expect(one?.equals(other ?? Buffer.of())).toBe(false);
  });

  test("uses the colours of the tokens", async () => {
    const { data } = await sharp(await drawSocialImage({ ...SITE, title: "Services" }, { ...STYLE, tokens: { ...TOKENS, paper: "#ff0000" } })).raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([255, 0, 0]);
  });

  test("shows any text and treats none of it as markup", async () => {
    expect(await ink(await drawSocialImage({ ...SITE, title: '<b>&amp; "q"</svg>' }, STYLE), TITLE)).toBeGreaterThan(0.02);
  });

  test("leaves out an emoji and keeps the words around it", async () => {
    const [withEmoji, without] = await Promise.all(["Fast 🚀 sites", "Fast sites"].map((title) => drawSocialImage({ ...SITE, title }, STYLE)));
    expect(withEmoji).toEqual(without);
  });

  test.each(["日本語", "Привет Lapwing"])("shows no empty boxes for letters that the font does not have: %s", async (title) => {
    const picture = await drawSocialImage({ ...SITE, title }, STYLE);
    expect(await ink(picture, TITLE)).toBe(0);
    expect(await ink(picture, { left: 72, top: 60, width: 300, height: 60 })).toBeGreaterThan(0.02);
  });

  test("supports the letters of European languages", async () => {
    expect(await ink(await drawSocialImage({ ...SITE, title: "Łódź, Köln, Århus, Šibenik" }, STYLE), TITLE)).toBeGreaterThan(0.02);
  });

  test("shows Arabic from right to left, with its letters joined", async () => {
    const [whole, start, turned] = await Promise.all(["مرحبا بالعالم", "مرحبا", "بالعالم مرحبا"].map((title) => drawSocialImage({ ...SITE, title, language: "ar" }, STYLE)));
    const TITLE_LINE = { left: 438, top: 450, width: 690, height: 170 };
    expect(await ink(whole as Buffer, TITLE_LINE)).toBeGreaterThan(0.02);
    expect(whole?.equals(turned as Buffer)).toBe(false);
    // The first word is at the right edge, alone and in front of another one: see also that it is not spelt in single letters.
    expect(await columns(start as Buffer)).toBeLessThan(await columns(whole as Buffer));
    expect(await columns(start as Buffer)).toBeLessThan(5);
  });

  test("is mirrored for languages that are written from right to left", async () => {
    const picture = await drawSocialImage({ ...SITE, title: "Services", language: "ar" }, STYLE);
    // Where the dial stands otherwise, and here nothing but the words.
    expect(await ink(picture, { left: 700, top: 140, width: 500, height: 300 })).toBe(0);
    expect(await ink(picture, { left: 660, top: 480, width: 470, height: 140 })).toBeGreaterThan(0.02);
  });
});

describe("a picture's address", () => {
  test("is the same for the same text and different for another one", async () => {
    const files = await Promise.all(
      [
        { ...SITE, title: "Services" },
        { ...SITE, title: "Services" },
        { ...SITE, title: "Pricing" },
        { ...SITE, siteName: "Plover", title: "Services" },
        { ...SITE, language: "ar", title: "Services" },
      ].map(async (source) => (await socialImage(source)).file),
    );
    expect(files[0]).toMatch(/^[0-9a-f]{16}\.png$/);
    expect(files[1]).toBe(files[0]);
    expect(new Set(files).size).toBe(4);
  });

  test("changes with an editor's own picture", async () => {
    const from = join(folder, "page.md");
    const source = { ...SITE, title: "Services", from, picture: { src: "./own.png", alt: "A red square" } };

    await writeFile(join(folder, "own.png"), await square("#f00"));
    const red = await socialImage(source);
    await writeFile(join(folder, "own.png"), await square("#00f8"));
    const blue = await socialImage(source);

    expect(red).toMatchObject({ type: "image/jpeg", alt: "A red square", file: expect.stringMatching(/^[0-9a-f]{16}\.jpg$/) as string });
    expect(blue.file).not.toBe(red.file);
    expect(await sharp(await red.make()).metadata()).toMatchObject({ format: "jpeg", width: 1200, height: 630 });
  });
});

describe("an editor's own picture", () => {
  const FORMATS: PictureFormat[] = ["jpeg", "png", "webp", "avif"];

  test.each(FORMATS.flatMap((format) => ORIENTATIONS.map((orientation) => [format, orientation] as const)))("is upright, whichever way the camera stored it: %s, orientation %i", async (format, orientation) => {
    await writeFile(join(folder, "own"), await turnedPicture(format, orientation));
    const { make } = await socialImage({ ...SITE, title: "Services", from: join(folder, "page.md"), picture: { src: "./own", alt: "Red above blue" } });
    expect(await seenFromTop(await make())).toEqual(["red", "blue"]);
  });

  test("is found by its decoded address", async () => {
    await writeFile(join(folder, "büro.png"), await square("#f00"));
    const { make } = await socialImage({ ...SITE, title: "Services", from: join(folder, "page.md"), picture: { src: "./b%C3%BCro.png", alt: "Red" } });
    expect((await make()).length).toBeGreaterThan(0);
  });

  test("that is truncated is used as far as it can be read, as on the page", async () => {
    const whole = await turnedPicture("jpeg", 1);
    await writeFile(join(folder, "own.jpg"), whole.subarray(0, whole.length - 200));
    const { make } = await socialImage({ ...SITE, title: "Services", from: join(folder, "page.md"), picture: { src: "./own.jpg", alt: "Red" } });
    expect(await sharp(await make()).metadata()).toMatchObject({ width: 1200, height: 630 });
  });
});

test("without a drawing the title has the whole width, and the edge is the accent", async () => {
  const { art: _, ...style } = STYLE;
  const picture = await drawSocialImage({ ...SITE, title: LONGEST }, style);
  expect(await ink(picture, { left: 770, top: 200, width: 300, height: 420 })).toBeGreaterThan(0.02);
  const { data } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  // The picture has a palette, which may be off by one.
  for (const [i, part] of [0x38, 0xbd, 0xf8].entries()) expect(Math.abs((data[i] ?? 0) - part)).toBeLessThan(3);
});

describe("the icon", () => {
  const bare = { ...BRAND, icon: undefined };

  test.each([["a drawing", BRAND], ["the first letter", bare]])("as a picture has a background and the size in its name, from %s", async (_, brand) => {
    for (const { file, make } of iconImages("Lapwing", brand)) {
      const size = Number(/\d+/.exec(file)?.[0] ?? 512);
      expect(await sharp(await make()).metadata()).toMatchObject({ format: "png", width: size, height: size, hasAlpha: false });
    }
  });

  test("without a drawing is the site's first letter on the accent, in both designs", async () => {
    const [one, other] = await Promise.all([iconSvg("Lapwing", bare), iconSvg("“Über” GmbH", bare)]);
    expect(one).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><style>:root\{--accent:#38bdf8;/);
    expect(one).toContain('fill="var(--on-accent)"');
    expect(other).not.toBe(one);
  });

  test("leaves a letter that no font has to the browser's fonts", async () => {
    expect(await iconSvg("日本", bare)).toMatch(/<text [^>]*>日<\/text><\/svg>$/);
  });

  test("has an Arabic letter as an outline", async () => {
    expect(await iconSvg("مرحبا", bare)).toContain("<path");
  });

  test.each(["🚀", ""])("is the accent alone for a name without letters: %s", async (name) => {
    expect(await iconSvg(name, bare)).not.toMatch(/<path|<text/);
  });
});

describe("a generated picture", () => {
  test("is reused by the next build", async () => {
    const file = join(folder, "og", "a.png");
    expect(await keptFile(file, () => Promise.resolve(Buffer.from("first")))).toEqual(Buffer.from("first"));
    expect(await keptFile(file, () => Promise.reject(new Error("made twice")))).toEqual(Buffer.from("first"));
    expect(await readdir(join(folder, "og"))).toEqual(["a.png"]);
  });

  test("is not kept if its generation failed", async () => {
    const file = join(folder, "a.png");
    await expect(keptFile(file, () => Promise.reject(new Error("no font")))).rejects.toThrow("no font");
    expect(await readdir(folder)).toEqual([]);
  });
});
