import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { drawSocialImage } from "../../../../src/site/seo/draw-social-image.ts";
import { keptFile, logoImage, socialImage } from "../../../../src/site/seo/social-image.ts";
import { tokenColours } from "../../../../src/site/seo/token-colours.ts";
import { ORIENTATIONS, seenFromTop, turnedPicture, type PictureFormat } from "../../../fixtures/content/turned-picture.ts";

const SITE = { siteName: "Lapwing", language: "en" };
const COLOURS = { paper: "#ffffff", ink: "#000000", edge: "#888888", accent: "#38bdf8" };
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

const square = (background: string) => sharp({ create: { width: 400, height: 400, channels: 4, background } }).png().toBuffer();

const TITLE = { left: 72, top: 200, width: 690, height: 420 };
const MARGIN = { left: 0, top: 0, width: 60, height: 630 };

describe("the picture drawn from a title", () => {
  test.each(["Services", "Free website audit in thirty minutes", LONGEST, WIDEST, "x".repeat(60)])('is 1200 × 630, under 100 KB, and keeps its margins: "%s"', async (title) => {
    const picture = await drawSocialImage({ ...SITE, title }, COLOURS);
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
    const [one, other] = await Promise.all(["Services", "Pricing"].map((title) => drawSocialImage({ ...SITE, title }, COLOURS)));
    expect(one?.equals(other ?? Buffer.of())).toBe(false);
  });

  test("uses the colours of the tokens", async () => {
    const { data } = await sharp(await drawSocialImage({ ...SITE, title: "Services" }, { ...COLOURS, paper: "#ff0000" })).raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([255, 0, 0]);
  });

  test("shows any text and treats none of it as markup", async () => {
    expect(await ink(await drawSocialImage({ ...SITE, title: '<b>&amp; "q"</svg>' }, COLOURS), TITLE)).toBeGreaterThan(0.02);
  });

  test("leaves out an emoji and keeps the words around it", async () => {
    const [withEmoji, without] = await Promise.all(["Fast 🚀 sites", "Fast sites"].map((title) => drawSocialImage({ ...SITE, title }, COLOURS)));
    expect(withEmoji).toEqual(without);
  });

  test.each(["日本語", "مرحبا بالعالم", "Привет Lapwing"])("shows no empty boxes for letters that the font does not have: %s", async (title) => {
    const picture = await drawSocialImage({ ...SITE, title }, COLOURS);
    expect(await ink(picture, TITLE)).toBe(0);
    expect(await ink(picture, { left: 72, top: 60, width: 300, height: 60 })).toBeGreaterThan(0.02);
  });

  test("supports the letters of European languages", async () => {
    expect(await ink(await drawSocialImage({ ...SITE, title: "Łódź, Köln, Århus, Šibenik" }, COLOURS), TITLE)).toBeGreaterThan(0.02);
  });

  test("is mirrored for languages that are written from right to left", async () => {
    const picture = await drawSocialImage({ ...SITE, title: "Services", language: "ar" }, COLOURS);
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

test("the logo is large enough for search engines and has a background", async () => {
  const { make } = logoImage("Lapwing");
  expect(await sharp(await make()).metadata()).toMatchObject({ format: "png", width: 512, height: 512, hasAlpha: false });
});

const css = (line: string) => `:root { --paper: #fff; ${line} --edge: #888; --accent: #38bdf8; }`;

describe("a colour of the pictures", () => {
  test("comes from the light design", async () => {
    const tokens = await readFile("src/site/tokens.css", "utf8");
    expect(tokenColours(tokens)).toMatchObject({ paper: "#fbf9f4", ink: "#12151b" });
  });

  test.each([
    ["--ink: oklch(20% 0 0);", /--ink .* is "oklch\(20% 0 0\)"\. Write it in hexadecimal/],
    ["", /--ink .* is missing\. Write it in hexadecimal/],
  ])("that cannot be drawn stops the build with an example: %s", (line, message) => {
    expect(() => tokenColours(css(line))).toThrow(message);
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
