import { expect, test } from "vitest";
import { DOT, page, post, problemsIn } from "./written-site.ts";

/** Files with wrong names and in wrong places: what is said, and where. */

test("spaces, capitals and umlauts", async () => {
  expect(await problemsIn({ "pages/Über uns.md": page("us") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Small letters a to z, digits and single hyphens: the name becomes the address.",
        "field": "file",
        "file": "src/content/pages/Über uns.md",
        "found": "the file name pages/Über uns.md",
        "line": 1,
        "write": "Rename it to src/content/pages/ueber-uns.md",
      },
    ]
  `);
});

test("an underscore in a folder", async () => {
  expect(await problemsIn({ "pages/our_work/tern.md": page("tern") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Small letters a to z, digits and single hyphens: the name becomes the address.",
        "field": "file",
        "file": "src/content/pages/our_work/tern.md",
        "found": "the file name pages/our_work/tern.md",
        "line": 1,
        "write": "Rename it to src/content/pages/our-work/tern.md",
      },
    ]
  `);
});

test("another ending", async () => {
  expect(await problemsIn({ "pages/audit.markdown": page("audit"), "pages/b.mdx": page("b"), "extra.yml": "a: 1" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Pages in pages/ and articles in posts/, which end with .md; lists, which end with .yaml; pictures, which end with .png, .jpg, .webp, .avif or .svg.",
        "field": "file",
        "file": "src/content/extra.yml",
        "found": "the file name extra.yml",
        "line": 1,
        "write": "Rename it to src/content/extra.yaml",
      },
      {
        "expected": "Pages in pages/ and articles in posts/, which end with .md; lists, which end with .yaml; pictures, which end with .png, .jpg, .webp, .avif or .svg.",
        "field": "file",
        "file": "src/content/pages/audit.markdown",
        "found": "the file name pages/audit.markdown",
        "line": 1,
        "write": "Rename it to src/content/pages/audit.md",
      },
      {
        "expected": "Pages in pages/ and articles in posts/, which end with .md; lists, which end with .yaml; pictures, which end with .png, .jpg, .webp, .avif or .svg.",
        "field": "file",
        "file": "src/content/pages/b.mdx",
        "found": "the file name pages/b.mdx",
        "line": 1,
        "write": "Rename it to src/content/pages/b.md",
      },
    ]
  `);
});

test("a page beside the folders", async () => {
  expect(await problemsIn({ "audit.md": page("audit") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Pages in pages/ and articles in posts/, which end with .md; lists, which end with .yaml; pictures, which end with .png, .jpg, .webp, .avif or .svg.",
        "field": "file",
        "file": "src/content/audit.md",
        "found": "the file name audit.md",
        "line": 1,
        "write": "Move it to src/content/pages/audit.md",
      },
    ]
  `);
});

test("a list that nobody reads", async () => {
  expect(await problemsIn({ "peoples.yaml": "a: 1", "prices.yaml": "a: 1" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Did you mean people.yaml? One of the lists that pages refer to: people.yaml, testimonials.yaml, faqs.yaml, logos.yaml.",
        "field": "file",
        "file": "src/content/peoples.yaml",
        "found": "the file name peoples.yaml",
        "line": 1,
        "write": "Rename it to src/content/people.yaml",
      },
      {
        "expected": "One of the lists that pages refer to: people.yaml, testimonials.yaml, faqs.yaml, logos.yaml.",
        "field": "file",
        "file": "src/content/prices.yaml",
        "found": "the file name prices.yaml",
        "line": 1,
        "write": "Remove it, or put its entries into one of them.",
      },
    ]
  `);
});

test("a list in a folder", async () => {
  expect(await problemsIn({ "pages/people.yaml": "a: 1" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Pages in pages/ and articles in posts/, which end with .md; lists, which end with .yaml; pictures, which end with .png, .jpg, .webp, .avif or .svg.",
        "field": "file",
        "file": "src/content/pages/people.yaml",
        "found": "the file name pages/people.yaml",
        "line": 1,
        "write": "Move it to src/content/people.yaml",
      },
    ]
  `);
});

