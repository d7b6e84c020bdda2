import { describe, expect, test } from "vitest";
import { contentFileAt } from "../../../../src/content-check/overlay/files-of-page.ts";
import { problemNotice, problemPage } from "../../../../src/content-check/overlay/problem-html.ts";

const problem = {
  file: "src/content/pages/a.md",
  line: 7,
  field: "hero.heading",
  found: "<script>alert('x')</script>",
  expected: 'A "heading" & no more',
  fix: 'heading: "One\n  Two"',
};

describe("the problems of a page's content", () => {
  test("are shown with their places and never parsed as HTML", async () => {
    const page = await problemPage("This page cannot be shown", problem.file, [problem]).text();
    for (const html of [page, problemNotice([problem])]) {
      expect(html).toContain("<dd>src/content/pages/a.md:7</dd>");
      expect(html).toContain("<dd>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;</dd>");
      expect(html).toContain("<dd>A &quot;heading&quot; &amp; no more</dd>");
      expect(html).toContain("<dd>heading: &quot;One\n  Two&quot;</dd>");
    }
  });

  test("are counted in the notice's heading", () => {
    expect(problemNotice([problem])).toContain("<summary>1 problem to fix before this page can be published</summary>");
    expect(problemNotice([problem, problem])).toContain("<summary>2 problems to fix before this page can be published</summary>");
  });

  test("replace a page that cannot be rendered, with status 500, uncached, until the file is fixed", async () => {
    const answer = problemPage("No page can be shown", "src/content/site.yaml", []);
    expect(answer.status).toBe(500);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const html = await answer.text();
    expect(html).toContain("<h1>No page can be shown</h1>");
    expect(html).toContain("The file is being read again.");
    expect(html).toContain('<script type="module" src="/@vite/client"></script>');
  });
});

describe("the file behind an address", () => {
  const files = new Set(["pages/index.md", "pages/services.md", "pages/services/audit.md", "pages/work/index.md", "posts/one.md", "posts/three/index.md", "site.yaml"].map((file) => `src/content/${file}`));
  const at = (path: string) => contentFileAt(path, (file) => files.has(file));

  test.each([
    ["/", "pages/index.md"],
    ["/services", "pages/services.md"],
    ["/services/audit", "pages/services/audit.md"],
    ["/work", "pages/work/index.md"],
    ["/services/", "pages/services.md"],
    ["/posts/one", "posts/one.md"],
    ["/posts/three", "posts/three/index.md"],
  ])("%s is %s", (path, file) => {
    expect(at(path)).toBe(`src/content/${file}`);
  });

  test("in another language is in the folder of that language", () => {
    const german = new Set(["pages/de/index.md", "pages/de/preise.md", "posts/de/erster.md"].map((file) => `src/content/${file}`));
    const fileAt = (path: string) => contentFileAt(path, (file) => german.has(file), ["en", "de"]);
    expect(["/de", "/de/preise", "/de/posts/erster", "/de/erster"].map(fileAt)).toEqual(["src/content/pages/de/index.md", "src/content/pages/de/preise.md", "src/content/posts/de/erster.md", undefined]);
  });

  test.each(["/nowhere", "/site", "/posts", "/posts/two"])("%s has none", (path) => {
    expect(at(path)).toBeUndefined();
  });
});
