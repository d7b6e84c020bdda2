import { expect, test } from "vitest";
import { DOT, page, post, problemsIn } from "./written-site.ts";

/** Messages about file names and folders. */

test("spaces, capitals and umlauts", async () => {
  expect(await problemsIn({ "pages/Über uns.md": page("us") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Lower-case letters a to z, digits and single hyphens: the file name becomes the page's address.",
        "field": "file",
        "file": "src/content/pages/Über uns.md",
        "fix": "Rename it to src/content/pages/ueber-uns.md",
        "found": "the file name pages/Über uns.md",
        "line": 1,
      },
    ]
  `);
});

test("an underscore in a folder", async () => {
  expect(await problemsIn({ "pages/our_work/tern.md": page("tern") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Lower-case letters a to z, digits and single hyphens: the file name becomes the page's address.",
        "field": "file",
        "file": "src/content/pages/our_work/tern.md",
        "fix": "Rename it to src/content/pages/our-work/tern.md",
        "found": "the file name pages/our_work/tern.md",
        "line": 1,
      },
    ]
  `);
});

test("another file extension", async () => {
  expect(await problemsIn({ "pages/audit.markdown": page("audit"), "pages/b.mdx": page("b"), "extra.yml": "a: 1" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Pages (pages/….md), articles (posts/….md), lists (faqs/….yaml) and pictures (.png, .jpg, .webp, .avif or .svg).",
        "field": "file",
        "file": "src/content/extra.yml",
        "fix": "Rename it to src/content/extra.yaml",
        "found": "the file name extra.yml",
        "line": 1,
      },
      {
        "expected": "Pages (pages/….md), articles (posts/….md), lists (faqs/….yaml) and pictures (.png, .jpg, .webp, .avif or .svg).",
        "field": "file",
        "file": "src/content/pages/audit.markdown",
        "fix": "Rename it to src/content/pages/audit.md",
        "found": "the file name pages/audit.markdown",
        "line": 1,
      },
      {
        "expected": "Pages (pages/….md), articles (posts/….md), lists (faqs/….yaml) and pictures (.png, .jpg, .webp, .avif or .svg).",
        "field": "file",
        "file": "src/content/pages/b.mdx",
        "fix": "Rename it to src/content/pages/b.md",
        "found": "the file name pages/b.mdx",
        "line": 1,
      },
    ]
  `);
});

test("a page outside the folders", async () => {
  expect(await problemsIn({ "audit.md": page("audit") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Pages (pages/….md), articles (posts/….md), lists (faqs/….yaml) and pictures (.png, .jpg, .webp, .avif or .svg).",
        "field": "file",
        "file": "src/content/audit.md",
        "fix": "Move it to src/content/pages/audit.md",
        "found": "the file name audit.md",
        "line": 1,
      },
    ]
  `);
});

test("an unknown list", async () => {
  expect(await problemsIn({ "peoples.yaml": "a: 1", "prices.yaml": "a: 1" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean people.yaml? A list that pages can refer to: people.yaml, testimonials.yaml, faqs.yaml, logos.yaml.",
        "field": "file",
        "file": "src/content/peoples.yaml",
        "fix": "Rename it to src/content/people.yaml",
        "found": "the file name peoples.yaml",
        "line": 1,
      },
      {
        "expected": "A list that pages can refer to: people.yaml, testimonials.yaml, faqs.yaml, logos.yaml.",
        "field": "file",
        "file": "src/content/prices.yaml",
        "fix": "Remove it, or move its entries to one of these lists.",
        "found": "the file name prices.yaml",
        "line": 1,
      },
    ]
  `);
});

test("a list in a folder", async () => {
  expect(await problemsIn({ "pages/people.yaml": "a: 1" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Pages (pages/….md), articles (posts/….md), lists (faqs/….yaml) and pictures (.png, .jpg, .webp, .avif or .svg).",
        "field": "file",
        "file": "src/content/pages/people.yaml",
        "fix": "Move it to src/content/people.yaml",
        "found": "the file name pages/people.yaml",
        "line": 1,
      },
    ]
  `);
});

test("files of other types", async () => {
  expect(await problemsIn({ "pages/audit.docx": "x", "images/team.gif": "x" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Pages (pages/….md), articles (posts/….md), lists (faqs/….yaml) and pictures (.png, .jpg, .webp, .avif or .svg).",
        "field": "file",
        "file": "src/content/images/team.gif",
        "fix": "Save the picture as src/content/images/team.jpg",
        "found": "the file name images/team.gif",
        "line": 1,
      },
      {
        "expected": "Pages (pages/….md), articles (posts/….md), lists (faqs/….yaml) and pictures (.png, .jpg, .webp, .avif or .svg).",
        "field": "file",
        "file": "src/content/pages/audit.docx",
        "fix": "Remove it from src/content. Files for visitors to download belong in public/.",
        "found": "the file name pages/audit.docx",
        "line": 1,
      },
    ]
  `);
});

test("files that operating systems create are ignored", async () => {
  expect(await problemsIn({ "pages/.DS_Store": "x", "images/Thumbs.db": "x" })).toEqual([]);
});

test("an address that the site uses", async () => {
  expect(await problemsIn({ "pages/admin/audit.md": page("audit"), "pages/404.md": page("nothing") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Another address: the site itself uses /404.",
        "field": "file",
        "file": "src/content/pages/404.md",
        "fix": "Rename it to src/content/pages/404-page.md",
        "found": "the file name pages/404.md",
        "line": 1,
      },
      {
        "expected": "Another address: the site itself uses /admin.",
        "field": "file",
        "file": "src/content/pages/admin/audit.md",
        "fix": "Rename it to src/content/pages/admin-page/audit.md",
        "found": "the file name pages/admin/audit.md",
        "line": 1,
      },
    ]
  `);
});

