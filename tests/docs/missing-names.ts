import { posix } from "node:path";
import { didYouMean } from "../../src/host/settings/did-you-mean.ts";
import type { ExistingNames } from "./existing-names.ts";
import { readDocument, type Mention, type ReadDocument } from "./mentions.ts";

/** A document, by its path from the project's root. */
export interface Document {
  readonly path: string;
  readonly text: string;
}

/** An example name in a document, which need not exist. `in` is the document; a test makes sure that it still has the example. */
export interface Example {
  readonly in: string;
  readonly text: string;
}

/** Lists names in the documents that do not exist: `docs/x.md:12: …`, with the most similar name that exists. */
export function missingNames(documents: readonly Document[], names: ExistingNames, examples: readonly Example[] = []): string[] {
  const read = new Map(documents.map(({ path, text }) => [path, readDocument(text)]));
  return [...read].flatMap(([path, { mentions }]) =>
    mentions
      .filter(({ text }) => !examples.some((example) => example.in === path && example.text === text))
      .flatMap((mention) => {
        const problem = problemOf(mention, { path, read, names });
        return problem === undefined ? [] : [`${path}:${mention.line}: ${problem}`];
      }),
  );
}

interface Place {
  readonly path: string;
  readonly read: ReadonlyMap<string, ReadDocument>;
  readonly names: ExistingNames;
}

function problemOf({ kind, text, of = "" }: Mention, { path, read, names }: Place): string | undefined {
  const { files, commands, variables, addresses } = names;
  switch (kind) {
    case "command":
      return commands.has(text) ? undefined : missing(`there is no "npm run ${text}"`, text, commands.keys());
    case "option": {
      const options = commands.get(of);
      return !options || options.has(text) ? undefined : missing(`"npm run ${of}" has no option ${text}`, text, options);
    }
    case "variable":
      if (text.endsWith("_") && [...variables].some((name) => name.startsWith(text))) return undefined;
      return variables.has(text) ? undefined : missing(`there is no variable ${text}`, text, variables);
    case "address": {
      const plain = text.replace(/\/(?:…|[^/]*\*[^/]*|)$/, "");
      return plain === "" || addresses.has(plain) ? undefined : missing(`the site has no ${text}`, plain, addresses);
    }
    case "path": {
      const absent = spelledOut(text).find((one) => !isThere(one, files));
      return absent === undefined ? undefined : missing(`there is no ${absent}`, absent, files);
    }
    case "link": {
      const target = posix.join(posix.dirname(path), text).replace(/\/$/, "");
      return files.has(target) ? undefined : missing(`the link leads to ${target}, which does not exist`, target, files);
    }
    case "anchor": {
      const target = of ? posix.join(posix.dirname(path), of) : path;
      const anchors = read.get(target)?.anchors;
      return !anchors || anchors.includes(text) ? undefined : missing(`${target} has no heading #${text}`, text, anchors);
    }
  }
}

/** A path may leave out its first folders: `browser/cal-embed.ts`. `*` and `[x]` match any name. */
function isThere(path: string, files: ReadonlySet<string>): boolean {
  const plain = path.replace(/\/$/, "").replace(/\/…$/, "");
  if (files.has(plain)) return true;
  const pattern = new RegExp(`(?:^|/)${plain.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(String.raw`\*`, "[^/]*")}$`);
  return [...files].some((file) => pattern.test(file));
}

/** `tests/{a,b}.ts` is two paths. */
function spelledOut(path: string): string[] {
  const [whole, before = "", choices = "", after = ""] = /^(.*?)\{([^{}]*)\}(.*)$/.exec(path) ?? [];
  return whole === undefined ? [path] : choices.split(",").flatMap((choice) => spelledOut(before + choice + after));
}

/** Suggests the most similar path; if there is none, the path in another folder with the most similar file name. */
function missing(sentence: string, name: string, names: Iterable<string>): string {
  const all = [...names];
  const nearOwnName = didYouMean(ownName(name), all.map(ownName));
  const near = didYouMean(name, all) ?? (nearOwnName && all.find((one) => ownName(one) === nearOwnName));
  return near === undefined ? `${sentence}.` : `${sentence}. Did you mean "${near}"?`;
}

function ownName(path: string): string {
  return path.split("/").at(-1) ?? path;
}
