import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node } from "yaml";

/** What keeps a YAML text from being read. */
export interface YamlError {
  /** The parser's name for it, or UNQUOTED_SIGN for a mark of YAML's own that an editor meant as text. */
  code: string;
  message: string;
  /** From 1, in the file. */
  line: number;
}

/** A plain value with its place. */
export interface YamlScalar {
  path: PropertyKey[];
  value: unknown;
  /** As it stands in the file. */
  text: string;
  isQuoted: boolean;
  /** What follows a # on the same line. */
  comment?: string;
}

export interface YamlText {
  /** undefined where it could not be read. Days are strings. */
  data: unknown;
  errors: YamlError[];
  /** The line of the file on which a value, or its key, stands. What is not there has the line of the nearest that is. */
  lineOf(path: readonly PropertyKey[]): number;
  scalars(): YamlScalar[];
}

/** Reads a YAML text that begins on line `firstLine` of its file. Nothing in it makes this throw. */
export function readYaml(text: string, firstLine: number, { allowsDuplicates = false } = {}): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, logLevel: "error", uniqueKeys: !allowsDuplicates });
  const lineAt = (offset: number) => lines.linePos(offset).line + firstLine - 1;
  const errors = [
    ...document.errors.map(({ code, message, pos }) => ({ code: code as string, message, line: lineAt(pos[0]) })),
    ...strayMarks(document).map((offset) => ({ code: "UNQUOTED_SIGN", message: "A plain value begins with a mark of YAML's own.", line: lineAt(offset) })),
  ];
  return {
    data: errors.length > 0 ? undefined : (document.toJS() as unknown),
    errors: errors.toSorted((a, b) => a.line - b.line),
    lineOf: (path) => lineAt(offsetOf(document, path)),
    scalars: () => (isNode(document.contents) ? scalarsIn(document.contents, [], text) : []),
  };
}

/** Where a value begins with *, & or !, which name and repeat parts of a YAML text. No editor means that. */
function strayMarks(document: Document): number[] {
  const offsets: number[] = [];
  visit(document, {
    Node(_key, node) {
      const isMarked = isAlias(node) || Boolean(node.anchor) || Boolean(node.tag && !node.tag.startsWith("tag:yaml.org,2002:"));
      if (isMarked && node.range) offsets.push(node.range[0]);
    },
  });
  return offsets;
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(key)];
      if (item === undefined) break;
      offset = startOf(item) ?? offset;
      node = item;
    } else break;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function scalarsIn(node: Node, path: PropertyKey[], text: string): YamlScalar[] {
  if (isMap(node)) {
    return node.items.flatMap((pair) => (isPair(pair) && isScalar(pair.key) && isNode(pair.value) ? scalarsIn(pair.value, [...path, String(pair.key.value)], text) : []));
  }
  if (isSeq(node)) return node.items.flatMap((item, i) => (isNode(item) ? scalarsIn(item, [...path, i], text) : []));
  if (!isScalar(node)) return [];
  const [start, end] = node.range ?? [0, 0];
  const comment = /^[ \t]+#(.*)/.exec(text.slice(end))?.[1];
  return [{ path, value: node.value, text: text.slice(start, end), isQuoted: node.type !== "PLAIN", ...(comment !== undefined && { comment }) }];
}
