import { markdownToMdast, type MdastNode } from "satteri";

/** A command of a document, and what the document shows of its output. */
export interface DocumentedCommand {
  readonly document: string;
  readonly line: number;
  /** As written, a continued one in one piece. */
  readonly command: string;
  /** Lines of the next fence of `text` before another fence of `sh` or heading; `…` matches any text. */
  readonly output: readonly string[];
  /** Why it is not run here, from behind `sh` in the fence's first line. */
  readonly needs?: "an account" | "Docker";
}

/** The commands of a document's fences of `sh`, in order. ```` ```sh needs-account ```` marks commands that need an account, `needs-docker` a container engine. */
export function shellBlocks(document: string, markdown: string): DocumentedCommand[] {
  const { children } = markdownToMdast(markdown, { features: { gfm: true, frontmatter: false } }) as MdastNode & { children: MdastNode[] };
  const shown = new Set<MdastNode>();
  const blocks = children.flatMap((node, index) => {
    if (!isFence(node, "sh")) return [];
    const next = children.slice(index + 1).find((one) => one.type === "heading" || isFence(one, "sh") || isFence(one, "text"));
    if (next && isFence(next, "text")) shown.add(next);
    const output = next && isFence(next, "text") ? next.value.split("\n").filter((text) => text.trim()) : [];
    const commands = commandsOf(node.value, (node.position?.start.line ?? 1) + 1);
    return commands.map((one, place) => ({
      ...one,
      document,
      output: place === commands.length - 1 ? output : [],
      ...needsOf(node.meta ?? "", document),
    }));
  });
  const stray = children.find((node) => isFence(node, "text") && !shown.has(node));
  if (stray) throw new TypeError(`${document}:${stray.position?.start.line}: a fence of "text" is the output of a command, but there is no fence of "sh" before it. Add one, or give the fence another name.`);
  return blocks;
}

function isFence(node: MdastNode, lang: string): node is Extract<MdastNode, { type: "code" }> {
  return node.type === "code" && node.lang === lang;
}

function needsOf(meta: string, document: string): Pick<DocumentedCommand, "needs"> {
  if (meta === "") return {};
  if (meta === "needs-account") return { needs: "an account" };
  if (meta === "needs-docker") return { needs: "Docker" };
  throw new TypeError(`${document}: a fence begins with "sh ${meta}". Write "sh", or "sh needs-account" or "sh needs-docker" if its commands need an account or a container engine.`);
}

function commandsOf(block: string, firstLine: number): { line: number; command: string }[] {
  const commands: { line: number; command: string }[] = [];
  let continued: { line: number; command: string } | undefined;
  block.split("\n").forEach((text, index) => {
    if (!continued && (!text.trim() || text.trim().startsWith("#"))) return;
    const one = { line: continued?.line ?? firstLine + index, command: continued ? `${continued.command}\n${text}` : text };
    continued = text.endsWith("\\") ? one : undefined;
    if (!continued) commands.push(one);
  });
  return commands;
}
