/** Every link of the site to itself leads somewhere. The content check sees the links in src/content; these are all that are built. */
import { expect } from "playwright/test";
import { parse, type DefaultTreeAdapterTypes } from "parse5";
import { pages, test } from "./built-site.ts";

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

const elementsOf = (html: string) => below(parse(html)).filter((node): node is Element => "attrs" in node);
const valueOf = (element: Element, name: string) => element.attrs.find((attribute) => attribute.name === name)?.value;
const parsed = new Map(pages.map(({ path, html }) => [path, elementsOf(html)]));
const ids = new Map([...parsed].map(([path, elements]) => [path, new Set(elements.flatMap((element) => valueOf(element, "id") ?? valueOf(element, "name") ?? []))]));

for (const [path, elements] of parsed) {
  test(`the links and files of ${path} exist`, async ({ request, site }) => {
    const found = elements.flatMap((element) => ["href", "src", "poster"].flatMap((name) => valueOf(element, name) ?? []));
    const wrong: string[] = [];
    for (const address of new Set(found)) {
      const url = URL.canParse(address, site.origin + path) ? new URL(address, site.origin + path) : undefined;
      if (url?.origin !== site.origin) continue;
      const anchor = decodeURIComponent(url.hash.slice(1)).split(":~:")[0] ?? "";
      const target = url.pathname.replace(/(?<=.)\/$/, "");
      if (anchor && anchor !== "top" && ids.has(target) && !ids.get(target)?.has(anchor)) wrong.push(`${address}: no element has the id "${anchor}"`);
      if (url.pathname === path || ids.has(url.pathname)) continue;
      const answer = await request.get(url.pathname + url.search);
      if (!answer.ok()) wrong.push(`${address}: ${answer.status()}`);
    }
    expect(wrong).toEqual([]);
  });
}

test("the languages of a page name each other, and each is there in that language", () => {
  const languages = new Map(
    [...parsed].map(([path, elements]) => {
      const links = elements.filter((element) => element.tagName === "link" && valueOf(element, "hreflang"));
      return [path, Object.fromEntries(links.map((link): [string, string] => [valueOf(link, "hreflang") ?? "", decodeURI(new URL(valueOf(link, "href") ?? "").pathname)]))] as const;
    }),
  );
  const languageOf = (path: string) => valueOf(parsed.get(path)?.find(({ tagName }) => tagName === "html") as Element, "lang") ?? "";
  const wrong = [...languages].flatMap(([path, own]) =>
    Object.entries(own).flatMap(([language, other]) => {
      if (!languages.has(other)) return [`${path}: there is no ${other}`];
      const isReciprocal = JSON.stringify(languages.get(other)) === JSON.stringify(own);
      const isInLanguage = language === "x-default" || languageOf(other).split("-")[0] === language.split("-")[0];
      return isReciprocal && isInLanguage ? [] : [`${path}: ${other} ${isReciprocal ? `is in ${languageOf(other)}, not in ${language}` : "has other languages"}`];
    }),
  );
  expect(wrong).toEqual([]);
});

/** With the content of templates. */
function below(node: Node): Node[] {
  const children = [...("childNodes" in node ? node.childNodes : []), ...("content" in node ? [node.content] : [])];
  return [node, ...children.flatMap(below)];
}
