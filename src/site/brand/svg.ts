import type { Tokens } from "./brand-tokens.ts";

/** Drawings of a brand: SVG files that use currentColor and the tokens, "var(--accent)". */

/** An attribute's value in either kind of quotation marks. */
const VALUE = `=\\s*(?:"[^"]*"|'[^']*')`;
/** What drawing programs add for themselves: elements and attributes that HTML does not know. */
const PROGRAMS = "(?:inkscape|sodipodi|serif|sketch|rdf|cc|dc|i|x)";

/**
 * The drawing for a page: without what only a file needs, hidden from screen readers.
 *
 * @param height in px; the width follows from the viewBox. If left out, the drawing keeps its own size.
 * @throws {TypeError} if the text is not an SVG, or contains a script.
 */
export function inlineSvg(text: string, file: string, height?: number): string {
  const svg = text
    .slice(Math.max(0, text.search(/<svg\b/)))
    .replaceAll(/<!--[\s\S]*?-->/g, "")
    .replaceAll(new RegExp(`<(metadata|${PROGRAMS}:[\\w-]+)\\b(?:[^>]*/>|[\\s\\S]*?</\\1\\s*>)`, "g"), "")
    .replaceAll(new RegExp(`\\s(?:${PROGRAMS}:[\\w-]+|xml:space|xmlns:\\w+)${VALUE}`, "g"), "")
    .replaceAll(/\s+/g, " ")
    .replaceAll("> <", "><")
    .trim();
  if (!/^<svg\b[\s\S]*<\/svg>$|^<svg\b[^>]*\/>$/.test(svg)) throw new TypeError(`${file} is not an SVG: it has no <svg> element.`);
  const active = /<script\b|<foreignObject\b|\son\w+\s*=|javascript:/i.exec(svg)?.[0].trim();
  if (active) throw new TypeError(`${file} contains "${active}". Remove it: a drawing on a page must not run anything.`);
  const [width, own] = svgSize(svg, file);
  const size = height === undefined ? "" : ` width="${Math.round((height * width) / own)}" height="${height}"`;
  return svg.replace(/^<svg\b([^>]*?)(\/?>)/, (_, attributes: string, end: string) => {
    const kept = attributes.replaceAll(new RegExp(`\\s(?:xmlns|aria-hidden|role${size && "|width|height"})${VALUE}`, "g"), "");
    const box = /\sviewBox\s*=/.test(kept) ? "" : ` viewBox="0 0 ${width} ${own}"`;
    return `<svg aria-hidden="true"${size}${box}${kept}${end}`;
  });
}

/** Whether a drawing can be in a page twice, in its header and its footer: ids have to be unique, and styles would apply to the page. */
export function isSelfContained(svg: string): boolean {
  return !/\sid\s*=|<style\b/.test(svg);
}

/** Whether a drawing has colours of the page, which it does not get as a picture. */
export function usesPageColours(svg: string): boolean {
  return /currentColor|var\(/i.test(svg);
}

/** An inline drawing as a file of its own. `content` is put at its beginning. */
export function svgFile(inline: string, content = ""): string {
  const names = `xmlns="http://www.w3.org/2000/svg"${/\sxlink:/.test(inline) ? ' xmlns:xlink="http://www.w3.org/1999/xlink"' : ""}`;
  return inline.replace(/^<svg aria-hidden="true"([^>]*)>/, (_, attributes: string) => `<svg ${names}${attributes}>${content}`);
}

/** The drawing as a file, in which custom properties have no value. */
export function colouredSvg(text: string, file: string, tokens: Tokens, height?: number): string {
  return svgFile(inlineSvg(text, file, height)).replaceAll(/var\(\s*--([\w-]+)\s*(?:,([^()]*))?\)|currentColor/gi, (found, name?: string, otherwise?: string) => (name === undefined ? tokens.ink : (tokens[name as keyof Tokens] ?? otherwise?.trim() ?? found)));
}

/**
 * Width and height of a drawing's viewBox, or else its own.
 *
 * @throws {TypeError} if it has neither.
 */
export function svgSize(svg: string, file: string): readonly [number, number] {
  const attribute = (name: string) => new RegExp(`^<svg\\b[^>]*?\\s${name}\\s*=\\s*["']\\s*([^"']*)`).exec(svg.slice(Math.max(0, svg.search(/<svg\b/))))?.[1] ?? "";
  const [, , width = 0, height = 0] = attribute("viewBox").trim().split(/[\s,]+/).map(Number);
  if (width > 0 && height > 0) return [width, height];
  // "24" or "24px"; a percentage is no shape.
  const [own, ownHeight] = ["width", "height"].map((name) => Number(/^[\d.]+(?=(?:px)?$)/.exec(attribute(name).trim())?.[0] ?? 0)) as [number, number];
  if (own > 0 && ownHeight > 0) return [own, ownHeight];
  throw new TypeError(`${file} has no viewBox, so its shape is unknown. Add one to its <svg> element, for example viewBox="0 0 32 32".`);
}
