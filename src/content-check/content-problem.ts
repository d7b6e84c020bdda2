/** A mistake in the content, described for the person who edits it. */
export interface ContentProblem {
  /** From the project's root: "src/content/pages/services/audit.md". */
  file: string;
  /** From 1. */
  line: number;
  /** From 1; set where the line alone is not precise enough. */
  column?: number;
  /** "hero.cta.label", "sections[2].items[0]"; "text" for the Markdown, "file" for the whole file. */
  field: string;
  /** The text in the file. */
  found: string;
  /** The rule that it breaks. */
  expected: string;
  /** The exact text to write instead, or the step to take. */
  fix: string;
}

/** A problem's description without its place. */
export type Words = Pick<ContentProblem, "found" | "expected" | "fix">;

/** A problem with a reference to something else. `fix` is the right address or name, or a sentence with a step to take. */
export interface ReferenceWords extends Words {
  /** The step to take if the text in the file was intended. */
  otherwise?: string;
}

/** The path of a field as editors read it: "sections[2].items[0].heading". */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === "number" ? `[${key}]` : `${i > 0 ? "." : ""}${String(key)}`)).join("") || "file";
}

/** How the line of a field begins: "title: ", or "- " for an item of a list. */
export function fieldStart(key: PropertyKey | undefined): string {
  return typeof key === "number" ? "- " : `${String(key)}: `;
}

/** The value at a path in a file's fields; undefined if there is none. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined), data);
}
