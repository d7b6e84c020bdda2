import { cp, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migration } from "../../../scripts/upgrade/migrations/lists-to-entries.ts";
import { checkContent } from "../../../src/content-check/check-content.ts";
import { missingTranslations } from "../../../src/content-check/missing-translations.ts";
import { OPTIONS, page, problemsIn, writtenSite, type Files } from "../written-site.ts";

const languages = ["en", "de"];
const ASKING = page("questions", { sections: "\n  - type: faq\n    heading: Fragen\n    items: [why-free, catch]" });

/** Each entry in a file of its own. */
const ENTRIES: Files = {
  "people.yaml": undefined,
  "people/mara.yaml": "name: Mara Lindqvist\nrole: Founder\n",
  "faqs.yaml": undefined,
  "faqs/why-free.yaml": "question: Why is it free?\nanswer: So that you try it.\n",
  "faqs/catch.yaml": "question: Is there a catch?\nanswer: No.\n",
  "logos.yaml": undefined,
  "logos/tern.yaml": "name: Tern\nsrc: ../images/tern.svg\n",
  "testimonials.yaml": undefined,
  "testimonials/tern-and-tide.yaml": "text: Good work.\nname: Jonas Weir\nrole: Head of Online\n",
};

test("entries in files of their own, also in part in another language, have no problems", async () => {
  const files = { ...ENTRIES, "pages/questions.md": ASKING, "pages/de/fragen.md": page("fragen"), "faqs/why-free.de.yaml": "question: Warum ist es kostenlos?\n", "faqs/catch.de.yaml": "", "people/neu.de.yaml": "name: Neu\nrole: Autorin\n" };
  expect(await problemsIn(files, { languages })).toEqual([]);
});

test.each<[what: string, files: Files, problem: object]>([
  ["a missing field", { "faqs/catch.yaml": "question: Is there a catch?\n" }, { file: "src/content/faqs/catch.yaml", line: 1, field: "answer" }],
  ["a misspelled field", { "faqs/catch.yaml": "qestion: Is there a catch?\nanswer: No.\n" }, { field: "qestion", fix: "question: Is there a catch?" }],
  ["a picture that is missing", { "logos/tern.yaml": "name: Tern\nsrc: ./images/tern.svg\n" }, { file: "src/content/logos/tern.yaml", line: 2, field: "src", fix: "src: ../images/tern.svg" }],
  ["a name that no page can refer to", { "faqs/Is there?.yaml": "question: A?\nanswer: B.\n" }, { field: "file", fix: "Rename it to src/content/faqs/is-there.yaml" }],
  ["a folder that is no list", { "faq/catch-all.yaml": "question: A?\nanswer: B.\n" }, { field: "file", fix: "Move it to src/content/faqs/catch-all.yaml" }],
  ["a language that the site does not have", { "faqs/catch.fr.yaml": "answer: Non.\n" }, { field: "file", fix: 'Add it there: languages: ["en", "de", "fr"]' }],
  ["the default language in the name", { "faqs/catch.en.yaml": "answer: No.\n" }, { field: "file", fix: "Move its texts to src/content/faqs/catch.yaml" }],
  ["an entry that is in the list's file, too", { "faqs.yaml": "catch:\n  question: A?\n  answer: B.\n" }, { file: "src/content/faqs.yaml", field: "catch", expected: "Each entry once. src/content/faqs/catch.yaml is the same one." }],
  ["an unknown name on a page", { "pages/questions.md": ASKING.replace("catch]", "cotch]") }, { field: "sections[0].items[1]", expected: 'Did you mean "catch"? An entry of src/content/faqs: catch, why-free.', fix: "- catch or, if it is another entry, add the file src/content/faqs/cotch.yaml" }],
])("one problem for %s", async (_what, files, problem) => {
  expect(await problemsIn({ ...ENTRIES, "pages/questions.md": ASKING, ...files }, { languages })).toEqual([expect.objectContaining(problem)]);
});

test("the missing words of an entry that is shown are named with its file", async () => {
  const root = await writtenSite({ ...ENTRIES, "pages/de/index.md": page("Startseite", { sections: "\n  - type: faq\n    heading: Fragen\n    items: [why-free, catch]" }), "faqs/why-free.de.yaml": "question: Warum?\nanswer: Darum.\n" });
  const words = (await missingTranslations(root, { languages, now: OPTIONS.now })).filter(({ kind, file }) => kind === "words" && file.includes("faqs"));
  expect(words.map(({ file, field }) => `${file} ${field}`)).toEqual(["src/content/faqs/catch.de.yaml question", "src/content/faqs/catch.de.yaml answer"]);
});

test("npm run new entries makes a file of each entry, with its comments, and changes nothing the second time", async () => {
  const root = await writtenSite({
    "faqs.yaml": "# asked first\nwhy-free:\n  question: Why is it free?\n  # careful\n  answer: >-\n    So that\n    you try it.\n\ncatch: {question: Is there a catch?, answer: No.}\n",
    "faqs.de.yaml": "catch:\n  answer: Nein.\nwhy-free:\n",
  });
  expect((await migration.run(root)).toSorted()).toEqual(expect.arrayContaining(["src/content/faqs.de.yaml", "src/content/faqs.yaml", "src/content/faqs/catch.de.yaml", "src/content/faqs/why-free.yaml", "src/content/logos/tern.yaml"]));
  const read = (name: string) => readFile(join(root, "src/content", name), "utf8");
  expect(await read("faqs/why-free.yaml")).toBe("# asked first\nquestion: Why is it free?\n# careful\nanswer: >-\n  So that\n  you try it.\n");
  expect(await read("faqs/catch.yaml")).toBe("question: Is there a catch?\nanswer: No.\n");
  expect(await read("faqs/catch.de.yaml")).toBe("answer: Nein.\n");
  expect(await read("logos/tern.yaml")).toBe("name: Tern\nsrc: ../images/tern.svg\n");
  expect((await readdir(join(root, "src/content"))).filter((name) => name.endsWith(".yaml"))).toEqual(["site.yaml"]);
  expect(await checkContent(root, { ...OPTIONS, languages })).toEqual([]);
  expect(await migration.run(root)).toEqual([]);
});

test.each<[what: string, files: Files, message: string]>([
  ["a list that cannot be read", { "faqs.yaml": "why-free: [\n" }, "src/content/faqs.yaml cannot be read"],
  ["a name that cannot be a file's", { "people.yaml": "Mara Lindqvist:\n  name: Mara\n  role: Founder\n" }, '"Mara Lindqvist" cannot be the name of a file'],
  ["an entry that has a file already", { "faqs/catch.yaml": "question: A?\nanswer: B.\n" }, "src/content/faqs/catch.yaml is there already"],
])("npm run new entries changes nothing with %s", async (_what, files, message) => {
  const root = await writtenSite(files);
  await cp(join(root, "src/content"), join(root, "before"), { recursive: true });
  await expect(migration.run(root)).rejects.toThrow(message);
  expect(await readdir(join(root, "src/content"), { recursive: true })).toEqual(await readdir(join(root, "before"), { recursive: true }));
});
