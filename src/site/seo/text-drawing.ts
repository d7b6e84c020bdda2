import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { ReactNode } from "react";
import satori, { type Font } from "satori";

interface Page {
  /** In pixels. */
  width: number;
  height: number;
  /** Lays out the texts, as far as they can be drawn. */
  layout(texts: string[]): ReactNode;
}

/**
 * Draws text as SVG outlines in the site's own font, so that it looks the same on every machine.
 *
 * A symbol that the font does not have, e.g. an emoji, is left out. A text with missing letters is left out as a
 * whole, because part of a word is worse than none.
 */
export async function textDrawing(texts: readonly string[], { width, height, layout }: Page): Promise<string> {
  fonts ??= readFonts();
  const options = { width, height, fonts: await fonts };
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

let fonts: Promise<Font[]> | undefined;

/** The weights of headings. Satori reads neither variable fonts nor woff2. */
function readFonts(): Promise<Font[]> {
  const { resolve } = createRequire(import.meta.url);
  return Promise.all(
    (["latin", "latin-ext"] as const).map(async (subset) => ({
      name: `Outfit ${subset}`,
      data: await readFile(resolve(`@fontsource/outfit/files/outfit-${subset}-600-normal.woff`)),
      weight: 600 as const,
      style: "normal" as const,
    })),
  );
}
