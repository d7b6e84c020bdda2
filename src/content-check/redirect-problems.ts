import { plainPath } from "../site/seo/old-addresses.ts";
import { refusedCharacter, WITHOUT_REFUSED } from "./markdown/characters.ts";
import { type ContentProblem, fieldPath, valueAt } from "./content-problem.ts";
import type { JudgedFile } from "./judged-file.ts";
import { quoted } from "../site/content-files/quoted.ts";

/** An old address with its place. */
interface OldAddress {
  judged: JudgedFile;
  path: PropertyKey[];
  /** Decoded and without a slash at its end. In lower case, because the host's redirects ignore case. */
  address: string;
}

/** The old addresses in a file's `redirectFrom`. */
export function oldAddresses(judged: JudgedFile): OldAddress[] {
  const list = valueAt(judged.data, ["redirectFrom"]);
  if (!Array.isArray(list) || judged.source.path === undefined) return [];
  return list.flatMap((written: unknown, i) => {
    const [value, path] = typeof written === "string" ? [written, ["redirectFrom", i]] : [valueAt(written, ["from"]), ["redirectFrom", i, "from"]];
    return typeof value === "string" && value.startsWith("/") ? [{ judged, path, address: plainPath(value).toLowerCase() }] : [];
  });
}

/** Problems with old addresses that are in use, or that two pages list. */
export function redirectProblems(files: readonly JudgedFile[], owner: (path: string) => string | undefined): ContentProblem[] {
  const endsLater = (file: string) => files.some(({ source, data }) => source.file === file && valueAt(data, ["unpublishDate"]) !== undefined);
  const claimed = new Map<string, string>();
  return files.flatMap(oldAddresses).flatMap(({ judged: { source, data, lineOf }, path, address }) => {
    const { file } = source;
    const at = { file, line: lineOf(path), field: fieldPath(path), found: quoted(String(valueAt(data, path))), fix: "Remove it." };
    if (refusedCharacter(address)) return [{ ...at, expected: WITHOUT_REFUSED }];
    const there = owner(address);
    if (there === file) return [{ ...at, expected: "An earlier address of the page. This is its current one." }];
    // On its last day, another page may take over its address.
    if (there !== undefined && !endsLater(there)) return [{ ...at, expected: `An address that is no longer in use. This one belongs to ${there}.` }];
    const other = claimed.get(address);
    if (other === undefined) claimed.set(address, file);
    return other === undefined ? [] : [{ ...at, expected: other === file ? "Each old address once." : `An old address that only one page lists. ${other} already has it.` }];
  });
}
