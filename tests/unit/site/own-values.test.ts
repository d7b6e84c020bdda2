import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ownValues } from "../../../src/metrics/ingest/own-values.ts";
import { ownValuesOf, siteLanguageIn, siteNameIn } from "../../../src/site/own-values.ts";

let content: string;
beforeAll(async () => {
  content = await mkdtemp(join(tmpdir(), "own-values-"));
  const files = {
    "pages/index.md": "---\ntitle: Home\nhero:\n  cta:\n    event: studio/15min\n---\nSee [the demo](https://cal.com/studio/demo?x=1), https://cal.com/studio/call, and [us](https://example.com/studio/other).",
    "pages/services.md": "---\nplans:\n  - event: \"team/studio/long\"\nhero: {cta: {label: Book, event: studio/flow}}\nheaderButton: { event: 'anna+ben/30min' }\n---\n",
    "pages/services/index.md": "",
    "posts/second/index.md": "",
    "posts/first.md": "---\ncta:\n    event: not a booking link!\n---\n",
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(content, file, ".."), { recursive: true });
    await writeFile(join(content, file), text);
  }
});
afterAll(() => rm(content, { recursive: true, force: true }));

test("a build knows its pages in other languages, and the event that they book", async () => {
  const folder = await mkdtemp(join(tmpdir(), "own-values-"));
  await mkdir(join(folder, "posts/de"), { recursive: true });
  await writeFile(join(folder, "posts/de/erster.md"), "");
  await writeFile(join(folder, "site.de.yaml"), "booking:\n  event: studio/de\n");
  const { pages, links } = ownValuesOf(folder, { link: { path: "studio/30min", event: "30min" }, origin: "https://app.cal.com", site: "https://cal.com" }, ["en", "de"]);
  expect([pages, links]).toEqual([["/de/posts/erster"], ["studio/30min", "studio/de"]]);
  await rm(folder, { recursive: true });
});

test("a build knows its pages, and the events of its links", () => {
  const { pages, events, links } = ownValuesOf(content, { link: { path: "studio/30min", event: "30min" }, origin: "https://app.cal.com", site: "https://cal.com" });
  expect(new Set(pages)).toEqual(new Set(["/", "/services", "/posts/first", "/posts/second"]));
  expect(new Set(events)).toEqual(new Set(["30min", "15min", "demo", "call", "long", "flow"]));
  expect(new Set(links)).toEqual(new Set(["studio/30min", "studio/15min", "studio/demo", "studio/call", "team/studio/long", "studio/flow", "anna+ben/30min"]));
});

test("a build without articles knows its pages", async () => {
  const folder = await mkdtemp(join(tmpdir(), "own-values-"));
  await mkdir(join(folder, "pages"));
  await writeFile(join(folder, "pages", "index.md"), "");
  const { pages } = ownValuesOf(folder, { link: { path: "studio/30min", event: "30min" }, origin: "https://app.cal.com", site: "https://cal.com" });
  expect(pages).toEqual(["/"]);
  expect([siteLanguageIn(folder), siteNameIn(folder)]).toEqual(["en", "Website"]);
  await rm(folder, { recursive: true });
});

test.each([
  ["name: A\nlanguage: de\n", "de"],
  ["language: \"pt-BR\" # Brazil\nbooking:\n  language: fr\n", "pt-BR"],
  ["booking:\n  language: fr\n", "en"],
])("a build knows the site's language (%j)", async (yaml, language) => {
  await writeFile(join(content, "site.yaml"), yaml);
  expect(siteLanguageIn(content)).toBe(language);
});

test.each([
  ["name: Lapwing\nlanguage: de\n", "Lapwing"],
  ['name: "Anna & Ben: studio" # two people\n', "Anna & Ben: studio"],
  ["booking:\n  name: A\n", "Website"],
  ["", "Website"],
])("a build knows the site's name (%j)", async (yaml, name) => {
  await writeFile(join(content, "site.yaml"), yaml);
  expect(siteNameIn(content)).toBe(name);
});

test("a record's own values are those of this build, and a placement that its components have", () => {
  expect(ownValues({ id: "30min", page: "/pricing", placement: "plan-2", release: RELEASE })).toEqual(["page", "placement", "id", "release"]);
  expect(ownValues({ id: "made-up", page: "/made-up", placement: "plan-10", release: "made-up" })).toEqual([]);
  expect(ownValues({})).toEqual([]);
});
