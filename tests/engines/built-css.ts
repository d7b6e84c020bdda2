import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, type AtRule, type Declaration, type Rule } from "postcss";
import { staticOutput } from "../fixtures/builds/built-pages.ts";

/** The features of style sheets that a browser must support, each entry once. */
export interface CssDemands {
  declarations: CssDeclaration[];
  selectors: string[];
  /** Whole at-rules, as text: "@media (min-width: 60rem) { … }". */
  atRules: string[];
}

export interface CssDeclaration {
  property: string;
  /** With each custom property replaced by one of its values, so that a browser must parse the whole declaration. */
  value: string;
  /** The conditions of the `@supports` around it: other browsers never apply the declaration. */
  conditions: string[];
}

/** These blocks contain descriptors, which are not properties. */
const DESCRIPTORS = /^(?:font-face|property|counter-style|font-palette-values|page|view-transition)$/;

/**
 * Collects the features of the CSS of these pages: of style elements, style sheets and style attributes.
 *
 * @param setByScripts values of custom properties that no CSS sets.
 */
export function cssDemands(pages: readonly { html: string }[], setByScripts: Readonly<Record<string, string>> = {}): CssDemands {
  const sheets = new Set(pages.flatMap(({ html }) => [...styleElements(html), ...styleSheets(html), ...styleAttributes(html)]));
  const roots = [...sheets].map((css) => parse(css));
  const declared: Declaration[] = [];
  const selectors = new Set<string>();
  const atRules = new Set<string>();
  for (const root of roots) {
    root.walkDecls((declaration) => void declared.push(declaration));
    root.walkRules((rule) => {
      if (!isInside(rule, /keyframes$/)) for (const selector of rule.selectors) selectors.add(selector);
    });
    root.walkAtRules((rule) => void atRules.add(String(rule)));
  }

  const custom = new Map(Object.entries(setByScripts));
  for (const { prop, value } of declared) if (prop.startsWith("--") && !custom.has(prop)) custom.set(prop, value);
  const declarations = declared
    .filter((one) => !one.prop.startsWith("--") && !isInside(one, DESCRIPTORS))
    .map((one) => ({ property: one.prop, value: withoutVariables(one.value, custom), conditions: atRulesAround(one, /^supports$/).map(({ params }) => params) }));
  return { declarations: unique(declarations), selectors: [...selectors], atRules: [...atRules] };
}

/**
 * A declaration with a `var()` is always valid until it is computed, so each `var()` is replaced by the first value
 * of the property anywhere, or by its fallback.
 *
 * @throws {Error} for a custom property that has neither.
 */
export function withoutVariables(value: string, custom: ReadonlyMap<string, string>): string {
  const start = value.search(/\bvar\(/);
  if (start < 0) return value;
  const end = closingParenthesis(value, start + "var".length);
  const [name = "", ...fallback] = value.slice(start + "var(".length, end).split(",");
  const replaced = custom.get(name.trim()) ?? (fallback.length > 0 ? fallback.join(",") : undefined);
  if (replaced === undefined) throw new Error(`${name.trim()} is used in "${value}" but has no value anywhere.`);
  return withoutVariables(value.slice(0, start) + replaced.trim() + value.slice(end + 1), custom);
}

function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")" && --depth === 0) return at;
  }
  return text.length;
}

function isInside(node: Declaration | Rule, name: RegExp): boolean {
  return atRulesAround(node, name).length > 0;
}

function atRulesAround({ parent }: { parent?: unknown }, name: RegExp): AtRule[] {
  if (!parent) return [];
  const around = parent as AtRule;
  return [...(around.type === "atrule" && name.test(around.name) ? [around] : []), ...atRulesAround(around, name)];
}

function styleElements(html: string): string[] {
  return [...html.matchAll(/<style\b[^>]*>([\s\S]*?)<\/style>/g)].map(([, text = ""]) => text);
}

function styleSheets(html: string): string[] {
  return [...html.matchAll(/<link\b[^>]*rel="stylesheet"[^>]*>/g)].map(([link]) => readFileSync(join(staticOutput, /\bhref="([^"?]*)/.exec(link)?.[1] ?? ""), "utf8"));
}

function styleAttributes(html: string): string[] {
  return [...html.matchAll(/<[a-z][^>]*\sstyle="([^"]*)"/g)].map(([, text = ""]) => `* { ${text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&")} }`);
}

function unique(declarations: CssDeclaration[]): CssDeclaration[] {
  return [...new Map(declarations.map((one) => [JSON.stringify(one), one])).values()];
}
