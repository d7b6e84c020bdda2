import type { Result } from "lighthouse";
import { describe, expect, it } from "vitest";
import { parseOptions } from "../../lab/lighthouse/options.ts";
import { isNoindex, pagesToMeasure } from "../../lab/lighthouse/pages.ts";
import { reportText } from "../../lab/lighthouse/report.ts";
import { missesOf, type PageResult, type RunFigures } from "../../lab/lighthouse/results.ts";
import { runFigures } from "../../lab/lighthouse/run-figures.ts";

const perfect: RunFigures = {
  scores: { performance: 100, accessibility: 100, "best-practices": 100, seo: 100 },
  fcp: 700,
  lcp: 1_000,
  cls: 0,
  tbt: 0,
  failed: [],
};

const pageWith = (changes: Partial<RunFigures>, path = "/a"): PageResult => {
  const median = { ...perfect, ...changes };
  return { path, noindex: false, median, runs: [median] };
};

describe("what is measured", () => {
  const built = ["/", "/404", "/a", "/a/b", "/de/404"].map((path) => ({ path, html: "" }));

  it("are all pages of the build except the 404 pages, of each language", () => {
    expect(pagesToMeasure(built, []).map(({ path }) => path)).toEqual(["/", "/a", "/a/b"]);
  });

  it("or the given pages; an unknown page is refused with the list of pages", () => {
    expect(pagesToMeasure(built, ["/a/b"]).map(({ path }) => path)).toEqual(["/a/b"]);
    expect(() => pagesToMeasure(built, ["/c"])).toThrow("--page /c: the build has no such page. It has /, /a, /a/b.");
  });

  it("a page is noindex only by its robots element", () => {
    expect(isNoindex({ path: "/", html: '<meta name="robots" content="nofollow, noindex">' })).toBe(true);
    expect(isNoindex({ path: "/", html: '<meta name="robots" content="index"><p>noindex</p>' })).toBe(false);
  });
});

describe("the options", () => {
  it("are three runs of every page by default, without saving", () => {
    expect(parseOptions([])).toEqual({ pages: [], runs: 3, save: false });
    expect(parseOptions(["--page", "/a", "--page", "/b", "--runs", "5", "--save"])).toEqual({ pages: ["/a", "/b"], runs: 5, save: true });
  });

  it.each([
    [["--page", "a"], 'such as /a, not "a"'],
    [["--runs", "0"], 'a whole number from 1, not "0"'],
    [["--runs", "2.5"], 'a whole number from 1, not "2.5"'],
    [["--fast"], "npm run lighthouse -- [options]"],
  ])("%j is refused with the expected value", (args, words) => {
    expect(() => parseOptions(args)).toThrow(words);
  });
});

describe("the verdict", () => {
  it("a page that reaches every target exactly misses nothing", () => {
    expect(missesOf(pageWith({}))).toEqual([]);
  });

  it("each missed value is listed with its target", () => {
    expect(missesOf(pageWith({ scores: { ...perfect.scores, seo: 99 }, lcp: 1_001, cls: 0.001 }))).toEqual([
      "seo 99, not 100",
      "LCP 1001 ms, more than 1000",
      "CLS 0.001, not 0",
    ]);
  });

  it("a value that is not a number is a miss", () => {
    expect(missesOf(pageWith({ lcp: NaN, cls: NaN }))).toHaveLength(2);
  });

  it("the report has a row per page, and the failed audits of pages that miss a target", () => {
    const results = {
      takenAt: "2026-01-02T03:04:05Z",
      environment: { lighthouse: "13.0.0", browser: "Chrome/140", node: "v24", platform: "linux", cpus: 2 },
      throttling: { formFactor: "mobile", method: "simulate", rttMs: 150, throughputKbps: 1_638.4, cpuSlowdown: 4 },
    };
    expect(reportText({ ...results, pages: [pageWith({})] })).toContain("Every page reaches every target.");
    const text = reportText({ ...results, pages: [pageWith({}, "/good"), pageWith({ lcp: 1_234.4, failed: ["lcp: it is late"] }, "/late")] });
    expect(text).toMatch(/^\/good +100 +100 +100 +100 +700 +1000 +0 +0$/m);
    expect(text).toContain("1 of 2 pages miss a target:\n  /late: LCP 1234 ms, more than 1000\n      lcp: it is late");
  });
});

describe("the kept part of a run", () => {
  const categories = Object.fromEntries(
    ["performance", "accessibility", "best-practices", "seo"].map((id) => [id, { score: 1, auditRefs: [{ id: `${id}-audit`, weight: 1 }] }]),
  );
  const audits = Object.fromEntries(
    ["first-contentful-paint", "largest-contentful-paint", "cumulative-layout-shift", "total-blocking-time"].map((id) => [id, { numericValue: 1, score: 1 }]),
  );

  it("the audits that cost points, with the element they name; those without a weight are left out", () => {
    const failing = { score: 0, title: "Images have alt", details: { type: "table", items: [{ node: { snippet: "<img>" } }, { node: { snippet: "<img>" } }] } };
    const figures = runFigures(
      resultLike({
        categories: { ...categories, seo: { score: 0.925, auditRefs: [{ id: "alt", weight: 1 }, { id: "hint", weight: 0 }] } },
        audits: { ...audits, alt: failing, hint: failing },
      }),
    );
    expect(figures.scores.seo).toBe(93);
    expect(figures.failed).toEqual(["alt: Images have alt · <img>"]);
  });

  it.each([
    [{ runtimeError: { message: "no paint" }, categories, audits }, "could not measure http://localhost/a: no paint"],
    [{ categories: { ...categories, seo: { score: null, auditRefs: [] } }, audits }, "no score for seo"],
    [{ categories, audits: {} }, "no first-contentful-paint"],
  ])("a run without a value is an error, not a zero (%#)", (changes, words) => {
    expect(() => runFigures(resultLike(changes))).toThrow(words);
  });
});

/** Safe here: what is read of a result is what these tests give. */
function resultLike(fields: object): Result {
  return { requestedUrl: "http://localhost/a", ...fields } as Result;
}
