import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { array, assert, asyncProperty, constantFrom, date, integer, option, record, tuple } from "fast-check";
import { parseFragment } from "parse5";
import { describe, expect, test } from "vitest";
import { checkContent } from "../../src/content-check/check-content.ts";
import { readContent } from "../../src/site/content-files/content-source.ts";
import { judgeFile } from "../../src/content-check/judged-file.ts";
import { faqSchema, personSchema } from "../../src/site/schema/lists.ts";
import { pageSchema } from "../../src/site/schema/page.ts";
import { postSchema } from "../../src/site/schema/post.ts";
import { siteSchema } from "../../src/site/schema/site.ts";
import { drawSocialImage } from "../../src/site/seo/draw-social-image.ts";
import { feedXml } from "../../src/site/seo/feed.ts";
import { jsonLdText, structuredData } from "../../src/site/seo/json-ld.ts";
import { searchable, sitemapXml } from "../../src/site/seo/sitemap.ts";
import { hostileMarkdown, inYaml, lineOfText, REFUSED } from "../fixtures/content/made-texts.ts";
import { rendered } from "../fixtures/content/rendered-markdown.ts";
import { readXml } from "../fixtures/content/well-formed.ts";
import { OPTIONS, writeFiles, writtenSite, writtenText } from "./written-site.ts";

/** Everything that the check accepts can be built, and everything built from it is well-formed. */

const day = date({ min: new Date("1000-01-01"), max: new Date("2026-11-01"), noInvalidDate: true }).map((one) => one.toISOString().slice(0, 10));

/** The texts of a site that appear in the output of a build. */
const texts = record({
  name: lineOfText(1, 30),
  tagline: lineOfText(1, 80),
  person: lineOfText(1, 60),
  question: lineOfText(1, 90),
  answer: lineOfText(1, 420),
  pageTitle: lineOfText(1, 58),
  pageDescription: lineOfText(60, 158),
  heading: lineOfText(1, 60),
  label: lineOfText(1, 24),
  postTitle: lineOfText(1, 58),
  postDescription: lineOfText(60, 158),
  footnotes: lineOfText(1, 40),
  day,
});
type Texts = Record<"name" | "tagline" | "person" | "question" | "answer" | "pageTitle" | "pageDescription" | "heading" | "label" | "postTitle" | "postDescription" | "footnotes" | "day", string>;

const FIELDS: Record<Exclude<keyof Texts, "day">, string> = {
  name: "src/content/site.yaml",
  tagline: "src/content/site.yaml",
  footnotes: "src/content/site.yaml",
  person: "src/content/people.yaml",
  question: "src/content/faqs.yaml",
  answer: "src/content/faqs.yaml",
  pageTitle: "src/content/pages/audit.md",
  pageDescription: "src/content/pages/audit.md",
  heading: "src/content/pages/audit.md",
  label: "src/content/pages/audit.md",
  postTitle: "src/content/posts/first.md",
  postDescription: "src/content/posts/first.md",
};

function filesOf(made: Texts): Record<string, string> {
  const site = writtenText("site.yaml").replace(/^name: .*$/m, () => `name: ${inYaml(made.name)}`).replace(/^tagline: .*$/m, () => `tagline: ${inYaml(made.tagline)}`);
  return {
    "site.yaml": site.replace("words:\n", () => `words:\n  footnotes: ${inYaml(made.footnotes)}\n`),
    "people.yaml": `mara:\n  name: ${inYaml(made.person)}\n  role: Founder\n`,
    "faqs.yaml": `why-free:\n  question: ${inYaml(made.question)}\n  answer: ${inYaml(made.answer)}\ncatch:\n  question: Is there a catch?\n  answer: No.\n`,
    "pages/audit.md": `---\ntitle: ${inYaml(`P ${made.pageTitle}`)}\ndescription: ${inYaml(`P ${made.pageDescription}`)}\nhero:\n  heading: ${inYaml(made.heading)}\n  text: ${inYaml(made.heading)}\nnav:\n  label: ${inYaml(made.label)}\n  order: 1\nsections:\n  - type: faq\n    heading: Questions\n    items: [why-free, catch]\n---\n`,
    "posts/first.md": `---\ntitle: ${inYaml(`A ${made.postTitle}`)}\ndescription: ${inYaml(`A ${made.postDescription}`)}\npublishDate: ${made.day}\nauthor: mara\n---\nText.\n`,
  };
}

