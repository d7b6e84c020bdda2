import { describe, expect, test } from "vitest";
import { shortNamesOf } from "../../../../src/site/lean/lean-pages.ts";
import { leanPage } from "../../../../src/site/lean/lean-page.ts";

const SHORT = new Map([["aaaaaaaa", "data-0"], ["bbbbbbbb", "data-1"], ["cccccccc", "data-2"]]);
const FACES = `@font-face{font-family:Own-1;src:url(a.woff2);unicode-range:U+20-7E}@font-face{font-family:Own-2;src:url(b.woff2);unicode-range:U+100-17F}@font-face{font-family:Other;src:url(c.woff2);unicode-range:U+370-3FF}`;

const lean = (html: string, family?: string) => leanPage(html, { shortNames: SHORT, family });
const page = ({ css = "", body = "", language = "en" }) => `<!DOCTYPE html><html lang="${language}"><head><title>A</title><style>${css}</style></head><body>${body}</body></html>`;
const cssOf = (html: string) => /<style>([\s\S]*?)<\/style>/.exec(html)?.[1];

describe("styles", () => {
  test("of components that the page does not have are left out", () => {
    const css = "p{margin:0}a[data-astro-cid-aaaaaaaa]{color:red}a[data-astro-cid-bbbbbbbb]{color:blue}@media (width>=60rem){b[data-astro-cid-bbbbbbbb]{margin:0}}.x a[data-astro-cid-bbbbbbbb],.x a[data-astro-cid-aaaaaaaa]{margin:1px}";
    expect(cssOf(lean(page({ css, body: "<a data-astro-cid-aaaaaaaa>A</a>" })))).toBe("p{margin:0}a[data-0]{color:red}.x a[data-0]{margin:1px}");
  });

  test("stay where only :not() has the component's scope", () => {
    const css = "a[data-astro-cid-aaaaaaaa]:not(:is([data-astro-cid-bbbbbbbb],b)){color:red}";
    expect(cssOf(lean(page({ css, body: "<a data-astro-cid-aaaaaaaa>A</a>" })))).toContain("color:red");
  });

  test("without a scope stay, because a script may need them", () => {
    const css = ".booking-dialog [data-slot]{margin:0}table{margin:0}@keyframes k{0%{opacity:0}to{opacity:1}}";
    expect(cssOf(lean(page({ css, body: "<p>A</p>" })))).toBe(css);
  });

  test("for Markdown that the text does not have are left out", () => {
    const css = ".prose>p{margin:0}.prose pre{margin:0}.prose :is(h4,h5){margin:0}.prose :is(code,p){margin:1px}.prose h2:not(.x)+*{margin:0}.prose>p:has(>.y){margin:2px}.prose li.task{margin:0}.prose :is(th,td)[style*=right]{margin:0}";
    expect(cssOf(lean(page({ css, body: '<div class="prose"><p>A</p><h2>B</h2></div>' })))).toBe(".prose>p{margin:0}.prose :is(code,p){margin:1px}.prose h2:not(.x)+*{margin:0}.prose>p:has(>.y){margin:2px}");
  });

  test("of the head are one element, in their order", () => {
    const html = "<html lang=\"en\"><head><style>a{margin:0}</style><meta charset=\"utf-8\"><style>b{margin:0}</style></head><body></body></html>";
    expect(lean(html)).toBe("<html lang=\"en\"><head><meta charset=\"utf-8\"><style>a{margin:0}b{margin:0}</style></head><body></body></html>");
  });

  test("stay on both sides of a style sheet that is requested", () => {
    const html = "<html lang=\"en\"><head><style>a{margin:0}</style><link rel=\"stylesheet\" href=\"/x.css\"><style>b{margin:0}</style></head><body></body></html>";
    expect(lean(html)).toBe(html);
  });
});

