import { expect, test } from "vitest";
import { endingPages, endingPagesAnnotations, endingPagesText } from "../../src/content-check/ending-pages.ts";
import { OPTIONS, page, post, problemsIn, writtenSite, type Files } from "./written-site.ts";

const noted = async (files: Files) => endingPages(await writtenSite(files), OPTIONS);

test("a page with a last day is noted with everything that links to it", async () => {
  const files = {
    "pages/offer.md": page("offer", { unpublishDate: "2026-11-10" }, "[Itself](/offer)"),
    "pages/audit.md": page("audit", { hero: "\n  heading: All about it\n  text: Look.\n  cta: {label: Offer, href: '/offer?x=1'}" }, "\n[The offer](/offer#top) and [another page](/services)"),
    // Nobody reads these two when the offer has ended.
    "pages/draft.md": page("draft", { draft: "true" }, "[The offer](/offer)"),
    "pages/short.md": page("short", { unpublishDate: "2026-11-05" }, "[The offer](/offer)"),
    "posts/news.md": post("news", { unpublishDate: "2027-03-01" }),
  };
  const found = await noted(files);
  expect(endingPagesText(found)).toBe(`Pages with an unpublishDate. These are no mistakes.

  src/content/pages/offer.md:7  /offer is no longer public, since 2026-11-10. These links lead nowhere. Remove them, or add "redirectFrom: [/offer]" to the page that takes its place:
    src/content/pages/audit.md:7  hero.cta.href
    src/content/pages/audit.md:10  text

  src/content/pages/short.md:7  /short is no longer public, since 2026-11-05. No page links to it.

  src/content/posts/news.md:6  /posts/news is public until 2027-03-01. No page links to it.`);
  expect(endingPagesAnnotations(found)).toEqual([
    expect.stringMatching(/^::warning file=src\/content\/pages\/audit.md,line=7,title=hero.cta.href::\/offer is no longer public\. Remove the link/),
    expect.stringMatching(/^::warning file=src\/content\/pages\/audit.md,line=10,title=text::/),
  ]);
  expect((await problemsIn(files)).map(({ file, found: text }) => `${file} ${text}`)).toEqual([]);
});

const takenOver = (day: string) => ({
  "pages/offer.md": page("offer", { unpublishDate: "2027-01-01" }),
  "pages/next.md": page("next", { redirectFrom: "[{from: /Offer, query: utm_campaign=late}]", unpublishDate: day }),
  "pages/audit.md": page("audit", {}, "[The offer](/offer)"),
});

test("its links are no problem if another page takes over its address, unless that page is no longer public either", async () => {
  expect((await noted(takenOver("2027-06-01"))).map(({ path, successor, links }) => [path, successor, links.length])).toEqual([["/next", undefined, 0], ["/offer", "/next", 1]]);
  expect(endingPagesAnnotations(await noted(takenOver("2027-06-01")))).toEqual([]);
  expect((await noted(takenOver("2027-01-01")))[1]?.successor).toBeUndefined();
});

test("drafts and pages without a last day are not noted", async () => {
  expect(await noted({ "pages/draft.md": page("draft", { draft: "true", unpublishDate: "2026-11-01" }), "pages/odd.md": page("odd", { unpublishDate: "later" }) })).toEqual([]);
});