/** The output of a build besides the pages. */
async function outputsOf(root: string): Promise<{ xml: string[]; json: string[]; title: string; siteName: string }> {
  const sources = await readContent(root);
  const dataOf = (file: string) => sources.find((source) => source.file === `src/content/${file}`)?.data;
  const site = siteSchema.parse(dataOf("site.yaml"));
  const { mara } = { mara: personSchema.parse((dataOf("people.yaml") as { mara: unknown }).mara) };
  const faq = faqSchema.parse((dataOf("faqs.yaml") as { "why-free": unknown })["why-free"]);
  const page = pageSchema.parse(dataOf("pages/audit.md"));
  const post = postSchema.parse(dataOf("posts/first.md"));
  const url = "https://lapwing.example/";
  const feed = await feedXml({ site: new URL(url), path: "/rss.xml", name: site.name, tagline: site.tagline, language: site.language, articles: [{ ...post, path: "/posts/first", author: mara.name }] });
  const sitemap = await sitemapXml(new URL(url), searchable([{ path: "/audit", entry: { data: page } }, { path: "/posts/first", entry: { data: post } }]));
  const described = { site: url, language: site.language, organization: site, home: site.words.home };
  const graphs = [
    structuredData({ ...described, ...page, path: "/services/audit", breadcrumb: [{ label: page.nav?.label ?? "", path: "/services" }], faq: [faq] }),
    structuredData({ ...described, ...post, path: "/posts/first", breadcrumb: [], faq: [], article: { ...post, author: mara.name, image: `${url}og/a.png` } }),
    structuredData({ ...described, ...page, path: "/", breadcrumb: [], faq: [] }),
  ];
  return { xml: [feed, sitemap], json: graphs.map(jsonLdText), title: post.title, siteName: site.name };
}

async function siteFolder() {
  const root = await writtenSite({});
  return async (files: Record<string, string>) => {
    await writeFiles(root, files);
    return { root, problems: await checkContent(root, OPTIONS) };
  };
}

describe("any text in the fields", () => {
  test("is accepted, and feed, sitemap and structured data are well-formed", async () => {
    const siteWith = await siteFolder();
    await assert(
      asyncProperty(texts, async (made) => {
        const { root, problems } = await siteWith(filesOf(made));
        expect(problems).toEqual([]);
        const { xml, json } = await outputsOf(root);
        for (const text of xml) readXml(text);
        for (const text of json) {
          JSON.parse(text);
          expect(text).not.toContain("<");
        }
      }),
      { numRuns: 80 },
    );
  });

  test("can be drawn in a social image", async () => {
    await assert(
      asyncProperty(lineOfText(1, 60), lineOfText(1, 30), constantFrom("en", "ar"), async (title, siteName, language) => {
        const picture = await drawSocialImage({ title, siteName, language }, { tokens: BRAND.tokens.light, fonts: BRAND.socialImage.fonts });
        expect(picture.length).toBeGreaterThan(1000);
      }),
      { numRuns: 40 },
    );
  });

  test("with a refused character is reported with file, line and code point, as it is and escaped", async () => {
    const siteWith = await siteFolder();
    const fields = Object.keys(FIELDS) as (keyof typeof FIELDS)[];
    await assert(
      asyncProperty(texts, constantFrom(...fields), constantFrom(...REFUSED), integer({ min: 0, max: 1 }), async (made, field, character, isEscaped) => {
        const files = filesOf({ ...made, [field]: `Here${character}B ${made[field]}`.slice(0, 20).replace(/\p{Cs}$/u, "").padEnd(field.endsWith("Description") ? 60 : 1, " and more of it") });
        const escape = `Here${inYaml(character).slice(1, -1)}`;
        const name = FIELDS[field].replace("src/content/", "");
        if (!isEscaped) files[name] = String(files[name]).replaceAll(escape, () => `Here${character}`);
        const line = String(files[name]).split("\n").findIndex((text) => text.includes("Here")) + 1;
        const { problems } = await siteWith(files);
        const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
        expect(problems.map((problem) => `${problem.file}:${problem.line} ${problem.found}`)).toEqual(expect.arrayContaining([expect.stringContaining(`${FIELDS[field]}:${line} ${code}`)]));
        for (const problem of problems) expect(problem.file).toBe(FIELDS[field]);
      }),
      { numRuns: 80 },
    );
  });
});

describe("any Markdown", () => {
  test("that the check accepts is valid HTML, and its headings have the ids that the check expects", async () => {
    const root = await writtenSite({ "pages/audit.md": "" });
    let accepted = 0;
    await assert(
      asyncProperty(array(tuple(constantFrom("## ", "", "- ", "> ", "1. ", "| a |\n|-|\n| ", "```\n"), option(hostileMarkdown, { freq: 2 }), lineOfText(1, 60)), { maxLength: 6 }), async (blocks) => {
        const body = blocks.map(([start, hostile, words]) => `${start}${hostile ?? ""}${words}`).join("\n\n");
        await writeFile(join(root, "src/content/pages/audit.md"), `---\ntitle: Audit\ndescription: What there is to know about the audit, in as many words.\nhero: {heading: A, text: B}\n---\n${body}\n`);
        if ((await checkContent(root, OPTIONS)).length > 0) return;
        accepted++;
        const errors: string[] = [];
        const html = await rendered(body);
        parseFragment(html, { onParseError: ({ code }) => errors.push(code) });
        expect(errors).toEqual([]);
        const source = (await readContent(root)).find(({ file }) => file === "src/content/pages/audit.md");
        const ids = [...html.matchAll(/<h[1-6] id="([^"]*)"/g)].map(([, id = ""]) => id);
        expect(ids.toSorted()).toEqual([...(source ? judgeFile(source).anchors : [])].toSorted());
      }),
      { numRuns: 400 },
    );
    expect(accepted, "texts that the check accepted").toBeGreaterThan(20);
  });
});
