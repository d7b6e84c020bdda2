import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../../scripts/settings.ts";
import { documentsOf } from "../../docs/documents.ts";
import { existingNames, type ExistingNames } from "../../docs/existing-names.ts";
import { readDocument } from "../../docs/mentions.ts";
import { missingNames, type Example } from "../../docs/missing-names.ts";

/** Names in documents that are examples or belong to others. */
const EXAMPLES: Example[] = [
  // Of the demo's German, which a site that has replaced it does not have.
  { in: "docs/languages.md", text: "src/content/site.de.yaml" },
  { in: "docs/languages.md", text: "src/content/pages/de/preise.md" },
  { in: "docs/languages.md", text: "/de/preise" },
  { in: "docs/languages.md", text: "src/content/posts/de/worauf-eine-seite-wartet.md" },
  { in: "docs/languages.md", text: "/de/posts/worauf-eine-seite-wartet" },
  { in: "docs/languages.md", text: "site.de.yaml" },
  { in: "docs/languages.md", text: "faqs/why-free.de.yaml" },
  { in: "docs/languages.md", text: "people/mara-lindqvist.de.yaml" },
  { in: "docs/languages.md", text: "/de" },
  { in: "docs/reference/site.md", text: "site.de.yaml" },
  { in: "docs/reference/site.md", text: "pages/de/preise.md" },
  { in: "docs/reference/site.md", text: "/de/preise" },
  { in: "docs/analytics.md", text: "/analytics.js" },
  { in: "docs/analytics.md", text: "public/analytics.js" },
  { in: "docs/editing.md", text: "/old-name" },
  { in: "docs/editing.md", text: "/spring" },
  { in: "docs/editing.md", text: "/spring-offer" },
  { in: "docs/campaigns.md", text: "/spring" },
  { in: "docs/forms.md", text: "/thank-you" },
  { in: "docs/reference/site.md", text: "/pricing/index.html" },
  { in: "docs/reference/site.md", text: "/_hero-b/pricing/index.html" },
  { in: "docs/reference/site.md", text: "/_hero-b/…" },
  { in: "docs/editing.md", text: "../images/desk.png" },
  { in: "docs/editing.md", text: "/videos/tour.mp4" },
  { in: "docs/editing.md", text: "/videos/tour.en.vtt" },
  { in: "docs/upgrades.md", text: "src/components" },
  { in: "docs/upgrades.md", text: "../readyslot-new/scripts/upgrade.mjs" },
  { in: "docs/hosting.md", text: "/data" },
  { in: "docs/hosting.md", text: "/tmp" },
  { in: "docs/own-code.md", text: "src/pages/lab.astro" },
  { in: "docs/own-code.md", text: "src/pages/shop/[id].astro" },
  { in: "docs/own-code.md", text: "/lab" },
  { in: "docs/reference/backup.md", text: "../statistics.db" },
  { in: "docs/reference/consent.md", text: "cookieconsent.esm.js" },
  { in: "docs/reference/consent.md", text: "cookieconsent.css" },
  { in: "docs/reference/headers.md", text: "/about/index.html" },
  { in: "docs/reference/benchmarks.md", text: "/proc" },
];

const documents = documentsOf(root);

describe("the documents", () => {
  test("use no name that does not exist", () => {
    expect(missingNames(documents, existingNames(root), EXAMPLES)).toEqual([]);
  });

  test("still have each of the examples", () => {
    const mentioned = new Map(documents.map(({ path, text }) => [path, readDocument(text).mentions.map((mention) => mention.text)]));
    expect(EXAMPLES.filter(({ in: path, text }) => !mentioned.get(path)?.includes(text))).toEqual([]);
  });

  test("are all linked from another one", () => {
    const linked = new Set(
      documents.flatMap(({ path, text }) => readDocument(text).mentions.filter(({ kind }) => kind === "link").map((link) => posix.join(posix.dirname(path), link.text)).filter((target) => target !== path)),
    );
    expect(documents.map(({ path }) => path).filter((path) => path.startsWith("docs/") && !linked.has(path))).toEqual([]);
  });
});

