import { spawnSync } from "node:child_process";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkContent } from "../../src/content-check/check-content.ts";
import { missingTranslations, missingTranslationsText } from "../../src/content-check/missing-translations.ts";
import { starterContent } from "../../src/content-check/starter-content.ts";
import { readContent } from "../../src/site/content-files/content-source.ts";
import { THREE_LANGUAGES } from "../fixtures/content/three-languages.ts";
import { OPTIONS, page, post, problemsIn, writtenSite, writtenText, type Files } from "./written-site.ts";

const languages = ["en", "de", "pt-BR"];
const problems = async (files: Files) => (await problemsIn(files, { languages })).map(({ file, field, fix }) => `${file} ${field}: ${fix}`);

test("pages, articles, lists and words in several languages have no problems", async () => {
  expect(await problems({
    "pages/de/index.md": page("Startseite"),
    "pages/de/leistungen.md": page("services", { translationOf: "/services", nav: "{label: Leistungen, order: 10}" }, "Zum [Anfang](/de), zum [Artikel](/de/posts/erster), zum [Feed](/de/rss.xml)."),
    "pages/services.md": page("services", { nav: "{label: Services, order: 10}" }),
    "posts/de/erster.md": post("den ersten Artikel", { translationOf: "/posts/first", author: "neu" }),
    "site.de.yaml": "language: de-AT\ntagline: Schnelle Websites.\nbooking: {event: studio/de}\n",
    "people.de.yaml": "mara:\n  role: Gründerin\nneu:\n  name: Neu\n  role: Autorin\n",
    "pages/pt-br/index.md": page("Início"),
  })).toEqual([]);
});

test("a translation may have the title and the place in the menu of its original, and two pages of a language may not", async () => {
  const one = page("services", { nav: "{label: Services, order: 10}" });
  expect(await problems({ "pages/services.md": one, "pages/de/services.md": one })).toEqual([]);
  expect(await problems({ "pages/de/services.md": one, "pages/de/other.md": one })).toEqual([
    expect.stringContaining("de/services.md title"), expect.stringContaining("de/services.md description"), expect.stringContaining("de/services.md nav.order: order: 11"),
  ]);
});

describe("a file in the wrong place", () => {
  test.each([
    ["site.fr.yaml", 'Add it there: languages: ["en", "de", "pt-BR", "fr"]'],
    ["faqs.pt-BR.yaml", "Rename it to src/content/faqs.pt-br.yaml"],
    ["faqs.en.yaml", "Move its texts to src/content/faqs.yaml"],
    ["faq.de.yaml", "Rename it to src/content/faqs.yaml"],
    ["pages/en/pricing.md", "Move it to src/content/pages/pricing.md"],
    ["posts/en/second.md", "Move it to src/content/posts/second.md"],
    ["pages/de/admin.md", "Rename it to src/content/pages/de/admin-page.md"],
    ["pages/de/posts/first.md", "Move it to src/content/posts/de/first.md"],
    ["posts/de/index.md", "Move it to src/content/pages/de/posts.md"],
    ["pages/de/Über uns.md", "Rename it to src/content/pages/de/ueber-uns.md"],
  ])("%s: %s", async (name, fix) => {
    const text = name.endsWith(".md") ? (name.startsWith("posts") ? post("it") : page("it")) : "why-free: {question: Q, answer: A}\n";
    expect((await problems({ [name]: name.startsWith("site") ? "tagline: T\n" : text })).join("\n")).toContain(fix);
  });

  test("and a language of a site in one language", async () => {
    const found = await problemsIn({ "site.de.yaml": "tagline: T\n" });
    expect(found.map(({ fix }) => fix)).toEqual(['Add it there: languages: ["en", "de"]']);
  });
});

