export const CONTENT = "src/content";

/** The kind of a content file, which its folder and name decide. */
export type ContentKind = "page" | "post" | "list" | "entry" | "site";

/** The kind of a file by its name in src/content; undefined if it is not a content file. */
export function kindOf(name: string): ContentKind | undefined {
  if (/(^|\/)\./.test(name)) return undefined;
  if (/^pages\/.+\.md$/.test(name)) return "page";
  if (/^posts\/.+\.md$/.test(name)) return "post";
  if (/^site(\.[^./]+)?\.yaml$/.test(name)) return "site";
  if (/^(?!(?:pages|posts|images|brand)\/)[^/]+\/[^/]+\.yaml$/.test(name)) return "entry";
  return /^[^/]+\.yaml$/.test(name) ? "list" : undefined;
}

/** A YAML file's name without its language: ["faqs", "de"] for faqs.de.yaml, ["faqs/why-free", "de"] for faqs/why-free.de.yaml. */
export function yamlName(name: string): [bare: string, language: string] {
  const [, bare = "", language = ""] = /^([^.]+)(?:\.([^.]+))?\.yaml$/.exec(name) ?? [];
  return [bare, language];
}
