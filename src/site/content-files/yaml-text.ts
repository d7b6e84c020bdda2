import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node, type Pair, type YAMLMap } from "yaml";

/** What keeps a YAML text from being read. */
export interface YamlError {
  /** The parser's name for it, or UNQUOTED_SIGN for a mark of YAML's own that an editor meant as text. */
  code: string;
  message: string;
  /** From 1, in the file. */
  line: number;
  /** From 1. */
  column: number;
}

/** A plain value with its place. */
export interface YamlScalar {
  path: PropertyKey[];
  value: unknown;
  /** As it stands in the file. */
  text: string;
  isQuoted: boolean;
  /** What follows a # on the same line, with the spaces before it. */
  comment?: string;
}

/** A field that stands twice. */
export interface YamlDuplicate {
  path: PropertyKey[];
  /** From 1, in the file; so is the other. */
  line: number;
  firstLine: number;
}

export interface YamlText {
  /** undefined where it could not be read. Days are strings. */
  data: unknown;
  errors: YamlError[];
  duplicates: YamlDuplicate[];
  /** The line of the file on which a value, or its key, stands. What is not there has the line of the nearest that is. */
  lineOf(path: readonly PropertyKey[]): number;
  /** A value as it stands in the file; empty where there is none. */
  textOf(path: readonly PropertyKey[]): string;
  /** The line on which a field stands, with another name for it and without the spaces at the beginning. */
  renamed(path: readonly PropertyKey[], name: string): string;
  scalars(): YamlScalar[];
}

/** Reads a YAML text that begins on line `firstLine` of its file. Nothing in it makes this throw. */
export function readYaml(text: string, firstLine: number): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, logLevel: "error", uniqueKeys: false });
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: line + firstLine - 1, column: col };
  };
  const errors = [
    ...document.errors.map(({ code, message, pos }) => ({ code: code as string, message, ...placeOf(pos[0]) })),
    ...strayMarks(document).map((offset) => ({ code: "UNQUOTED_SIGN", message: "A plain value begins with a mark of YAML's own.", ...placeOf(offset) })),
  ].toSorted((a, b) => a.line - b.line || a.column - b.column);
  return {
    data: errors.length > 0 ? undefined : (document.toJS() as unknown),
    errors,
    duplicates: errors.length > 0 ? [] : duplicatesIn(document, (offset) => placeOf(offset).line),
    lineOf: (path) => placeOf(placeIn(document, path).start).line,
    textOf: (path) => {
      const { value } = placeIn(document, path);
      return value ? text.slice(...value).trimEnd() : "";
    },
    renamed: (path, name) => {
      const [start, end] = placeIn(document, path).name ?? [0, 0];
      const newline = text.indexOf("\n", end);
      return `${text.slice(text.lastIndexOf("\n", start) + 1, start)}${name}${text.slice(end, newline < 0 ? undefined : newline)}`.trim();
    },
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

/** Not the parser's own search, which compares every field of a list with every other. */
function duplicatesIn(document: Document, lineAt: (offset: number) => number): YamlDuplicate[] {
  const found: YamlDuplicate[] = [];
  const look = (node: unknown, path: PropertyKey[]): void => {
    if (isSeq(node)) node.items.forEach((item, i) => look(item, [...path, i]));
    if (!isMap(node)) return;
    const first = new Map<string, number>();
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      const line = lineAt(key.range?.[0] ?? 0);
      const firstLine = first.get(name);
      if (firstLine === undefined) first.set(name, line);
      else found.push({ path: [...path, name], line, firstLine });
      look(value, [...path, name]);
    }
  };
  look(document.contents, []);
  return found;
}

type Range = [start: number, end: number];

interface Place {
  /** Where the field's name or the item begins; of what is not there, the nearest that is. */
  start: number;
  name?: Range;
  value?: Range;
}

function placeIn(document: Document, path: readonly PropertyKey[]): Place {
  let node: unknown = document.contents;
  let place: Place = { start: 0 };
  for (const key of path) {
    if (isMap(node)) {
      const pair = pairsOf(node).get(String(key));
      if (!pair) return { start: place.start };
      const [name, value] = [rangeOf(pair.key), rangeOf(pair.value)];
      place = { start: name?.[0] ?? place.start, ...(name && { name }), ...(value && { value }) };
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(key)];
      if (item === undefined) return { start: place.start };
      const value = rangeOf(item);
      place = { start: value?.[0] ?? place.start, ...(value && { value }) };
      node = item;
    } else return { start: place.start };
  }
  return place;
}

/** The fields of a map by their names: many are asked about, one after the other. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = pairs.get(map);
  if (known) return known;
  const made = new Map(map.items.flatMap((item) => (isScalar(item.key) ? [[String(item.key.value), item] as const] : [])).toReversed());
  pairs.set(map, made);
  return made;
}

const pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function rangeOf(node: unknown): Range | undefined {
  return isNode(node) && node.range ? [node.range[0], node.range[1]] : undefined;
}

function scalarsIn(node: Node, path: PropertyKey[], text: string): YamlScalar[] {
  if (isMap(node)) {
    return node.items.flatMap((pair) => (isPair(pair) && isScalar(pair.key) && isNode(pair.value) ? scalarsIn(pair.value, [...path, String(pair.key.value)], text) : []));
  }
  if (isSeq(node)) return node.items.flatMap((item, i) => (isNode(item) ? scalarsIn(item, [...path, i], text) : []));
  if (!isScalar(node)) return [];
  const [start, end] = node.range ?? [0, 0];
  const comment = /[ \t]+#.*/y;
  comment.lastIndex = end;
  const [note] = comment.exec(text) ?? [];
  return [{ path, value: node.value, text: text.slice(start, end), isQuoted: node.type !== "PLAIN", ...(note !== undefined && { comment: note.trimEnd() }) }];
}