describe("a name that does not exist is reported with its file, its line and the most similar name", () => {
  const names: ExistingNames = {
    files: new Set(["docs", "docs/guide.md", "src", "src/booking", "src/booking/browser/cal-embed.ts", "scripts/soak.ts"]),
    commands: new Map([["soak", new Set(["--minutes", "--help"])], ["serve", new Set<string>()]]),
    variables: new Set(["PUBLIC_CAL_LINK", "KV_REST_API_URL", "PORT"]),
    addresses: new Set(["/", "/admin/metrics", "/api/health"]),
  };
  const saidOf = (text: string) => missingNames([{ path: "docs/guide.md", text }], names);

  test.each([
    ["a command", "`npm run sok`", 'there is no "npm run sok". Did you mean "soak"?'],
    ["an option", "`npm run soak -- --minuts 3`", '"npm run soak" has no option --minuts. Did you mean "--minutes"?'],
    ["a variable", "`PUBLIC_CAL_LNIK`", 'there is no variable PUBLIC_CAL_LNIK. Did you mean "PUBLIC_CAL_LINK"?'],
    ["a variable in front of a command", "`PORTS=5000 npm start`", 'there is no variable PORTS. Did you mean "PORT"?'],
    ["variables by their beginning", "`KV_RSET_API_…`", "there is no variable KV_RSET_API_."],
    ["a path", "`src/booking/browser/cal-embd.ts`", 'there is no src/booking/browser/cal-embd.ts. Did you mean "src/booking/browser/cal-embed.ts"?'],
    ["a path in the wrong folder", "`src/metrics/cal-embed.ts`", 'there is no src/metrics/cal-embed.ts. Did you mean "src/booking/browser/cal-embed.ts"?'],
    ["a file's name alone", "`cal-embd.ts`", 'there is no cal-embd.ts. Did you mean "src/booking/browser/cal-embed.ts"?'],
    ["one of several paths", "`scripts/{soak,sock}.ts`", 'there is no scripts/sock.ts. Did you mean "scripts/soak.ts"?'],
    ["a folder", "`src/bookings`", 'there is no src/bookings. Did you mean "src/booking"?'],
    ["an address", "`GET /api/heath`", 'the site has no /api/heath. Did you mean "/api/health"?'],
    ["an address on this machine", "<http://localhost:4321/admin/metric>", 'the site has no /admin/metric. Did you mean "/admin/metrics"?'],
    ["a link", "[the guide](gide.md)", 'the link leads to docs/gide.md, which does not exist. Did you mean "docs/guide.md"?'],
    ["a picture", "![](guide.png)", "the link leads to docs/guide.png, which does not exist. Did you mean \"docs/guide.md\"?"],
    ["an anchor", "## The store\n\n[above](#the-stroe)", 'docs/guide.md has no heading #the-stroe. Did you mean "the-store"?'],
    ["an anchor in a table", "## The store\n\n| a |\n|---|\n| [above](#the-stroe) |", 'docs/guide.md has no heading #the-stroe. Did you mean "the-store"?'],
  ])("%s", (_, text, problem) => {
    const line = text.split("\n").length;
    expect(saidOf(text)).toEqual([`docs/guide.md:${line}: ${problem}`]);
  });

  test("also in a fence of sh, with the line in the fence", () => {
    expect(saidOf("Text.\n\n```sh\nnpm run soak\ncat scripts/sook.ts\nPUBLIC_CAL_LINC=you/30min npm run srve\n```")).toEqual([
      'docs/guide.md:5: there is no scripts/sook.ts. Did you mean "scripts/soak.ts"?',
      'docs/guide.md:6: there is no "npm run srve". Did you mean "serve"?',
      'docs/guide.md:6: there is no variable PUBLIC_CAL_LINC. Did you mean "PUBLIC_CAL_LINK"?',
    ]);
  });

  test("but not a name that exists, however it is written", () => {
    const text = [
      "# A guide\n\n`npm run soak -- --minutes 3`, `npm run soak -- --help`, `PORT=5000 npm start`, `KV_REST_API_…`,",
      "`browser/cal-embed.ts`, `cal-embed.ts`, `scripts/{soak,*}.ts`, `scripts/so<name>.ts`, `src/booking/`, `GET /api/health?x=1`, `text/plain`, `you/30min`,",
      "[here](#a-guide), [it](guide.md#a-guide), [another's](https://example.com/docs/x.md#y), <http://localhost:4321>",
    ];
    expect(saidOf(text.join("\n"))).toEqual([]);
  });
});
