/** Something in the content that is wrong, in words for whoever wrote it. */
export interface ContentProblem {
  /** From the project's root: "src/content/pages/services/audit.md". */
  file: string;
  /** From 1. */
  line: number;
  /** From 1, where the line alone does not say it. */
  column?: number;
  /** Where in the file: "hero.cta.label", "sections[2].items[0]"; "text" for the Markdown, "file" for the whole. */
  field: string;
  /** What stands there. */
  found: string;
  /** What could stand there. */
  expected: string;
  /** The very text to write instead, or the step to take. */
  write: string;
}

/** What is said about a problem, apart from where it is. */
export type Words = Pick<ContentProblem, "found" | "expected" | "write">;

/** What is said about something that refers to something else. `write` is its address or name, or a sentence with a step to take. */
export interface ReferenceWords extends Words {
  /** The step to take if what is there was meant. */
  otherwise?: string;
}

/** A place in a file's fields, as its editor would say it: "sections[2].items[0].heading". */
export function fieldPath(path: readonly PropertyKey[]): string {
  return path.map((key, i) => (typeof key === "number" ? `[${key}]` : `${i > 0 ? "." : ""}${String(key)}`)).join("") || "file";
}

/** The value at a place in a file's fields; undefined where there is none. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === "object" && value !== null && Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined), data);
}
