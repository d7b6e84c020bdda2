import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, visit, type Document, type Node, type Pair, type YAMLMap } from "yaml";

/** An error that keeps a YAML text from being parsed. */
export interface YamlError {
  /** The parser's code, or UNQUOTED_SIGN for a text that begins with a special character of YAML. */
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
  /** As it is written in the file. */
  text: string;
  isQuoted: boolean;
  /** The comment on the same line, with the # and the spaces before it. */
  comment?: string;
}

/** The second occurrence of a field. */
export interface YamlDuplicate {
  path: PropertyKey[];
  /** In the file, from 1; firstLine too. */
  line: number;
  firstLine: number;
}

export interface YamlText {
  /** undefined if the text could not be parsed. Days are strings. */
  data: unknown;
  errors: YamlError[];
  duplicates: YamlDuplicate[];
  /** The line of a field in the file, from 1; for a missing field, the line of the nearest one above it. */
  lineOf(path: readonly PropertyKey[]): number;
  /** A value as it is written in the file; empty if there is none. */
  textOf(path: readonly PropertyKey[]): string;
  /** The line of a field with another name for the field, without the spaces at its beginning. */
  renamed(path: readonly PropertyKey[], name: string): string;
  scalars(): YamlScalar[];
}

/** Parses a YAML text that begins on line `firstLine` of its file. Never throws. */
export function readYaml(text: string, firstLine: number): YamlText {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true, logLevel: "error", uniqueKeys: false });
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: line + firstLine - 1, column: col };
  };
  const errors = [
    // The later errors are consequences of the first.
    ...document.errors.map(({ code, message, pos }, i) => ({ code: code as string, message, ...placeOf(i === 0 && /closing|end with a/.test(message) ? openingOf(document, pos[0]) : pos[0]) })),
    ...strayMarks(document).map((offset) => ({ code: "UNQUOTED_SIGN", message: "A text begins with a special character of YAML.", ...placeOf(offset) })),
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

/** The start of the quoted text or the bracket that is still open at an offset: the parser reports only where it gave up. */
function openingOf(document: Document, offset: number): number {
  let opening = offset;
  visit(document, {
    Node(_key, node) {
      const isOpen = isScalar(node) ? node.type?.startsWith("QUOTE_") : (isMap(node) || isSeq(node)) && node.flow;
      if (isOpen && node.range && node.range[0] < offset && node.range[2] >= offset) opening = node.range[0];
    },
  });
  return opening;
}

/** Where a value begins with *, & or !. YAML reads these as references and types; editors mean them as text. */
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

/** The parser's own search takes quadratic time. */
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
  /** Where the field's name or the item begins; for a missing field, the start of the nearest one above it. */
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

/** The fields of a map by name. Cached: a file can have thousands of fields. */
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
  // An empty value ends after the spaces.
  const comment = /(?:[ \t]+|(?<=[ \t]))#.*/y;
  comment.lastIndex = end;
  const [note] = comment.exec(text) ?? [];
  return [{ path, value: node.value, text: text.slice(start, end), isQuoted: node.type !== "PLAIN", ...(note !== undefined && { comment: note.trimEnd() }) }];
}
