import { plainPath } from "../site/seo/old-addresses.ts";
import { refusedCharacter, WITHOUT_REFUSED } from "./markdown/characters.ts";
import { type ContentProblem, fieldPath, valueAt } from "./content-problem.ts";
import type { JudgedFile } from "./judged-file.ts";
import { quoted } from "../site/content-files/quoted.ts";

/** An old address with its place. */
interface OldAddress {
  judged: JudgedFile;
  path: [string, number];
  /** Without a slash at its end, and in small letters: the host's redirects do not look at case. */
  address: string;
}

/** The old addresses that a page or an article claims, without slashes at their ends. */
export function oldAddresses(judged: JudgedFile): OldAddress[] {
  const list = valueAt(judged.data, ["redirectFrom"]);
  if (!Array.isArray(list) || judged.source.path === undefined) return [];
  return list.flatMap((value: unknown, i) => {
    if (typeof value !== "string" || !value.startsWith("/")) return [];
    return [{ judged, path: ["redirectFrom", i] as [string, number], address: value.replace(/(?<=.)\/+$/, "").toLowerCase() }];
  });
}

/** What is wrong with where the old addresses lead: one that exists, one that leads to itself, one that leads to two pages. */
export function redirectProblems(files: readonly JudgedFile[], owner: (path: string) => string | undefined): ContentProblem[] {
  const claimed = new Map<string, string>();
  return files.flatMap(oldAddresses).flatMap(({ judged: { source, data, lineOf }, path, address }) => {
    const { file } = source;
    const at = { file, line: lineOf(path), field: fieldPath(path), found: quoted(String(valueAt(data, path))), write: "Remove it." };
    if (refusedCharacter(plainPath(address))) return [{ ...at, expected: WITHOUT_REFUSED }];
    const there = owner(address);
    if (there === file) return [{ ...at, expected: "An address that the page had before: this is the one that it has." }];
    if (there !== undefined) return [{ ...at, expected: `An address where nothing is any more: this is ${there}.` }];
    const other = claimed.get(address);
    if (other === undefined) claimed.set(address, file);
    return other === undefined ? [] : [{ ...at, expected: other === file ? "Each old address once." : `An old address leads to one page: ${other} has it already.` }];
  });
}
