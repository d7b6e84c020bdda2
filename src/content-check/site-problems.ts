import { type ContentProblem, fieldPath, valueAt } from "./content-problem.ts";
import type { Addressed } from "./content-index.ts";
import type { JudgedFile } from "./judged-file.ts";
import { excerpt, quoted } from "../site/content-files/quoted.ts";

/** Problems between pages and articles: two with the same title, description, address or place in the navigation. A site without a home page in src/pages needs one here. */
export function siteProblems(files: readonly JudgedFile[], pageOf: (file: JudgedFile) => Addressed | undefined, { hasOwnHome }: { hasOwnHome: boolean }): ContentProblem[] {
  const documents = files.filter(({ source }) => source.path !== undefined);
  // A translation may have the same title, and its menus are its own.
  const languages = [...Map.groupBy(documents, ({ source }) => source.language).values()];
  return [
    ...languages.flatMap((some) => sameText(some, "title", "A title that no other page has", "Write a title that says what only this page is about.")),
    ...languages.flatMap((some) => sameText(some, "description", "A description that no other page has", "Describe what readers find only on this page.")),
    ...sameAddress(documents, pageOf),
    ...documents.flatMap(emptyPeriod),
    ...sameTests(documents),
    ...languages.flatMap(sameOrder),
    ...sameEntry(files),
    ...(hasOwnHome ? [] : homePage(documents, pageOf)),
  ];
}

function sameText(files: readonly JudgedFile[], key: string, expected: string, fix: string): ContentProblem[] {
  const first = new Map<string, string>();
  return files.flatMap(({ source: { file }, data, lineOf }) => {
    const text = valueAt(data, [key]);
    if (typeof text !== "string" || !text.trim()) return [];
    const same = text.replace(/\s+/g, " ").trim().toLowerCase();
    const other = first.get(same);
    if (other === undefined) first.set(same, file);
    return other === undefined ? [] : [{ file, line: lineOf([key]), field: key, found: quoted(excerpt(text)), expected: `${expected}. ${other} has the same one.`, fix }];
  });
}

function sameAddress(files: readonly JudgedFile[], pageOf: (file: JudgedFile) => Addressed | undefined): ContentProblem[] {
  const first = new Map<string, string>();
  return files.flatMap((judged) => {
    const { file } = judged.source;
    const path = pageOf(judged)?.path ?? judged.source.path ?? "";
    const other = first.get(path);
    if (other === undefined) first.set(path, file);
    return other === undefined ? [] : [{ file, line: 1, field: "file", found: `the address ${path}`, expected: `An address that no other file has. ${other} has the same one.`, fix: "Rename one of the two files, or merge them." }];
  });
}

/** A page that ends before it begins. Days are compared as they are written, year first. */
function emptyPeriod({ source: { file }, data, lineOf }: JudgedFile): ContentProblem[] {
  const [from, until] = [valueAt(data, ["publishDate"]), valueAt(data, ["unpublishDate"])];
  if (typeof from !== "string" || typeof until !== "string" || until > from) return [];
  return [{ file, line: lineOf(["unpublishDate"]), field: "unpublishDate", found: until, expected: `A later day than the publishDate, ${from}.`, fix: "Correct one of the two days." }];
}

/** Two tests with one name would be one in the statistics. */
function sameTests(files: readonly JudgedFile[]): ContentProblem[] {
  const path = ["hero", "test", "name"];
  const first = new Map<string, string>();
  return files.flatMap(({ source: { file }, data, lineOf }) => {
    const name = valueAt(data, path);
    if (typeof name !== "string") return [];
    const other = first.get(name);
    if (other === undefined) first.set(name, file);
    return other === undefined ? [] : [{ file, line: lineOf(path), field: fieldPath(path), found: name, expected: `A name that no other test has. ${other} has the same one.`, fix: `name: ${name}-2` }];
  });
}

function sameOrder(files: readonly JudgedFile[]): ContentProblem[] {
  const taken = new Map<string, string>();
  const placed = files.flatMap((judged) => {
    const nav = valueAt(judged.data, ["nav"]);
    const order = valueAt(nav, ["order"]);
    return judged.source.kind === "page" && typeof order === "number" ? [{ judged, order, place: String(valueAt(nav, ["place"]) ?? "header") }] : [];
  });
  const orders = (place: string) => new Set(placed.filter((one) => one.place === place).map(({ order }) => order));
  return placed.flatMap(({ judged: { source, lineOf }, order, place }) => {
    const other = taken.get(`${place} ${order}`);
    if (other === undefined) taken.set(`${place} ${order}`, source.file);
    if (other === undefined) return [];
    const used = orders(place);
    let free = order + 1;
    while (used.has(free)) free++;
    const path = ["nav", "order"];
    return [{ file: source.file, line: lineOf(path), field: fieldPath(path), found: String(order), expected: `A number that no other page in the ${place} has. ${other} has the same one.`, fix: `order: ${free}` }];
  });
}

/** An entry with a file of its own that is also in the list's file: one of the two would have no effect. */
function sameEntry(files: readonly JudgedFile[]): ContentProblem[] {
  const names = new Set(files.flatMap(({ source: { kind, file } }) => (kind === "entry" ? [file] : [])));
  return files.flatMap(({ source: { kind, file, language }, data, lineOf }) =>
    kind !== "list" || typeof data !== "object" || data === null
      ? []
      : Object.keys(data).flatMap((name) => {
          const own = `${file.replace(/(\.[^./]+)?\.yaml$/, "")}/${name}${language && `.${language}`}.yaml`;
          return names.has(own) ? [{ file, line: lineOf([name]), field: name, found: quoted(name), expected: `Each entry once. ${own} is the same one.`, fix: "Remove one of the two." }] : [];
        }),
  );
}

function homePage(files: readonly JudgedFile[], pageOf: (file: JudgedFile) => Addressed | undefined): ContentProblem[] {
  const file = "src/content/pages/index.md";
  const home = files.find(({ source }) => source.file === file);
  if (!home) return [{ file, line: 1, field: "file", found: "no such file", expected: "A home page, which visitors see at the site's address.", fix: "Create it: npm run new page index" }];
  const { heldBack, ends } = pageOf(home) ?? {};
  if (!heldBack && ends === undefined) return [];
  const key = heldBack === "draft" ? "draft" : heldBack === "scheduled" ? "publishDate" : "unpublishDate";
  return [{ file, line: home.lineOf([key]), field: key, found: `${key}: ${String(valueAt(home.data, [key]))}`, expected: ends === undefined ? "A home page that is public." : "A home page that stays public.", fix: `Remove the line with "${key}".` }];
}
