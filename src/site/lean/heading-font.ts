import { readFile } from "node:fs/promises";
import subsetFont from "subset-font";
import type { Brand } from "../brand/brand-schema.ts";
import { headingFile } from "../brand/brand-fonts.ts";

/** The weight of headings in base.css. */
const WEIGHT = 600;

/**
 * The most bytes that a page takes for its heading. A heading of 30 letters needs 1.5 KB in Latin script; one in Chinese
 * would need more than the page has room for.
 */
const MOST = 2_500;

/**
 * The page with its main heading's characters as a font of its own, so that the heading is set in the brand's typeface from
 * the first paint. The whole typeface comes a round trip later, and on a slow connection is first used on the next page.
 */
export async function headingFont(html: string, root: string, font: NonNullable<Brand["font"]>): Promise<string> {
  const file = headingFile(root, font, WEIGHT);
  const text = /<h1\b[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1];
  if (!file || text === undefined) return html;
  const characters = decoded(text.replaceAll(/<[^>]*>/g, ""));
  const subset = await subsetFont(await readFile(file.path), characters, {
    targetFormat: "woff2",
    ...(file.isVariable && { variationAxes: { wght: WEIGHT } }),
  });
  if (subset.length > MOST) return html;
  const face = `@font-face{font-family:h1;font-weight:${WEIGHT};src:url(data:font/woff2;base64,${subset.toString("base64")})}h1{font-family:h1,var(--font)}`;
  const end = html.indexOf("</head>");
  const sheet = html.lastIndexOf("</style>", end);
  return sheet < 0 ? `${html.slice(0, end)}<style>${face}</style>${html.slice(end)}` : html.slice(0, sheet) + face + html.slice(sheet);
}

/** The few references that Astro and Markdown write. */
function decoded(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };
  return text.replaceAll(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return named[name] ?? whole;
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal));
  });
}
