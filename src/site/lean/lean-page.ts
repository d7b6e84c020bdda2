import { leanStyles, usersOf, type Used } from "./lean-styles.ts";
import { dateWords } from "./page-text.ts";

export interface LeanOptions {
  /** The attributes that replace Astro's `data-astro-cid-…`, by scope. */
  readonly shortNames: ReadonlyMap<string, string>;
  /** The typeface whose faces a page may do without if it has none of their characters. */
  readonly family: string | undefined;
}

/** What is not markup. */
const OPAQUE = /(<script\b[^>]*>[\s\S]*?<\/script>|<style\b[^>]*>[\s\S]*?<\/style>)/;
const TAG = /<([a-z][\w-]*)((?:\s+[^\s"'<>/=]+(?:=(?:"[^"]*"|'[^']*'|[^\s"'<>=`]+))?)+)(\s*\/?>)/gi;
const SCOPE = / data-astro-cid-(\w+)(?:="")?(?=[\s/]|$)/g;

/**
 * The page with the same look and fewer bytes: without the scoped styles of components that it does not have, without
 * scope attributes that no style refers to, with short names for the others, without faces of the typeface for characters
 * that it does not have, and with the data for search engines at its end, near the words that it repeats.
 *
 * A page with a server island is returned as it is, because the island's markup comes later.
 */
export function leanPage(html: string, { shortNames, family }: LeanOptions): string {
  if (html.includes("server-island-start")) return html;
  const parts = withOneSheet(html).split(OPAQUE);
  const markup = parts.filter((_, i) => i % 2 === 0).join("");
  const used: Used = {
    scopes: new Set([...markup.matchAll(/data-astro-cid-(\w+)/g)].map(([, scope = ""]) => scope)),
    tags: new Set([...markup.matchAll(/<([a-z][\w-]*)/g)].map(([, tag = ""]) => tag)),
    classes: new Set([...markup.matchAll(/\bclass="([^"]*)"/g)].flatMap(([, names = ""]) => names.split(/\s+/))),
    // Scripts write dates in the page's language. An island may write anything.
    text: markup.includes("<astro-island") ? undefined : markup + dateWords(/<html lang="([^"]+)"/.exec(html)?.[1]),
  };
  const sheets = parts.map((part) => part.replace(/^<style>([\s\S]*)<\/style>$/, (_, css: string) => `<style>${leanStyles(css, used, family)}</style>`));
  const users = usersOf(sheets.filter((part) => part.startsWith("<style")));
  const lean = sheets.map((part, i) => (i % 2 === 0 ? part.replace(TAG, (_, tag: string, attributes: string, end: string) => `<${tag}${leanAttributes(tag, attributes, users)}${end}`) : part));
  return withDataLast(shortened(lean.join(""), shortNames));
}

/** With the data for search engines behind the content. It repeats much of it, and no visitor waits for it. */
function withDataLast(html: string): string {
  const data = /<script type="application\/ld\+json">[\s\S]*?<\/script>/.exec(html)?.[0];
  const end = html.lastIndexOf("</body>");
  return data && end > 0 ? html.slice(0, end).replace(data, "") + data + html.slice(end) : html;
}

/** With the styles of the head in one element, in the same order. A style sheet that is requested stays where it is among them. */
function withOneSheet(html: string): string {
  const end = html.indexOf("</head>");
  const head = html.slice(0, end);
  if (/<link\b[^>]*\brel="?stylesheet\b/.test(head)) return html;
  const sheets = [...head.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, css = ""]) => css);
  return sheets.length === 0 ? html : `${head.replaceAll(/<style>[\s\S]*?<\/style>/g, "")}<style>${sheets.join("")}</style>${html.slice(end)}`;
}

/** Without the scopes that no style of this element needs, and without the class that Astro adds to elements with spread attributes. */
function leanAttributes(tag: string, attributes: string, users: ReturnType<typeof usersOf>): string {
  if (!attributes.includes("data-astro-cid-")) return attributes;
  const names = / class="([^"]*)"/.exec(attributes)?.[1]?.split(/\s+/) ?? [];
  const scopes = new Set<string>();
  const rest = attributes.replace(SCOPE, (attribute, scope: string) => {
    scopes.add(scope);
    return users.get(scope)?.some((user) => (!user.tag || user.tag === tag) && user.classes.every((name) => names.includes(name))) ? attribute : "";
  });
  return rest.replace(/ class="([^"]*)"/, (attribute, value: string) => {
    const own = value.split(/\s+/).filter((name) => !(name.startsWith("astro-") && scopes.has(name.slice(6))));
    return own.length === names.length ? attribute : own.length > 0 ? ` class="${own.join(" ")}"` : "";
  });
}

function shortened(html: string, shortNames: ReadonlyMap<string, string>): string {
  return html
    .split(/(<script\b[^>]*>[\s\S]*?<\/script>)/)
    .map((part, i) => (i % 2 === 0 ? part.replaceAll(/data-astro-cid-(\w+)/g, (name, scope: string) => shortNames.get(scope) ?? name) : part))
    .join("");
}
