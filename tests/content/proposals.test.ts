import { assert, asyncProperty, constantFrom, oneof, stringMatching } from "fast-check";
import { describe, expect, test } from "vitest";
import { checkContent } from "../../src/content-check/check-content.ts";
import { readContent } from "../../src/site/content-files/content-source.ts";
import { valueAt } from "../../src/content-check/content-problem.ts";
import { OPTIONS, page, post, problemsIn, writeFiles, writtenSite } from "./written-site.ts";

/** The texts that the check proposes contain the editor's own characters and never change the meaning. */

const NAME = "pages/audit.md";

/** The proposals for a page, and the page's data after they were applied. */
async function applied(root: string, text: string): Promise<{ writes: string[]; data: unknown; left: number }> {
  await writeFiles(root, { [NAME]: text });
  const problems = await checkContent(root, OPTIONS);
  const lines = text.split("\n");
  for (const { line, fix } of problems) lines[line - 1] = `${/^\s*/.exec(lines[line - 1] ?? "")?.[0] ?? ""}${fix}`;
  await writeFiles(root, { [NAME]: lines.join("\n") });
  const left = await checkContent(root, OPTIONS);
  const source = (await readContent(root)).find(({ file }) => file.endsWith(NAME));
  return { writes: problems.map(({ fix }) => fix), data: source?.data, left: left.length };
}

describe("a text that YAML reads as another type", () => {
  /** Numbers and YAML keywords, as editors write years, versions, telephone numbers and names. */
  const word = oneof(
    constantFrom("001999", "1.10", "+49", "0x1F", "0o17", "1e3", "1E-3", "-0", "+.5", "1.", "0.10", "007", ".inf", "-.INF", ".NaN", "true", "False", "TRUE", "null", "Null", "~", "12345678901234567890", "2026-01-01", "1999-12-31"),
    stringMatching(/^[+-]?[0-9]{1,8}$/),
    stringMatching(/^[+-]?[0-9]{1,4}\.[0-9]{1,4}$/),
    stringMatching(/^0[xo][0-7]{1,6}$/),
    stringMatching(/^[0-9]{1,3}[eE][+-]?[0-9]{1,2}$/),
  );

  test("is proposed in quotation marks, with every character as it was written", async () => {
    const root = await writtenSite({ [NAME]: "" });
    await assert(
      asyncProperty(word, async (written) => {
        const { writes, data, left } = await applied(root, page("audit", { title: written }));
        expect(writes).toEqual([`title: "${written}"`]);
        expect(valueAt(data, ["title"])).toBe(written);
        expect(left).toBe(0);
      }),
      { numRuns: 150, examples: [["001999"], ["1.10"], ["+49"]] },
    );
  });

  test("also in a list", async () => {
    const sections = "\n  - type: lists\n    heading: Is it for you?\n    columns:\n      - heading: 1.10\n        items:\n          - 007\n          - The 1st\n      - heading: Other\n        items: [+49, b]";
    const problems = await problemsIn({ [NAME]: page("audit", { sections }) });
    expect(problems.map(({ field, found, fix }) => [field, found, fix])).toEqual([
      ["sections[0].columns[0].heading", "1.10", 'heading: "1.10"'],
      ["sections[0].columns[0].items[0]", "007", '- "007"'],
      ["sections[0].columns[1].items[0]", "+49", '- "+49"'],
    ]);
  });

  test("a text that is cut off at a # is proposed as it was written, whatever characters it contains", async () => {
    const root = await writtenSite({ [NAME]: "" });
    for (const written of ["The #1 audit", 'The "best" #1', "It's #1  with  spaces", "C:\\new #1", "'90s rock 'n' roll #1".slice(1)]) {
      const { data, left } = await applied(root, page("audit", { title: written }));
      expect(valueAt(data, ["title"])).toBe(written);
      expect(left).toBe(0);
    }
  });

  test.each([
    ["#1 in Europe", '"#1 in Europe"'],
    ["1.10 #beta", '"1.10 #beta"'],
    ["2027 # or later", '"2027 # or later"'],
    ["true #story", '"true #story"'],
    ["[Draft]", '"[Draft]"'],
    ["{name}", '"{name}"'],
    ['["a", b]', `'["a", b]'`],
  ])("a text that begins with a sign or ends with a number's comment: %s", async (written, quoted) => {
    const root = await writtenSite({ [NAME]: "" });
    const { writes, data, left } = await applied(root, page("audit", { title: written }));
    expect(writes).toEqual([`title: ${quoted}`]);
    expect(valueAt(data, ["title"])).toBe(written);
    expect(left).toBe(0);
  });

  test("a comment alone is none, and neither is a list where a name belongs", async () => {
    expect((await problemsIn({ [NAME]: page("audit", { title: "# to do" }) })).map(({ fix }) => fix)).toEqual(['title: "…"']);
    expect((await problemsIn({ "posts/first.md": post("the first article", { author: "[mara]" }) })).map(({ fix }) => fix)).toEqual(["Write it in this form:\nauthor: the-name"]);
  });

  test("a comment after an address, a name or a choice is a comment", async () => {
    const fields = { nav: "\n  label: Audit\n  order: 7 # after Services\n  place: footer # small\n", seo: "\n  image:\n    src: ../images/team.png # in May\n    alt: The team\n", redirectFrom: "[/old] # 2019" };
    expect(await problemsIn({ [NAME]: page("audit", fields) })).toEqual([]);
  });
});