describe("a field in another language", () => {
  test.each([
    ["site.de.yaml", "tagline: 5\n", "site.de.yaml tagline"],
    ["site.de.yaml", "words: {skp: Zum Inhalt}\n", "site.de.yaml words.skp: words: {skip: Zum Inhalt}"],
    ["site.de.yaml", "words: {by: Von wem}\n", "site.de.yaml words.by"],
    ["site.de.yaml", "language: fr\n", "site.de.yaml language: language: de"],
    ["site.de.yaml", "booking: {after: /dnke}\n", "site.de.yaml booking.after"],
    ["people.de.yaml", "mara: {rolle: Gründerin}\n", "people.de.yaml mara.rolle"],
    ["pages/de/a.md", page("a", { translationOf: "/servces" }), "pages/de/a.md translationOf: translationOf: /services"],
    ["pages/de/a.md", page("a", { translationOf: "/de/a" }), "pages/de/a.md translationOf"],
    ["pages/a.md", page("a", { translationOf: "/services" }), 'pages/a.md translationOf: Remove "translationOf".'],
    ["pages/de/a.md", page("a", {}, "[Here it is](/de/servces)"), "pages/de/a.md text"],
    ["pages/a.md", page("a", { sections: "\n  - type: people\n    heading: H\n    items: [neu]" }), "pages/a.md sections[0].items[0]"],
  ])("%s %j is reported", async (name, text, found) => {
    const reported = await problems({ [name]: text, ...(name !== "people.de.yaml" && { "people.de.yaml": "neu: {name: Neu, role: Autor}\n" }) });
    expect(reported).toEqual([expect.stringContaining(found)]);
  });

  test("a second translation of a page is reported", async () => {
    expect(await problems({ "pages/de/services.md": page("eins"), "pages/de/zwei.md": page("zwei", { translationOf: "/services" }) })).toEqual([expect.stringMatching(/de\/zwei.md translationOf/)]);
  });

  test("the default event of the site is a setting", async () => {
    expect(await problems({ "site.yaml": writtenText("site.yaml").replace("  label:", "  event: studio/15min\n  label:") })).toEqual([expect.stringContaining('site.yaml booking.event: Remove "event"')]);
  });
});

/** A site.yaml with nothing but what only its owner knows. */
const bare = (language: string) => `name: Lapwing\ntagline: Fast sites.\nemail: hello@lapwing.example\nlanguage: ${language}\nbooking: {label: Book, title: Audit, events: []}\nfooter: Small print.\n`;

test.each(["en", "de", "pt-BR", "ar"])("the engine's words need not be in site.yaml in %s", async (language) => {
  expect(await problemsIn({ "site.yaml": bare(language) })).toEqual([]);
});

test("in a language that the engine does not speak, all words have to be in site.yaml", async () => {
  const finnish = (await problemsIn({ "site.yaml": bare("fi") })).map(({ field }) => field);
  expect(finnish).toEqual(expect.arrayContaining(["booking.nextFree", "booking.dialog.close", "booking.dialog.failed.text", "booking.dialog.times.zone", "words.skip", "notFound.title"]));
  expect(finnish).not.toContain("booking.dialog.continue");
});

const missingIn = async (files: Files, some = languages) => missingTranslations(await writtenSite(files), { languages: some, now: OPTIONS.now });

describe("the notes about missing translations", () => {
  test("name the pages that a language lacks, without drafts and scheduled pages", async () => {
    const missing = await missingIn({
      "pages/de/leistungen.md": page("services", { translationOf: "/services" }),
      "pages/draft.md": page("a draft", { draft: "true" }),
      "posts/later.md": post("later", { publishDate: "2027-01-01" }),
    }, ["en", "de"]);
    expect(missing.filter(({ kind }) => kind === "page").map(({ file, field }) => `${file} ${field}`)).toEqual(["src/content/pages/de/index.md npm run new page de", "src/content/posts/de/first.md npm run new post de/first"]);
  });

  test("name the words that visitors see in the default language: the site's, and those of entries that are shown", async () => {
    const missing = await missingIn({
      "pages/de/index.md": page("Startseite", { sections: "\n  - type: faq\n    heading: Fragen\n    items: [why-free, catch]" }),
      "site.de.yaml": "tagline: Schnell.\nbooking: {label: Buchen}\n",
      "faqs.de.yaml": "why-free: {question: Warum?, answer: Darum.}\n",
    }, ["en", "de"]);
    const words = missing.filter(({ kind }) => kind === "words").map(({ file, field }) => `${file.replace("src/content/", "")} ${field}`);
    expect(words).toEqual(expect.arrayContaining(["site.de.yaml booking.title", "site.de.yaml footer", "faqs.de.yaml catch.question", "faqs.de.yaml catch.answer"]));
    expect(words.join("\n")).not.toMatch(/tagline|booking\.label|words\.skip|why-free|people|name/);
  });

  test("name the links that leave the language without need", async () => {
    const missing = await missingIn({ "pages/de/index.md": page("Startseite", { hero: "\n  heading: H\n  text: T\n  cta: {label: Los, href: /services}" }, "[Unsere Leistungen](/services#what-we-do), [mehr davon](/posts/first) und [wir](/de/leistungen)"), "pages/de/leistungen.md": page("services", { translationOf: "/services" }) }, ["en", "de"]);
    expect(missing.filter(({ kind }) => kind === "link").map(({ file, field }) => `${file} ${field}`)).toEqual(["src/content/pages/de/index.md:7 /services → /de/leistungen", "src/content/pages/de/index.md:9 /services#what-we-do → /de/leistungen"]);
  });

  test("say so once for a language without any text, and nothing for a site in one language", async () => {
    expect(await missingIn({}, ["en", "de"])).toEqual([{ language: "de", kind: "page", file: "src/content", field: "npm run new page de" }]);
    expect(await missingIn({}, ["en"])).toEqual([]);
    expect(await missingIn({}, [])).toEqual([]);
  });

  test("are grouped by language for a terminal", () => {
    const text = missingTranslationsText([
      { language: "de", kind: "page", file: "src/content/pages/de/index.md", field: "npm run new page de" },
      { language: "de", kind: "words", file: "src/content/site.de.yaml", field: "footer" },
    ]);
    expect(text).toBe(`Not translated into German. The menus in this language leave these pages out:
  src/content/pages/de/index.md  npm run new page de

Warning: visitors of the pages in German see these texts in the default language. Add them:
  src/content/site.de.yaml  footer`);
  });
});