test("a document", async () => {
  expect(await problemsIn({ "pages/audit.docx": "x", "images/team.gif": "x" })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Pages in pages/ and articles in posts/, which end with .md; lists, which end with .yaml; pictures, which end with .png, .jpg, .webp, .avif or .svg.",
        "field": "file",
        "file": "src/content/images/team.gif",
        "found": "the file name images/team.gif",
        "line": 1,
        "write": "Save the picture as src/content/images/team.jpg",
      },
      {
        "expected": "Pages in pages/ and articles in posts/, which end with .md; lists, which end with .yaml; pictures, which end with .png, .jpg, .webp, .avif or .svg.",
        "field": "file",
        "file": "src/content/pages/audit.docx",
        "found": "the file name pages/audit.docx",
        "line": 1,
        "write": "Remove it from src/content. A file for visitors to download belongs in public/.",
      },
    ]
  `);
});

test("what a system leaves behind is no problem", async () => {
  expect(await problemsIn({ "pages/.DS_Store": "x", "images/Thumbs.db": "x" })).toEqual([]);
});

test("an address that is taken", async () => {
  expect(await problemsIn({ "pages/admin/audit.md": page("audit"), "pages/404.md": page("nothing") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "Another address: /404 is taken by the site itself.",
        "field": "file",
        "file": "src/content/pages/404.md",
        "found": "the file name pages/404.md",
        "line": 1,
        "write": "Rename it to src/content/pages/404-page.md",
      },
      {
        "expected": "Another address: /admin is taken by the site itself.",
        "field": "file",
        "file": "src/content/pages/admin/audit.md",
        "found": "the file name pages/admin/audit.md",
        "line": 1,
        "write": "Rename it to src/content/pages/admin-page/audit.md",
      },
    ]
  `);
});

test("a page among the addresses of the articles", async () => {
  expect(await problemsIn({ "pages/posts/audit.md": page("audit") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An article, in the folder of the articles: addresses that begin with /posts/ are theirs.",
        "field": "file",
        "file": "src/content/pages/posts/audit.md",
        "found": "the file name pages/posts/audit.md",
        "line": 1,
        "write": "Move it to src/content/posts/audit.md",
      },
    ]
  `);
});

test("the index of the articles is a page", async () => {
  expect(await problemsIn({ "pages/posts.md": page("articles") })).toEqual([]);
});

test("the index of the articles among the articles", async () => {
  expect(await problemsIn({ "posts/index.md": post("index") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An article. The list of the articles is an ordinary page.",
        "field": "file",
        "file": "src/content/posts/index.md",
        "found": "the file name posts/index.md",
        "line": 1,
        "write": "Move it to src/content/pages/posts.md",
      },
    ]
  `);
});

test("two files for one address", async () => {
  expect(await problemsIn({ "pages/audit.md": page("audit"), "pages/audit/index.md": page("the audit") })).toMatchInlineSnapshot(`
    [
      {
        "expected": "An address of its own: src/content/pages/audit.md has this one.",
        "field": "file",
        "file": "src/content/pages/audit/index.md",
        "found": "the address /audit",
        "line": 1,
        "write": "Rename one of the two, or put the text of both into one.",
      },
    ]
  `);
});

test("no home page", async () => {
  expect(await problemsIn({ "pages/index.md": undefined })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A home page: it is what stands at the address itself.",
        "field": "file",
        "file": "src/content/pages/index.md",
        "found": "no such file",
        "line": 1,
        "write": "npm run new page index",
      },
    ]
  `);
});

test("a home page that the public cannot see", async () => {
  expect(await problemsIn({ "pages/index.md": page("home", { draft: "true" }) })).toMatchInlineSnapshot(`
    [
      {
        "expected": "A home page that the public can see.",
        "field": "draft",
        "file": "src/content/pages/index.md",
        "found": "draft: true",
        "line": 7,
        "write": "Remove the line with draft.",
      },
    ]
  `);
});

test("no site.yaml", async () => {
  expect(await problemsIn({ "site.yaml": undefined })).toMatchInlineSnapshot(`
    [
      {
        "expected": "The site's name and its few words.",
        "field": "file",
        "file": "src/content/site.yaml",
        "found": "no such file",
        "line": 1,
        "write": "Bring the file back from an earlier version of the project.",
      },
    ]
  `);
});

test("a picture's name with signs that mean something in an address", async () => {
  const files = { "images/50%25.png": DOT, "images/what?.png": DOT, "images/IMG_0042 (1), Köln & 'Bonn'.png": DOT };
  expect(await problemsIn(files)).toMatchInlineSnapshot(`
    [
      {
        "expected": "A picture whose name has no %",
        "field": "file",
        "file": "src/content/images/50%25.png",
        "found": "the file name images/50%25.png",
        "line": 1,
        "write": "Rename it to src/content/images/50-25.png, also where it is used.",
      },
      {
        "expected": "A picture whose name has no ?",
        "field": "file",
        "file": "src/content/images/what?.png",
        "found": "the file name images/what?.png",
        "line": 1,
        "write": "Rename it to src/content/images/what-.png, also where it is used.",
      },
    ]
  `);
});
