import { readFile } from "node:fs/promises";
import type { ReactNode } from "react";
import satori, { type Font } from "satori";
import { fontPath } from "../brand/font-path.ts";

interface Page {
  /** In pixels. */
  width: number;
  height: number;
  /** Files in src/content or in packages. */
  fonts: readonly string[];
  /** Lays out the texts, as far as they can be drawn. */
  layout(texts: string[]): ReactNode;
}

/**
 * Draws text as SVG outlines in the fonts of the brand, so that it looks the same on every machine.
 *
 * A symbol that the font does not have, e.g. an emoji, is left out. A text with missing letters is left out as a
 * whole, because part of a word is worse than none.
 */
export async function textDrawing(texts: readonly string[], { width, height, fonts, layout }: Page): Promise<string> {
  const options = { width, height, fonts: await readFonts(fonts) };
  let missing = "";
  const svg = await satori(layout([...texts]), {
    ...options,
    loadAdditionalAsset: (_language, characters) => {
      missing += characters;
      return Promise.resolve([]);
    },
  });
  return missing ? satori(layout(texts.map((text) => drawable(text, missing))), options) : svg;
}

function drawable(text: string, missing: string): string {
  const absent = new Set(missing);
  const rest = [...text].filter((character) => !absent.has(character));
  const lacksLetters = [...text].some((character) => absent.has(character) && /[\p{L}\p{N}]/u.test(character));
  return lacksLetters ? "" : rest.join("").replace(/\s+/g, " ").trim();
}

/** Packages of Fontsource with the letters of other scripts, and the subset in them. The Arabic one is installed with the project. */
const SCRIPTS = {
  Arabic: ["@fontsource/noto-sans-arabic", "arabic"],
  Armenian: ["@fontsource/noto-sans-armenian", "armenian"],
  Bengali: ["@fontsource/noto-sans-bengali", "bengali"],
  Cyrillic: ["@fontsource/noto-sans", "cyrillic"],
  Devanagari: ["@fontsource/noto-sans-devanagari", "devanagari"],
  Georgian: ["@fontsource/noto-sans-georgian", "georgian"],
  Greek: ["@fontsource/noto-sans", "greek"],
  Hebrew: ["@fontsource/noto-sans-hebrew", "hebrew"],
  Tamil: ["@fontsource/noto-sans-tamil", "tamil"],
  Thai: ["@fontsource/noto-sans-thai", "thai"],
} as const;

const noted = new Set<string>();

/** The fonts for the scripts of these texts, as files of installed packages. A package that is missing is logged once. */
export function scriptFonts(texts: readonly string[]): string[] {
  return Object.entries(SCRIPTS).flatMap(([script, [name, subset]]) => {
    if (!texts.some((text) => new RegExp(`\\p{Script=${script}}`, "u").test(text))) return [];
    const file = `${name}/files/${name.replace("@fontsource/", "")}-${subset}-600-normal.woff`;
    try {
      fontPath(process.cwd(), file);
      return [file];
    } catch {
      // oxlint-disable-next-line no-console -- An endpoint has no other log.
      if (!noted.has(name)) console.warn(`Preview pictures of shared links lack the ${script} letters of their titles. Install a font for them: npm install ${name}`);
      noted.add(name);
      return [];
    }
  });
}

const read = new Map<string, Promise<Font[]>>();

/** Satori reads neither variable fonts nor woff2. It takes each letter from the first font that has it. */
function readFonts(files: readonly string[]): Promise<Font[]> {
  const known = read.get(files.join("\n"));
  if (known) return known;
  const fonts = Promise.all(files.map(async (file, i) => ({ name: `font ${i}`, data: await readFile(fontPath(process.cwd(), file)), weight: 600 as const, style: "normal" as const })));
  read.set(files.join("\n"), fonts);
  return fonts;
}
