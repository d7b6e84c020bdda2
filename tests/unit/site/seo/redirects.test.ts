import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { createRouter, deployedRoutes } from "../../../../scripts/deployed-output/routes.ts";
import { readContent } from "../../../../src/site/content-files/content-source.ts";
import { oldAddresses } from "../../../../src/site/seo/old-addresses.ts";
import { defaultRoutes, HOME_FROM_SLASHES, redirectRoutes, redirects as integration } from "../../../../src/site/seo/redirects.ts";

const NOW = new Date("2027-01-15T12:00:00Z");
let folder = "";

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The redirects of a site with these content files, given by their frontmatter. */
async function found(files: Record<string, string>, stage: "preview" | "production" = "production") {
  await write(files);
  return oldAddresses(await readContent(folder), { stage, now: NOW, isTaken: (path) => path.startsWith("/admin") });
}

async function write(files: Record<string, string>): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "readyslot-redirects-"));
  for (const [name, frontmatter] of Object.entries(files)) {
    const file = join(folder, "src", "content", name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `---\n${frontmatter}\n---\n`);
  }
}

const short = (list: { from: string; to: string }[]) => list.map(({ from, to }) => `${from} → ${to}`);

describe("old addresses redirect", () => {
  test("to the page or article that lists them", async () => {
    const { redirects, shadowing } = await found({
      "pages/services/audit.md": "redirectFrom: [/audit.html, /free]",
      "posts/first.md": "redirectFrom: [/blog/first]",
      "pages/index.md": "redirectFrom: [/home]",
    });
    expect(short(redirects).toSorted()).toEqual(["/audit.html → /services/audit", "/blog/first → /posts/first", "/free → /services/audit", "/home → /"]);
    expect(shadowing).toEqual([]);
  });

  test.each([
    ["a draft", "draft: true"],
    ["a page whose day is still to come", "publishDate: 2027-01-16"],
  ])("not to %s, except in previews", async (_name, line) => {
    const files = { "pages/audit.md": `${line}\nredirectFrom: [/old]` };
    expect((await found(files)).redirects).toEqual([]);
    await rm(folder, { recursive: true });
    expect(short((await found(files, "preview")).redirects)).toEqual(["/old → /audit"]);
  });

  test("not from the address of another page, in any case", async () => {
    const { redirects, shadowing } = await found({
      "pages/about.md": "title: About",
      "pages/team.md": "redirectFrom: [/About, /about/, /, /crew]",
      "pages/index.md": "title: Home",
    });
    expect(short(redirects)).toEqual(["/crew → /team"]);
    expect(short(shadowing)).toEqual(["/About → /team", "/about → /team", "/ → /team"]);
  });

  test("not from the page's own address, which would be a loop", async () => {
    expect((await found({ "pages/audit.md": "redirectFrom: [/AUDIT]" })).redirects).toEqual([]);
  });

  test("not from an address that is in use", async () => {
    expect((await found({ "pages/audit.md": "redirectFrom: [/Admin/metrics]" })).redirects).toEqual([]);
  });

  test("from the address of a draft until it is published", async () => {
    const files = { "pages/old.md": "draft: true", "pages/new.md": "redirectFrom: [/old]" };
    expect(short((await found(files)).redirects)).toEqual(["/old → /new"]);
    await rm(folder, { recursive: true });
    expect((await found(files, "preview")).redirects).toEqual([]);
  });

  test("to one page only if two list the same address", async () => {
    const { redirects, shadowing } = await found({ "pages/a.md": "redirectFrom: [/old]", "pages/b.md": "redirectFrom: [/OLD/]" });
    expect(short(redirects)).toEqual(["/old → /a"]);
    expect(shadowing).toEqual([{ from: "/OLD", to: "/b", file: "src/content/pages/b.md" }]);
  });

  test("even if another file is broken", async () => {
    const { redirects } = await found({ "pages/a.md": "redirectFrom: /old", "pages/b.md": "x: [", "pages/c.md": "redirectFrom: [/older]" });
    expect(short(redirects)).toEqual(["/older → /c"]);
  });
});