describe("an unknown field with a known meaning is one problem with one proposal", () => {
  test.each([
    ["pubDate: 2026-03-01", "publishDate: 2026-03-01"],
    ["date: 2026-03-01", "publishDate: 2026-03-01"],
    ["publishdate: 2026-03-01", "publishDate: 2026-03-01"],
    ["publish_date: 2026-03-01", "publishDate: 2026-03-01"],
    ["Publish-Date: '2026-03-01'", "publishDate: '2026-03-01'"],
    ["publishedAt: 2026-03-01 # a Sunday", "publishDate: 2026-03-01 # a Sunday"],
    ["published: 2026-03-01", "publishDate: 2026-03-01"],
    ["publisDate: 2026-03-01", "publishDate: 2026-03-01"],
    ["date : 2026-03-01", "publishDate : 2026-03-01"],
    ['"date": 2026-03-01', "publishDate: 2026-03-01"],
    ["date: 2026-03-01T08:30:00+02:00", "publishDate: 2026-03-01"],
    ["date: 2026-03-01 23:59:59 -0500", "publishDate: 2026-03-01"],
    ["date: 2026-3-1", "publishDate: 2026-03-01"],
    ["date: 2026/03/01", "publishDate: 2026-03-01"],
    ["pubDate: 'Mar 01 2026'", "Write it in this form: publishDate: 2027-01-15"],
    ["date: 2026-02-31", "Write it in this form: publishDate: 2027-01-15"],
    ["date: 01.03.2026", "Write it in this form: publishDate: 2027-01-15"],
  ])("the day of an article: %s", async (line, fix) => {
    const text = post("the second article", { publishDate: undefined }).replace("author: mara", () => `author: mara\n${line}`);
    expect((await problemsIn({ "posts/second.md": text })).map((problem) => problem.fix)).toEqual([fix]);
  });

  test.each([
    ["description", "summary: 'What there is to know about it, in as many words as it takes.'", "description: 'What there is to know about it, in as many words as it takes.'"],
    ["description", "desc: What there is to know about it, in as many words as it takes.", "description: What there is to know about it, in as many words as it takes."],
    ["title", "headline: 001999", 'title: "001999"'],
    ["title", "headline: 1.10", 'title: "1.10"'],
    ["title", "Title: The audit – what it is", "title: The audit – what it is"],
  ])("%s", async (field, line, fix) => {
    const text = page("audit", { [field]: undefined }).replace("---\n", () => `---\n${line}\n`);
    expect((await problemsIn({ [NAME]: text })).map((problem) => problem.fix)).toEqual([fix]);
  });

  test.each([
    ["cover: ../images/team.png", 'image:\n  src: ../images/team.png\n  alt: "What the picture shows"'],
    ["thumbnail: {src: ../images/team.png, alt: The team}", "image: {src: ../images/team.png, alt: The team}"],
    ["aliases: [/old]", "redirectFrom: [/old]"],
    ["alias: /old", "redirectFrom:\n  - /old"],
    ["lastmod: 2026-03-02", "updated: 2026-03-02"],
    ["published: false", "draft: true"],
    ["published: true", "Remove the line."],
    ["slug: second-article", "Remove the line, and rename the file if the page needs another address."],
    ["tags: [fast]", 'Remove "tags" and the lines that belong to it.'],
    ["date: 2026-03-01", 'Remove "date" and the lines that belong to it.'],
    ["isDraft: yes", "draft: true or draft: false"],
    ["Draft: no", "draft: true or draft: false"],
  ])("in an article that is complete: %s", async (line, fix) => {
    const text = post("the second article").replace("author: mara", () => `author: mara\n${line}`);
    expect((await problemsIn({ "posts/second.md": text })).map((problem) => problem.fix)).toEqual([fix]);
  });

  test("two of them never become the same field", async () => {
    const text = post("the second article", { publishDate: undefined }).replace("author: mara", "author: mara\ndate: 2026-03-01\npubDate: 2026-03-02");
    expect((await problemsIn({ "posts/second.md": text })).map(({ fix }) => fix)).toEqual(["publishDate: 2026-03-01", 'Remove "pubDate" and the lines that belong to it.']);
  });

  test("thousands of them are checked", async () => {
    const people = Array.from({ length: 3_000 }, (_, i) => `a${i}:\n  name: A\n  job: 007\n`).join("");
    expect(await problemsIn({ "people.yaml": `mara:\n  name: Mara\n  role: Founder\n${people}` })).toHaveLength(101);
  });

  test("in nested fields: a section's title, a person's job, a field in braces", async () => {
    const sections = "\n  - type: features\n    title: What it covers\n    items:\n      - {title: One, text: The first., link: /services}\n      - heading: Two\n        description: The second.";
    const problems = await problemsIn({ [NAME]: page("audit", { sections }), "people.yaml": "mara:\n  name: Mara\n  job: Founder\n" });
    expect(problems.map((problem) => problem.fix)).toEqual(["heading: What it covers", "- {title: One, text: The first., href: /services}", "- {heading: One, text: The first., link: /services}", "text: The second.", "role: Founder"]);
  });
});

