import { markdownToMdast, type MdastNode } from "satteri";

/** Stands before code while sentences are told apart: one may begin with it. */
const CODE = "\u0000";
const SENTENCE = /(?<=[.!?])\s+(?=[A-Z0-9\0])/;

/** A document's sentences and the rows of its tables, as a reader reads them. What stands in fences and headings is not among them. */
export function claimsOf(markdown: string): string[] {
  const { children } = markdownToMdast(markdown, { features: { gfm: true, frontmatter: false } }) as MdastNode & { children: MdastNode[] };
  return children.flatMap((node) => claims(node)).map((claim) => claim.trim()).filter((claim) => /\w/.test(claim));
}

function claims(node: MdastNode): string[] {
  if (node.type === "paragraph") return textOf(node, CODE).split(SENTENCE).map((sentence) => sentence.replaceAll(CODE, ""));
  if (node.type === "table") return node.children.slice(1).map((row) => ("children" in row ? row.children.map((cell) => textOf(cell)).join(" | ") : ""));
  if ("children" in node && node.type !== "heading") return (node.children as MdastNode[]).flatMap((child) => claims(child));
  return [];
}

function textOf(node: MdastNode, code = ""): string {
  if ("children" in node) return (node.children as MdastNode[]).map((child) => textOf(child, code)).join("");
  if (node.type === "inlineCode") return code + node.value;
  return "value" in node && node.type !== "html" ? String(node.value).replaceAll(/\s+/g, " ") : "";
}