test("a page below the addresses of the articles", async () => {
  expect(await problemsIn({ "pages/posts/audit.md": page("audit") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An article in src/content/posts: addresses that begin with /posts/ are reserved for articles.",
        "field": "file",
        "file": "src/content/pages/posts/audit.md",
        "fix": "Move it to src/content/posts/audit.md",
        "found": "the file name pages/posts/audit.md",
        "line": 1,
      },
    ]
  `);
});

test("the list of articles is a page", async () => {
  expect(await problemsIn({ "pages/posts.md": page("articles") })).toEqual([]);
});

test("the list of articles in the folder of the articles", async () => {
  expect(await problemsIn({ "posts/index.md": post("index") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An article. The list of articles is an ordinary page.",
        "field": "file",
        "file": "src/content/posts/index.md",
        "fix": "Move it to src/content/pages/posts.md",
        "found": "the file name posts/index.md",
        "line": 1,
      },
    ]
  `);
});

test("two files with the same address", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit"), "pages/audit/index.md": page("the audit") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address that no other file has. src/content/pages/audit.md has the same one.",
        "field": "file",
        "file": "src/content/pages/audit/index.md",
        "fix": "Rename one of the two files, or merge them.",
        "found": "the address /audit",
        "line": 1,
      },
    ]
  `);
});

test("an article in its own folder has the folder's address", async () => {
  const files = { "posts/second/index.md": post("the second article", { image: "{src: ./team.png, alt: The team}" }), "posts/second/team.png": DOT, "pages/audit.md": page("audit", {}, "[The second article](/posts/second)") };
  expect(await problemsIn(files)).toEqual([]);
  expect((await problemsIn({ ...files, "posts/second.md": post("another article") })).map(({ file, expected }) => [file, expected])).toEqual([
    ["src/content/posts/second/index.md", "An address that no other file has. src/content/posts/second.md has the same one."],
  ]);
});

test("a folder named index", async () => {
  expect((await problemsIn({ "pages/index/index.md": page("the index"), "posts/a/index/b.md": post("b") })).map(({ file, expected }) => [file, expected])).toEqual([
    ["src/content/pages/index/index.md", "A folder with another name: a file named index is the page of its folder."],
    ["src/content/posts/a/index/b.md", "A folder with another name: a file named index is the page of its folder."],
  ]);
});

test("no home page", async () => {
  expect(await problemsIn({ "pages/index.md": undefined })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A home page, which visitors see at the site's address.",
        "field": "file",
        "file": "src/content/pages/index.md",
        "fix": "Create it: npm run new page index",
        "found": "no such file",
        "line": 1,
      },
    ]
  `);
});

test("a home page that is not public", async () => {
  expect(await problemsIn({ "pages/index.md": page("home", { draft: "true" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A home page that is public.",
        "field": "draft",
        "file": "src/content/pages/index.md",
        "fix": "Remove the line with "draft".",
        "found": "draft: true",
        "line": 7,
      },
    ]
  `);
});

test("no site.yaml", async () => {
  expect(await problemsIn({ "site.yaml": undefined })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The file with the site's name and words.",
        "field": "file",
        "file": "src/content/site.yaml",
        "fix": "Restore the file from an earlier version of the project.",
        "found": "no such file",
        "line": 1,
      },
    ]
  `);
});

test("a picture name with characters that have a meaning in addresses", async () => {
  const files = { "images/50%25.png": DOT, "images/what?.png": DOT, "images/IMG_0042 (1), Köln & 'Bonn'.png": DOT };
  expect(await problemsIn(files)).toMatchInlineSnapshot(`
    [
      {
        "expected": "A picture name without %",
        "field": "file",
        "file": "src/content/images/50%25.png",
        "fix": "Rename it to src/content/images/50-25.png, and update the pages that use it.",
        "found": "the file name images/50%25.png",
        "line": 1,
      },
      {
        "expected": "A picture name without ?",
        "field": "file",
        "file": "src/content/images/what?.png",
        "fix": "Rename it to src/content/images/what-.png, and update the pages that use it.",
        "found": "the file name images/what?.png",
        "line": 1,
      },
    ]
  `);
});