describe("a new page in another language", () => {
  const asked = { kind: "page", today: "2026-11-22", author: "mara", languages } as const;

  test("is a copy of its original for the translator: a draft, with the pictures' paths from its own folder", async () => {
    const root = await writtenSite({ "pages/services/audit.md": page("the audit", { redirectFrom: "[/old]", seo: "\n  image: {src: ../../images/team.png, alt: A team}" }, "![A team](../../images/team.png)\n") });
    const original = (await readContent(root, languages)).find(({ path }) => path === "/services/audit");
    const made = starterContent({ ...asked, name: "de/leistungen/audit", original });
    expect(made).toMatchObject({ file: "src/content/pages/de/leistungen/audit.md", path: "/de/leistungen/audit" });
    expect(made.text).toContain("title: About the audit\ntranslationOf: /services/audit\ndraft: true\n");
    expect(made.text).toContain("![A team](../../../images/team.png)");
    expect(made.text).not.toContain("redirectFrom");
    await mkdir(join(root, "src/content/pages/de/leistungen"), { recursive: true });
    await writeFile(join(root, made.file), made.text);
    expect(await checkContent(root, { ...OPTIONS, languages })).toEqual([]);
  });

  test.each([["de", "src/content/pages/de/index.md", "/de"], ["pt-br/a", "src/content/pages/pt-br/a.md", "/pt-br/a"], ["fr/a", "src/content/pages/fr/a.md", "/fr/a"]])("%s makes %s", (name, file, path) => {
    expect(starterContent({ ...asked, name })).toMatchObject({ file, path });
  });

  test("is made by the command, in the languages of the project's configuration", async () => {
    const root = await writtenSite({});
    const project = join(import.meta.dirname, "../..");
    for (const name of ["src/site", "src/host", "src/booking", "src/editing"]) await cp(join(project, name), join(root, name), { recursive: true });
    await writeFile(join(root, "src/site.config.ts"), 'import { defineSite } from "./site/config/site-config.ts";\nexport default defineSite({ languages: ["en", "de"] });\n');
    await symlink(join(project, "node_modules"), join(root, "node_modules"));
    await writeFile(join(root, "package.json"), '{"type":"module"}');
    const run = (...words: string[]) => spawnSync(process.execPath, [join(project, "scripts/new.ts"), ...words], { encoding: "utf8", env: { PATH: process.env.PATH, CONTENT_ROOT: root } });
    const { stdout, stderr } = run("page", "de/leistungen", "--of", "/services");
    expect(stderr).toBe("");
    expect(stdout).toContain("src/content/pages/de/leistungen.md\n\nIts address is /de/leistungen. It is a draft");
    expect(stdout).toContain("It begins as a copy of src/content/pages/services.md, for you to translate.");
    expect(await readFile(join(root, "src/content/pages/de/leistungen.md"), "utf8")).toContain("translationOf: /services\ndraft: true\n");
    expect(run("page", "de/x", "--of", "/srvices").stderr).toContain("There is no page at /srvices to translate.");
  });
});

test("the site of the browser tests has no problems", async () => {
  expect(await problemsIn(THREE_LANGUAGES, { languages: ["en", "de", "ar"] })).toEqual([]);
});