/** Where the deployed routes lead a request. */
function follow(redirect: { from: string; to: string; query?: string }, address: string) {
  const routes = deployedRoutes([...redirectRoutes(redirect), { src: "^/(.*)/$", headers: { Location: "/$1" }, status: 308 }, { handle: "filesystem" }], {});
  const answer = createRouter(routes, { isFile: () => false, isFunction: () => false })("GET", new URL(address, "http://localhost"));
  return answer.kind === "redirect" ? `${answer.status} ${answer.headers.get("location")}` : answer.kind;
}

describe("a redirect of the deployed routes", () => {
  const audit = { from: "/old/Audit.html", to: "/services/audit" };

  test.each([
    ["/old/Audit.html", "308 /services/audit"],
    ["/OLD/audit.HTML", "308 /services/audit"],
    ["/old/Audit.html/", "308 /services/audit"],
    ["/old/Audit.html?utm_source=x&y=%20", "308 /services/audit?utm_source=x&y=%20"],
    ["/old/AuditXhtml", "none"],
    ["/old/Audit.html.bak", "none"],
    ["/very/old/Audit.html", "none"],
  ])("answers %s with %s", (address, answer) => {
    expect(follow(audit, address)).toBe(answer);
  });

  test.each(["/wiki/Help:Audit", "/c++", "/what(ever)", "/a[1]*", "/$1", "/a|b", "/a^b"])("takes %s by the letter", (from) => {
    expect(follow({ from, to: "/new" }, from)).toBe("308 /new");
    expect(follow({ from, to: "/new" }, `${from}x`)).toBe("none");
    expect(follow({ from, to: "/new" }, "/")).toBe("none");
  });

  test("matches an address encoded and decoded", () => {
    expect(follow({ from: "/über", to: "/é" }, "/über")).toBe("308 /%C3%A9");
    expect(new RegExp(redirectRoutes({ from: "/über", to: "/" })[0]?.src ?? "", "i").test("/%c3%bcber")).toBe(true);
  });
});

describe("a redirect that adds parameters", () => {
  const spring = { from: "/spring", to: "/pricing", query: "utm_source=flyer&utm_campaign=spring" };
  const offer = { from: "/offer", to: "/pricing", query: "plan=pro&utm_campaign=offer" };

  test.each([
    ["/spring", "307 /pricing?utm_source=flyer&utm_campaign=spring"],
    ["/SPRING/", "307 /pricing?utm_source=flyer&utm_campaign=spring"],
    // The click id that an ad's platform adds, and the values for the form.
    ["/spring?gclid=a%2Bb&name=Ada+L", "307 /pricing?utm_source=flyer&utm_campaign=spring&gclid=a%2Bb&name=Ada+L"],
    // A campaign is one as a whole.
    ["/spring?utm_source=letter", "307 /pricing?utm_source=letter"],
    ["/spring?utm_term=x&gclid=1", "307 /pricing?utm_term=x&gclid=1"],
    ["/spring?utm_source=", "307 /pricing?utm_source=flyer&utm_campaign=spring&utm_source="],
    ["/springs", "none"],
  ])("without others: %s is answered with %s", (address, answer) => {
    expect(follow(spring, address)).toBe(answer);
  });

  test.each([
    ["/offer", "307 /pricing?plan=pro&utm_campaign=offer"],
    ["/offer?plan=basic", "307 /pricing?utm_campaign=offer&plan=basic"],
    ["/offer?utm_campaign=x", "307 /pricing?plan=pro&utm_campaign=x"],
    ["/offer?utm_campaign=x&plan=basic", "307 /pricing?utm_campaign=x&plan=basic"],
  ])("of a campaign and others: %s is answered with %s", (address, answer) => {
    expect(follow(offer, address)).toBe(answer);
  });

  test("takes each of its characters by the letter", () => {
    expect(follow({ from: "/a", to: "/b", query: "x=$1&y=%C3%A9&z=é%" }, "/a")).toBe("307 /b?x=%241&y=%C3%A9&z=%C3%A9%25");
  });

  test("is read with or without a question mark, and its address by the same rules as an old one", async () => {
    const { redirects, shadowing } = await found({ "pages/pricing.md": 'redirectFrom: [/old, {from: /Spring/, query: "?utm_campaign=spring"}, {from: /about, query: a=b}, {from: /pricing, query: a=b}]', "pages/about.md": "title: About" });
    expect(redirects.map(({ from, to, query }) => [from, to, query])).toEqual([["/old", "/pricing", undefined], ["/Spring", "/pricing", "utm_campaign=spring"]]);
    expect(short(shadowing)).toEqual(["/about → /pricing", "/pricing → /pricing"]);
  });
});

