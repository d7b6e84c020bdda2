/** The code of the admin's pages has no text of its own: what a person reads is in src/host/words, in every language. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "@astrojs/compiler-rs";
import { describe, expect, it } from "vitest";
import { root } from "../../../../scripts/settings.ts";

const FILES = globSync(
  [
    "src/metrics/admin/**/*.{astro,ts}", "src/metrics/browser/measure/*.ts", "src/metrics/browser/refresh.ts", "src/metrics/alerts/alert-notice.ts",
    "src/metrics/report/dashboard/*.ts", "src/host/auth/sign-in-answer.ts", "src/pages/admin/**/*.astro", "src/pages/measure.astro",
  ],
  { cwd: root },
)
  .map((file) => file.replaceAll("\\", "/"))
  // What they say is for the API's document, which is in English.
  .filter((file) => !file.endsWith("-model.ts"));

/** The same in every language: names, percentiles, a command, values of headers. */
const NAMES = /^(?:· Readyslot|npm run demo:data|p\d\d|n|UTC|text\/csv; charset=utf-8|attachment; filename="[^"]*")$/;
/** Attributes that a person reads or hears. */
const READ = new Set(["aria-label", "aria-description", "title", "alt", "placeholder", "label", "value", "summary"]);

interface Node {
  readonly type: string;
  readonly [name: string]: unknown;
}

describe("the rule finds a text", () => {
  it.each([
    ["between tags", "<p>Openings</p>", ["Openings"]],
    ["beside an expression", "<p>{n} openings</p>", ["openings"]],
    ["in a branch", '<p>{n === 1 ? "one" : words.many}</p>', ["one"]],
    ["behind a condition", '<p>{n > 0 && ` of ${n}`}</p>', ["of"]],
    ["in an attribute that is read out", '<nav aria-label="View"></nav>', ["View"]],
    ["in a property of a component", '<Head columns={["Phase", words.time]} />', ["Phase"]],
    ["in the frontmatter", '---\nconst answer = `No openings in ${view}.`;\n---\n<p>{answer}</p>', ["No openings in"]],
  ])("%s", (_, source, found) => expect(textsIn(source)).toEqual(found));

  it.each([
    ["names of classes", '<p class="button button--quiet" class:list={["tick", { "tick tick--extra": more }]}>{words.all}</p>'],
    ["keys and comparisons", '---\nconst SHAPES = { "needs improvement": "M6 1 11.5 11H.5Z" };\nconst isIt = rating === "needs improvement";\n---\n<p>{SHAPES[rating]} p{percentile}</p>'],
    ["errors for developers, imports and types", '---\nimport { a } from "./some file.ts";\nconst b: "one two" = a;\nif (!b) throw new RangeError("There is no such rule.");\n---\n'],
  ])("but not %s", (_, source) => expect(textsIn(source)).toEqual([]));
});

it("all files of the admin's pages are looked at", () => {
  expect(FILES).toEqual(expect.arrayContaining(["src/metrics/admin/answer/KeyCards.astro", "src/metrics/admin/answer/key-cards.ts", "src/pages/admin/sign-in.astro", "src/pages/measure.astro"]));
});

it.each(FILES)("%s has no text", (file) => {
  const source = readFileSync(join(root, file), "utf8");
  expect(textsIn(file.endsWith(".ts") ? `---\n${source}\n---\n` : source)).toEqual([]);
});

function textsIn(source: string): string[] {
  const { ast } = parse(source) as unknown as { ast: Node };
  return walk(ast).filter((text) => !NAMES.test(text));
}

/** The texts in a node that is code, where a text is what looks like a sentence or a title. */
function walk(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(walk);
  if (!isNode(node)) return [];
  switch (node.type) {
    case "ImportDeclaration":
    case "ThrowStatement":
    case "BinaryExpression":
      return [];
    case "Property":
      return walk(node["value"]);
    // Names of fields are no texts.
    case "MemberExpression":
      return walk(node["object"]);
    case "JSXText":
      return written(node["value"]);
    case "Literal":
      return sentence(node["value"]);
    case "TemplateLiteral":
      return [...(node["quasis"] as Node[]).flatMap((part) => sentence((part["value"] as { cooked: string }).cooked)), ...walk(node["expressions"])];
    case "JSXElement":
      return element(node);
    case "JSXExpressionContainer":
      return rendered(node["expression"]);
    default:
      // Of types only the values in them count: `as const`, `satisfies`.
      if (node.type.startsWith("TS") && !("expression" in node)) return [];
      return Object.entries(node).flatMap(([name, value]) => (/type(?:Annotation|Arguments|Parameters)$/i.test(name) ? [] : walk(value)));
  }
}

function element({ openingElement, children }: Node): string[] {
  const { name, attributes } = openingElement as Node & { attributes: Node[] };
  const tag = String((name as Node)["name"] ?? "");
  if (tag === "style") return [];
  const isComponent = /^[A-Z]/.test(tag);
  const read = attributes.flatMap((attribute) => {
    const { name: attributeName, value } = attribute as Node & { name?: Node; value?: unknown };
    const isRead = READ.has(String(attributeName?.["name"]));
    // Hidden values of forms are no texts, and neither are addresses and classes.
    if (isRead && String(attributeName?.["name"]) === "value" && !isComponent) return [];
    if (isRead && isNode(value) && value.type === "Literal") return written(value["value"]);
    if (isRead) return isNode(value) ? rendered(value["expression"]) : [];
    return isComponent ? walk(value) : [];
  });
  return [...read, ...walk(children)];
}

/** The texts of an expression whose value is shown, where every word counts. */
function rendered(node: unknown): string[] {
  if (!isNode(node)) return [];
  if (node.type === "Literal") return written(node["value"]);
  if (node.type === "ConditionalExpression") return [...rendered(node["consequent"]), ...rendered(node["alternate"])];
  if (node.type === "LogicalExpression") return [...walk(node["left"]), ...rendered(node["right"])];
  if (node.type === "TemplateLiteral") return [...(node["quasis"] as Node[]).flatMap((part) => written((part["value"] as { cooked: string }).cooked)), ...walk(node["expressions"])];
  return walk(node);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

/** A text with a word in it. */
function written(value: unknown): string[] {
  const text = typeof value === "string" ? value.replace(/&\w+;/g, " ").trim().replace(/\s+/g, " ") : "";
  return /\p{L}{2}/u.test(text) ? [text] : [];
}

/** A text with two words, or that begins as a title does. */
function sentence(value: unknown): string[] {
  return typeof value === "string" && /\p{L}{2}[,.:;]? \p{L}|^\s*\p{Lu}\p{Ll}{2}/u.test(value) ? written(value) : [];
}
