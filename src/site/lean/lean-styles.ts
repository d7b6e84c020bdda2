import { parse, type AtRule, type Declaration, type Root } from "postcss";
import { contains } from "../brand/brand-fonts.ts";

/** What a page has that a style could refer to. */
export interface Used {
  /** Astro's scopes: `data-astro-cid-<scope>`. */
  readonly scopes: ReadonlySet<string>;
  readonly tags: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
  /** All characters that it can show; undefined if that is not known. */
  readonly text: string | undefined;
}

/**
 * The style sheet without what cannot apply: scoped rules of components that are not there, rules for Markdown that is not
 * there, and faces of `family` for characters that are not there. Everything else stays, because a script may need it.
 */
export function leanStyles(css: string, used: Used, family: string | undefined): string {
  const root = parse(css);
  root.walkRules((rule) => {
    if (rule.parent?.type === "atrule" && (rule.parent as AtRule).name.endsWith("keyframes")) return;
    const kept = rule.selectors.filter((selector) => canApply(selector, used));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  root.walkAtRules((at) => {
    if (at.nodes?.length === 0) at.remove();
  });
  if (family !== undefined && used.text !== undefined) leanFaces(root, family, used.text);
  return root.toString();
}

/** Elements and classes inside :not(…) need not be there; of those inside :is(…) one has to be. */
function canApply(selector: string, used: Used): boolean {
  const required = withoutArguments(selector, "not");
  if ([...required.matchAll(/\[data-astro-cid-(\w+)\]/g)].some(([, scope = ""]) => !used.scopes.has(scope))) return false;
  // No script writes into an editor's text.
  if (!/^\.(?:grid\.)?prose\b/.test(required)) return true;
  const choices = [...required.matchAll(/:is\(([\w.,-]+)\)/g)].map(([, names = ""]) => names.split(","));
  const rest = required.replaceAll(/:is\([\w.,-]+\)/g, "").replaceAll(/\[[^\]]*\]|::?[\w-]+(?:\([^()]*\))?/g, "");
  const isThere = (name: string) => (name.startsWith(".") ? used.classes.has(name.slice(1)) : used.tags.has(name));
  return (rest.match(/\.?[a-z][\w-]*/gi) ?? []).every(isThere) && choices.every((names) => names.some((name) => !/^\.?[a-z][\w-]*$/i.test(name) || isThere(name)));
}

function withoutArguments(selector: string, pseudo: string): string {
  const at = selector.indexOf(`:${pseudo}(`);
  if (at < 0) return selector;
  let depth = 0;
  for (let i = at + pseudo.length + 1; i < selector.length; i++) {
    if (selector[i] === "(") depth++;
    if (selector[i] === ")" && --depth === 0) return withoutArguments(selector.slice(0, at) + selector.slice(i + 1), pseudo);
  }
  return selector;
}

/** A range of characters takes 200 bytes. If the first face alone is left, there is nothing to tell apart. */
function leanFaces(root: Root, family: string, text: string): void {
  const faces: { face: AtRule; range: Declaration }[] = [];
  root.walkAtRules("font-face", (face) => {
    const value = (prop: string) => face.nodes?.find((node): node is Declaration => node.type === "decl" && node.prop === prop);
    const range = value("unicode-range");
    if (range && value("font-family")?.value.replaceAll(/["']/g, "").startsWith(family)) faces.push({ face, range });
  });
  const [first, ...others] = faces;
  const idle = others.filter(({ range }) => !contains(range.value, text));
  for (const { face } of idle) face.remove();
  if (idle.length === others.length) first?.range.remove();
}

/** For each scope, the elements whose look depends on it: a tag, or any, with these classes. */
export function usersOf(sheets: readonly string[]): Map<string, { tag: string; classes: string[] }[]> {
  const users = new Map<string, { tag: string; classes: string[] }[]>();
  for (const sheet of sheets) {
    for (const [, prefix = "", scope = ""] of sheet.matchAll(/([^\s,>+~{}()]*)\[data-astro-cid-(\w+)\]/g)) {
      const [, tag = "", names = ""] = /^([a-z][\w-]*)?((?:\.[a-z_][\w-]*)*)$/i.exec(prefix) ?? [];
      const found = users.get(scope) ?? [];
      found.push({ tag, classes: names.split(".").filter(Boolean) });
      users.set(scope, found);
    }
  }
  return users;
}