describe("scopes", () => {
  test("are on the elements whose look depends on them, with short names", () => {
    const css = "p.a[data-astro-cid-aaaaaaaa]{margin:0}.b[data-astro-cid-bbbbbbbb] p{margin:0}";
    const body = '<p class="a" data-astro-cid-aaaaaaaa>1</p><p data-astro-cid-aaaaaaaa>2</p><div class="b c" data-astro-cid-bbbbbbbb><p data-astro-cid-bbbbbbbb data-astro-cid-aaaaaaaa>3</p></div>';
    expect(lean(page({ css, body }))).toContain('<body><p class="a" data-0>1</p><p>2</p><div class="b c" data-1><p>3</p></div></body>');
  });

  test.each([":is(p,b)[data-astro-cid-aaaaaaaa]", "[data-astro-cid-aaaaaaaa]>i", "*[data-astro-cid-aaaaaaaa]", '[dir="rtl"][data-astro-cid-aaaaaaaa]', ".a\\:b[data-astro-cid-aaaaaaaa]"])("stay everywhere if it is not known where they are needed: %s", (selector) => {
    expect(lean(page({ css: `${selector}{margin:0}`, body: "<p data-astro-cid-aaaaaaaa>A</p>" }))).toContain("<p data-0>A</p>");
  });

  test("are left out with the class that Astro adds to elements with spread attributes", () => {
    const body = '<circle class="astro-aaaaaaaa" data-astro-cid-aaaaaaaa></circle><img class="a astro-aaaaaaaa" data-astro-cid-aaaaaaaa>';
    expect(lean(page({ css: "img[data-astro-cid-aaaaaaaa]{margin:0}", body }))).toContain('<body><circle></circle><img class="a" data-0></body>');
  });
});

test("the short names are the same on all pages, and none that a page uses itself", () => {
  const names = shortNamesOf(['<a data-astro-cid-aaaaaaaa data-0="own">', "<a data-astro-cid-bbbbbbbb><b data-astro-cid-bbbbbbbb>", "<style>[data-2]{}</style>"]);
  expect([...names]).toEqual([["bbbbbbbb", "data-1"], ["aaaaaaaa", "data-3"]]);
});

test("scripts are not touched: the policy has their hashes", () => {
  const script = '<script>const a = "<p data-astro-cid-aaaaaaaa class=\\"astro-aaaaaaaa\\">";</script>';
  expect(lean(page({ css: "p[data-astro-cid-aaaaaaaa]{margin:0}", body: `<p data-astro-cid-aaaaaaaa>A</p>${script}` }))).toContain(script);
});

test("what a template holds is treated like the page", () => {
  const css = "b[data-astro-cid-cccccccc]{margin:0}";
  const html = lean(page({ css, body: "<template><b data-astro-cid-cccccccc>A</b></template>" }));
  expect(html).toContain("<template><b data-2>A</b></template>");
  expect(cssOf(html)).toBe("b[data-2]{margin:0}");
});

test("a page with a server island is left alone, because the island's markup comes later", () => {
  const html = page({ css: "a[data-astro-cid-aaaaaaaa]{color:red}", body: "<!--[if astro]>server-island-start<![endif]--><script>1</script>" });
  expect(lean(html)).toBe(html);
});

test("data for search engines are the last part of the body", () => {
  const html = '<html lang="en"><head><script type="application/ld+json">{"a":1}</script></head><body><p>A</p></body></html>';
  expect(lean(html)).toBe('<html lang="en"><head></head><body><p>A</p><script type="application/ld+json">{"a":1}</script></body></html>');
});

const faces = (body: string, language?: string) => [...(cssOf(lean(page({ css: FACES, body, ...(language && { language }) }), "Own")) ?? "").matchAll(/font-family:([\w-]+);src:url\(\w\.woff2\)(;unicode-range)?/g)].map(([, name, range]) => `${name}${range ? " with a range" : ""}`);

describe("faces of the typeface", () => {
  test("for characters that the page does not have are left out, and the only one needs no range", () => {
    expect(faces("<p>Plain</p>")).toEqual(["Own-1", "Other with a range"]);
  });

  test("stay for a character of the text", () => {
    expect(faces("<p>Žižek</p>")).toEqual(["Own-1 with a range", "Own-2 with a range", "Other with a range"]);
  });

  test("stay for the dates that a script writes in the page's language", () => {
    expect(faces("<p>Plain</p>", "cs")).toContain("Own-2 with a range");
  });

  test("stay on a page with an island, which may write anything", () => {
    expect(faces("<astro-island>Plain</astro-island>")).toContain("Own-2 with a range");
  });
});
