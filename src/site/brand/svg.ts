import type { Tokens } from "./brand-tokens.ts";

/** Drawings of a brand: SVG files that use currentColor and the tokens, "var(--accent)". */

/**
 * The drawing for a page: without what only a file needs, hidden from screen readers.
 *
 * @param height in px; the width follows from the viewBox. If left out, the drawing keeps its own size.
 * @throws {TypeError} if the text is not an SVG, or contains a script.
 */
export function inlineSvg(text: string, file: string, height?: number): string {
  const svg = text.slice(Math.max(0, text.search(/<svg\b/))).replaceAll(/<!--[\s\S]*?-->/g, "").replaceAll(/\s+/g, " ").replaceAll("> <", "><").trim();
  if (!/^<svg\b[\s\S]*<\/svg>$|^<svg\b[^>]*\/>$/.test(svg)) throw new TypeError(`${file} is not an SVG: it has no <svg> element.`);
  const active = /<script\b|<foreignObject\b|\son\w+\s*=|javascript:/i.exec(svg)?.[0].trim();
  if (active) throw new TypeError(`${file} contains "${active}". Remove it: a drawing on a page must not run anything.`);
  const [width, own] = svgSize(svg, file);
  const size = height === undefined ? "" : ` width="${Math.round((height * width) / own)}" height="${height}"`;
  return svg.replace(/^<svg\b([^>]*?)(\/?>)/, (_, attributes: string, end: string) => {
    const kept = attributes.replaceAll(new RegExp(`\\s(xmlns(:\\w+)?|aria-hidden|role${size && "|width|height"})="[^"]*"`, "g"), "");
    return `<svg aria-hidden="true"${size}${kept}${end}`;
  });
}

/** Whether a drawing can be in a page twice, in its header and its footer: ids have to be unique, and styles would apply to the page. */
export function isSelfContained(svg: string): boolean {
  return !/\sid\s*=|<style\b/.test(svg);
}

/** The drawing as a file, in which custom properties have no value. */
export function colouredSvg(text: string, file: string, tokens: Tokens, height?: number): string {
  const svg = inlineSvg(text, file, height).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  return svg.replaceAll(/var\(--([\w-]+)\)|currentColor/gi, (found, name?: string) => (name === undefined ? tokens.ink : (tokens[name as keyof Tokens] ?? found)));
}

/** Width and height of a drawing's viewBox. */
export function svgSize(svg: string, file: string): readonly [number, number] {
  const [, box = ""] = /<svg\b[^>]*\sviewBox="([^"]*)"/.exec(svg) ?? [];
  const [, , width = 0, height = 0] = box.trim().split(/[\s,]+/).map(Number);
  if (width > 0 && height > 0) return [width, height];
  throw new TypeError(`${file} has no viewBox, so its shape is unknown. Add one to its <svg> element, for example viewBox="0 0 32 32".`);
}