const takenOver = (day: string) => ({ "pages/offer.md": `unpublishDate: ${day}`, "pages/pricing.md": "redirectFrom: [/offer]" });

describe("the address of a page with a last day", () => {
  test("is the page's until then, without a warning", async () => {
    expect(await found(takenOver("2027-01-16"))).toEqual({ redirects: [], shadowing: [] });
  });

  test("leads to the page that takes over from then on", async () => {
    expect(short((await found(takenOver("2027-01-15"))).redirects)).toEqual(["/offer → /pricing"]);
  });

  test("leads nowhere from a page that has ended, and its old addresses neither", async () => {
    expect((await found({ "pages/offer.md": "unpublishDate: 2027-01-15\nredirectFrom: [/old]" })).redirects).toEqual([]);
  });
});

test.each(["//other.example/", "/\\other.example/", "/\t/other.example/", "/\n\r\\other.example/", "/%5Cother.example/", "/%09%2fother.example/"])("%j, which a browser could read as another site, redirects to the home page", (path) => {
  // The adapter's rule takes the slash off the end and sends the rest.
  expect(new URL(decodeURIComponent(path).slice(0, -1), "https://ours.example").host).toBe("other.example");
  expect(new RegExp(HOME_FROM_SLASHES.src, "i").test(path)).toBe(true);
});

test.each(["/", "/about/", "/posts/a", "/a//b", "/ü", "/%C3%BC"])("%s is not such an address", (path) => {
  expect(new RegExp(HOME_FROM_SLASHES.src, "i").test(path)).toBe(false);
});

test.each([
  ["/en", "308 /"],
  ["/EN/", "308 /"],
  ["/en/pricing", "308 /pricing"],
  ["/en/services/audit/", "308 /services/audit"],
  ["/english", "none"],
  ["/de/en", "none"],
  ["/en//other.example", "none"],
  ["/en/\\other.example", "none"],
  ["/en/%2fother.example", "none"],
  ["/en/%09/other.example", "none"],
])("on a site in several languages, %s, with the default one, is answered with %s", (path, answer) => {
  const find = createRouter(deployedRoutes([...defaultRoutes("en"), { handle: "filesystem" }], {}), { isFile: () => false, isFunction: () => false });
  const { kind, headers } = find("GET", new URL(path, "https://ours.example"));
  expect(kind === "redirect" ? `308 ${headers.get("location")}` : "none").toBe(answer);
});

/** A hook with the part of Astro's options that it reads; Astro's own type asks for all of them. */
function run(hook: unknown, options: unknown): unknown {
  return (hook as (part: unknown) => unknown)(options);
}

test("a build puts its redirects before all other routes and warns about those that would hide something", async () => {
  await write({ "pages/open.md": "redirectFrom: [/old, /Admin/metrics, /_astro/a.js, /Favicon.svg]" });
  await mkdir(join(folder, "public"));
  await writeFile(join(folder, "public", "favicon.svg"), "");
  const output = join(folder, ".vercel", "output", "config.json");
  await mkdir(dirname(output), { recursive: true });
  await writeFile(output, JSON.stringify({ version: 3, routes: [{ handle: "filesystem" }] }));
  const said: string[] = [];

  const root = pathToFileURL(`${folder}/`);
  const { hooks } = integration();
  run(hooks["astro:config:done"], { config: { root, publicDir: new URL("public/", root) } });
  run(hooks["astro:routes:resolved"], {
    routes: [
      { pattern: "/[...slug]", patternRegex: /^\/.*$/ },
      { pattern: "/admin/metrics", patternRegex: /^\/admin\/metrics$/ },
    ],
  });
  await run(hooks["astro:build:done"], { logger: { warn: (text: string) => said.push(text) } });

  expect(JSON.parse(await readFile(output, "utf8"))).toEqual({
    version: 3,
    routes: [
      // Whatever begins with two slashes goes home, before anything could send it elsewhere.
      HOME_FROM_SLASHES,
      { src: "^(?:/old)/?$", headers: { Location: "/open" }, status: 308 },
      { handle: "filesystem" },
    ],
  });
  expect(said).toHaveLength(3);
  expect(said[0]).toBe("src/content/pages/open.md: no redirect from /Admin/metrics to /open, because /Admin/metrics is in use.");
});