describe("a proposal never changes the meaning", () => {
  test.each([
    ["draft: maybe", "draft: true or draft: false"],
    ["nav: {label: Audit, order: 1, place: sidebar}", "Choose one of them."],
    ["publishDate: 2026-02-31", "Write it in this form: publishDate: 2027-01-15"],
    ["publishDate: next week", "Write it in this form: publishDate: 2027-01-15"],
    ["publishDate: 2026-3-1", "publishDate: 2026-03-01"],
    ["publishDate: 2026-13-01", "Write it in this form: publishDate: 2027-01-15"],
    ["publishDate: 2026-03-011", "Write it in this form: publishDate: 2027-01-15"],
    ["seo: {canonical: 'https:/example.com/a'}", 'Correct the value of "canonical".'],
    ["hero: {heading: A, text: B, image: {src: ../images/tean.png, alt: The team}}", "src: ../images/team.png or, if it is another picture, add src/content/images/tean.png"],
    ["hero: {heading: A, text: B, image: {src: ../team.png, alt: The team}}", "src: ../images/team.png"],
    ["sections: [{type: quote, text: A, by: lara}]", 'by: mara or, if it is another entry, add "lara" to src/content/people.yaml'],
    ["seo: {canonical: somewhere}", 'Write it in this form: canonical: "https://example.com/the-page"'],
    ["redirectFrom: ['/old page']", 'Write it in this form: - "/services/consulting"'],
    ["redirectFrom: ['/old?id=3']", 'Write it in this form: - "/services/consulting"'],
    ["sections: [{type: slider}]", "Choose one of them."],
    ["hero: {heading: A, text: B, cta: {label: Book, event: 'studio/15min?utm_campaign=spring'}}", "event: studio/15min"],
    ["hero: {heading: A, text: B, cta: {label: Book, event: 'https://cal.com/studio/15min?month=2027-01#x'}}", "event: studio/15min"],
    ["hero: {heading: A, text: B, cta: {label: Book, event: studio/45min}}", "If it is a new event, add it to booking.events in src/content/site.yaml: - studio/45min"],
    ["hero: {heading: A, text: B, cta: {label: Book, event: other/15min}}", "If it is a new event, add it to booking.events in src/content/site.yaml: - other/15min"],
  ])("%s", async (line, fix) => {
    const [key = ""] = line.split(":");
    expect((await problemsIn({ [NAME]: page("audit", { [key]: line.slice(key.length + 2) }) })).map((problem) => problem.fix)).toEqual([fix]);
  });

  test.each([
    ["[Book](https://cal.com/studio/45min)", ["If it is a new event, add it to booking.events in src/content/site.yaml: - studio/45min"]],
    ["[Book](https://cal.com/someone-else/30min?name=x)", ["If it is a new event, add it to booking.events in src/content/site.yaml: - someone-else/30min"]],
    ["[Routing form](https://cal.com/forms/0b1f8e9a-6a53-4f0e-9b7c-2f6a2d9c1e11)", []],
    ["[Write](mailto:hello@example.com?subject=An%20audit)", []],
    ["[**Our** services](/servces)", ["[**Our** services](/services)"]],
    ["[It's *all*](/servces 'A \"title\"')", ["[It's *all*](/services 'A \"title\"')"]],
    ["[Write](hello@example.com)", ["[Write](mailto:hello@example.com)"]],
    ["[Write](hello+audit@example.com?subject=C++)", ["[Write](mailto:hello+audit@example.com?subject=C++)"]],
    ["[Call](+49-30-1234567)", ["[Call](tel:+49-30-1234567)"]],
    ["[Call](tel:+49-30-1234567;ext=12) or [share](mailto:?subject=Look) or [all](mailto:a@example.com,b@example.com?cc=c@example.com)", []],
    ["[Download](brochure.pdf)", ["[Download](/brochure.pdf)"]],
    ["[Download](/brochure.pdf)", ["Link to a page that exists, or put the file there: public/brochure.pdf"]],
    ["[Services](services.html) and [these](services.htm#what-we-do)", ["[Services](/services)", "[these](/services#what-we-do)"]],
    ["[Elsewhere](example.com/report.pdf) and [there](www.example.md)", ["[Elsewhere](https://example.com/report.pdf)", "[there](https://www.example.md)"]],
    ["[Elsewhere](https:/example.com/a), [there](https:example.com) and [over there](http:/example.com)", ["[Elsewhere](https://example.com/a)", "[there](https://example.com)", "[over there](https://example.com)"]],
    ["[Elsewhere](http://bücher.example:80/über?q=ü#ü)", ["[Elsewhere](https://bücher.example/über?q=ü#ü)"]],
    ["[Elsewhere](http://example.com:8080/%7Ea?b=%2f&c=d+e#f%20g)", ["[Elsewhere](https://example.com:8080/%7Ea?b=%2f&c=d+e#f%20g)"]],
    ["[Services](http://lapwing.example/services?utm_source=a#what-we-do)", ["[Services](/services?utm_source=a#what-we-do)"]],
    ["<http://example.com/a> and http://example.com/b and <https://lapwing.example/services>", ["<https://example.com/a>", "https://example.com/b", "[https://lapwing.example/services](/services)"]],
    ["[Services](/servces '(/servces)') and [(/servces)](/servces)", ["[Services](/services '(/servces)')", "[(/servces)](/services)"]],
    ["[What we do](/services#:~:text=This%20and) and [above](#:~:text=above) and [home](/#)", []],
    ["[**here**](/services)", ["Write what the reader finds there between the brackets."]],
    ["[here]\n\n[here]: /services", ["[what the reader finds there][here]"]],
    ["[here][]\n\n[here]: /services", ["[what the reader finds there][here]"]],
    ["# The **audit** & `more`", ["## The **audit** & `more`"]],
    ["The *audit*\n===", ["## The *audit*"]],
  ])("%s", async (text, writes) => {
    expect((await problemsIn({ [NAME]: page("audit", {}, text) })).map((problem) => problem.fix)).toEqual(writes);
  });
});
