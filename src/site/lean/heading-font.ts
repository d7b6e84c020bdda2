import { createHash } from "node:crypto";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import subsetFont from "subset-font";
import type { Brand } from "../brand/brand-schema.ts";
import { fileWith } from "../brand/brand-fonts.ts";
import { ONE_ROUND_TRIP } from "./page-fonts.ts";
import { decoded } from "./page-text.ts";

/** The weight of headings in base.css. */
const WEIGHT = 600;

/** TCP's first flight: 10 segments of 1,460 bytes (RFC 6928), less the answer's headers in HTTP/2. */
const FLIGHT = 14_600;
const HEADERS = 1_500;

/** The most bytes of a heading's font. 30 Latin letters need 1.5 KB; a heading in Chinese would need more than the whole page. */
const MOST = 4_000;

export interface HeadingFontOptions {
  /** The project's root. */
  readonly root: string;
  /** The folder of the built files. */
  readonly output: string;
  readonly font: NonNullable<Brand["font"]>;
}

/**
 * The page with the characters of its main heading as a font of their own, so that the heading is in the brand's typeface
 * before the whole typeface has come: in the page itself as long as the page then still fits into TCP's first flight,
 * otherwise as a file that is preloaded, a round trip later, unless the typeface itself is small enough to come then.
 */
export async function withHeadingFont(html: string, { root, output, font }: HeadingFontOptions): Promise<string> {
  const heading = decoded(/<h1\b[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1]?.replaceAll(/<[^>]*>/g, "") ?? "");
  const file = heading.trim() ? fileWith(heading, WEIGHT, font, root) : undefined;
  if (!file) return html;
  const letters = [...new Set(heading)].toSorted().join("");
  const subset = await subsetFont(await readFile(file.path), letters, { targetFormat: "woff2", noHinting: true, dropTables: ["STAT", "gasp"], ...(file.isVariable && { variationAxes: { wght: WEIGHT } }) });
  if (subset.length > MOST) return html;

  const inline = withFace(html, `data:font/woff2;base64,${subset.toString("base64")}`, "");
  if (isOneFlight(inline)) return inline;

  if (await preloadedBytes(html, output) <= ONE_ROUND_TRIP) return html;
  const address = `/_astro/fonts/h1.${createHash("sha256").update(subset).digest("base64url").slice(0, 8)}.woff2`;
  await mkdir(join(output, "_astro/fonts"), { recursive: true });
  await writeFile(join(output, address), subset);
  return withFace(html, address, `<link rel="preload" href="${address}" as="font" type="font/woff2" crossorigin>`);
}

/** In front of the page's other preloads, because the heading is seen first. */
function withFace(html: string, src: string, preload: string): string {
  const face = `@font-face{font-family:h1;font-weight:${WEIGHT};font-display:optional;src:url(${src})}h1{font-family:h1,var(--font)}`;
  const page = preload ? html.replace(/(?=<link rel="preload"|<style>|<\/head>)/, preload) : html;
  const end = page.indexOf("</head>");
  const sheet = page.lastIndexOf("</style>", end);
  return sheet < 0 ? `${page.slice(0, end)}<style>${face}</style>${page.slice(end)}` : page.slice(0, sheet) + face + page.slice(sheet);
}

async function preloadedBytes(html: string, output: string): Promise<number> {
  const address = /<link rel="preload" href="([^"]+\.woff2)"/.exec(html)?.[1];
  return address ? stat(join(output, address)).then(({ size }) => size, () => Infinity) : Infinity;
}

/** With the compression of a host that compresses each answer (scripts/deployed-output). */
function isOneFlight(html: string): boolean {
  return brotliCompressSync(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length + HEADERS <= FLIGHT;
}
