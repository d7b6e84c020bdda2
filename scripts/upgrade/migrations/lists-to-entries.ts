import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isMap, isNode, isScalar, LineCounter, parseDocument, stringify, type Pair, type Scalar } from "yaml";

const CONTENT = "src/content";
const LISTS = new Set(["people", "testimonials", "faqs", "logos"]);

/** Puts each entry of the lists into a file of its own: `why-free` of faqs.yaml becomes faqs/why-free.yaml, and that of faqs.de.yaml faqs/why-free.de.yaml. */
export const migration = {
  to: "0.2.0",
  name: "lists-to-entries",
  text: "Each entry of a list is a file of its own.",
  /**
   * Does nothing where no list is in one file.
   *
   * @returns the files that were written and removed, from the root.
   * @throws {TypeError} before anything is changed, if a list cannot be read or an entry has a file already.
   */
  async run(root: string): Promise<string[]> {
    const names = existsSync(join(root, CONTENT)) ? await readdir(join(root, CONTENT)) : [];
    const lists = names.flatMap((name) => {
      const [, list = "", language = ""] = /^([a-z]+)(\.[^.]+)?\.yaml$/.exec(name) ?? [];
      return LISTS.has(list) ? [{ file: `${CONTENT}/${name}`, list, language }] : [];
    });
    const made = new Map<string, string>();
    for (const { file, list, language } of lists) {
      for (const [name, text] of entriesOf(file, await readFile(join(root, file), "utf8"))) {
        const entry = `${CONTENT}/${list}/${name}${language}.yaml`;
        if (existsSync(join(root, entry))) throw new TypeError(`${entry} is there already, and ${file} has an entry with this name, too. Remove one of the two.`);
        made.set(entry, list === "logos" ? oneFolderDown(text) : text);
      }
    }
    for (const [entry, text] of made) {
      await mkdir(join(root, entry, ".."), { recursive: true });
      await writeFile(join(root, entry), text);
    }
    for (const { file } of lists) await rm(join(root, file));
    return [...lists.map(({ file }) => file), ...made.keys()];
  },
};

/** The texts of a list's entries by name, with the comments above and in them. */
function entriesOf(file: string, content: string): [name: string, text: string][] {
  const text = content.replace(/^\uFEFF/, "").replaceAll(/\r\n?/g, "\n");
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, stringKeys: true });
  const [error] = document.errors;
  if (error) throw new TypeError(`${file} cannot be read: ${error.message.split("\n", 1)[0]} npm run check:content says more.`);
  if (document.contents === null) return [];
  const lines = text.split("\n");
  if (!isMap<Scalar>(document.contents)) throw new TypeError(`${file} must be a list of names, each with its fields below it.`);
  const pairs = document.contents.items;
  const lineOf = ({ key }: Pair<Scalar>) => counter.linePos(key.range?.[0] ?? 0).line - 1;
  // Comments in front of an entry belong to it.
  const starts = pairs.map((pair) => {
    let line = lineOf(pair);
    while (line > 0 && lines[line - 1]?.startsWith("#")) line--;
    return line;
  });
  return pairs.map((pair, i) => {
    const name = String(pair.key.value);
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) throw new TypeError(`${file}: "${name}" cannot be the name of a file. npm run check:content says more.`);
    const [start = 0, at, end = lines.length] = [starts[i], lineOf(pair), starts[i + 1]];
    const isBlock = isMap(pair.value) && !pair.value.flow;
    const own = isBlock ? withoutIndent(lines.slice(at + 1, end)) : isNode(pair.value) && !isEmpty(pair.value) ? stringify(pair.value.toJS(document), { lineWidth: 0 }) : "";
    const comments = lines.slice(start, at).map((line) => `${line}\n`).join("");
    return [name, `${comments}${own.trimEnd()}\n`];
  });
}

function isEmpty(value: unknown): boolean {
  return isScalar(value) && value.value === null;
}

function withoutIndent(lines: readonly string[]): string {
  const indent = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return lines.map((line) => line.slice(indent)).join("\n");
}

/** The path of a picture begins in the folder of its file. */
function oneFolderDown(text: string): string {
  return text.replaceAll(/^(src:\s*["']?)\.(\.?)\//gm, (_, start: string, dot: string) => `${start}../${dot && "../"}`);
}
