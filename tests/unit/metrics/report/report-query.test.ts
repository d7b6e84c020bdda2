import { describe, expect, test } from "vitest";
import { parseReportQuery, scopeOf, type ReportQuery } from "../../../../src/metrics/report/report-query.ts";
import type { FieldProblem } from "../../../../src/metrics/ingest/field-rules.ts";

function problems(query: string): FieldProblem[] {
  const parsed = parseReportQuery(new URLSearchParams(query));
  return "problems" in parsed ? parsed.problems : [];
}

function accepted(query: string): ReportQuery {
  const parsed = parseReportQuery(new URLSearchParams(query));
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.query;
}

describe("the parameters of a report", () => {
  test("are all optional", () => {
    expect(accepted("")).toEqual({ window: "28d", format: "json", detail: "usual", table: "samples", limit: 100, errorOnly: false });
  });

  test("can all be given, with one dimension", () => {
    expect(accepted("window=24h&outcome=timed-out&page=/services&compare=previous&format=csv&table=series&limit=1000&errorOnly=true")).toEqual({
      window: "24h",
      outcome: "timed-out",
      page: "/services",
      compare: "previous",
      format: "csv",
      detail: "usual",
      table: "series",
      limit: 1_000,
      errorOnly: true,
    });
  });

  test.each([
    ["variant=optimized", "variant", "optimized"],
    ["openKind=reopened", "openKind", "reopened"],
    ["page=%2Fpreise%20%26%20mehr", "page", "/preise & mehr"],
    ["page=other", "page", "other"],
    ["placement=hero", "placement", "hero"],
    ["device=tablet", "device", "tablet"],
    ["connection=slow-2g", "connection", "slow-2g"],
    ["release=5aa99df", "release", "5aa99df"],
  ])("%s filters the statistics by one value", (query, dimension, value) => {
    expect(scopeOf(accepted(query))).toEqual({ dimension, value });
  });

  test.each(["detail=full", "detail=full&format=json", "table=samples", "format=csv&table=errors", "format=csv&detail=usual"])("%s can be combined", (query) => {
    expect(accepted(query)).toMatchObject(Object.fromEntries(new URLSearchParams(query)));
  });

  test("without a dimension do not filter the statistics", () => {
    expect(scopeOf(accepted("outcome=failed&window=7d"))).toBeUndefined();
  });
});

describe("an invalid parameter is reported with its value and the possible values", () => {
  test.each([
    ["window=90", "window", 'must be one of 24h, 7d, 28d, 90d; found "90". Did you mean "90d"?'],
    ["window=decade", "window", 'must be one of 24h, 7d, 28d, 90d; found "decade"'],
    ["window=", "window", 'must be one of 24h, 7d, 28d, 90d; found ""'],
    ["outcome=timed_out", "outcome", 'must be one of ready, opened, failed, timed-out, abandoned; found "timed_out". Did you mean "timed-out"?'],
    ["openKind=Cold", "openKind", 'must be one of cold, warmed, reopened; found "Cold". Did you mean "cold"?'],
    ["variant=optimised", "variant", 'must be one of optimized, baseline; found "optimised". Did you mean "optimized"?'],
    ["device=mobile", "device", 'must be one of desktop, phone, tablet, other; found "mobile"'],
    ["connection=5g", "connection", 'must be one of slow-2g, 2g, 3g, 4g; found "5g"'],
    ["page=services", "page", 'must be a path such as "/services", or "other"; found "services"'],
    ["page=/services?a=1", "page", 'must be a path such as "/services", or "other"; found "/services?a=1"'],
    ["page=/%00", "page", 'must not contain control characters or broken text; found "/\\u0000"'],
    ["placement=", "placement", 'must not be empty: name a placement; found ""'],
    ["placement=a%20b", "placement", 'must consist of letters, digits and . _ : / + - only; found "a b"'],
    ["release=", "release", 'must not be empty: name a release; found ""'],
    ["compare=last", "compare", 'must be one of previous; found "last"'],
    ["detail=all", "detail", 'must be one of usual, full; found "all"'],
    ["detail=ful", "detail", 'must be one of usual, full; found "ful". Did you mean "full"?'],
    ["table=sample&format=csv", "table", 'must be one of samples, series, breakdowns, errors, histogram, phases; found "sample". Did you mean "samples"?'],
    ["table=series", "table", 'needs format=csv: add it to get the table "series"'],
    ["format=csv&detail=full", "detail", "needs format=json: a table as CSV is always complete"],
    ["format=xml", "format", 'must be one of json, csv; found "xml"'],
    ["limit=0", "limit", 'must be a whole number from 1 to 1000; found "0"'],
    ["limit=1001", "limit", 'must be a whole number from 1 to 1000; found "1001"'],
    ["limit=1e2", "limit", 'must be a whole number from 1 to 1000; found "1e2"'],
    ["limit=1.5", "limit", 'must be a whole number from 1 to 1000; found "1.5"'],
    ["limit=%205", "limit", 'must be a whole number from 1 to 1000; found " 5"'],
    ["limit=", "limit", 'must be a whole number from 1 to 1000; found ""'],
    ["errorOnly=TRUE", "errorOnly", 'must be one of true, false; found "TRUE". Did you mean "true"?'],
    ["errorOnly=1", "errorOnly", 'must be one of true, false; found "1"'],
    ["limit=5&limit=7", "limit", "is given 2 times; give it once"],
  ])("%s", (query, field, reason) => {
    expect(problems(query)).toEqual([{ field, reason }]);
  });

  test.each([
    ["windw=7d", "window"],
    ["openkind=cold", "openKind"],
    ["error_only=true", "errorOnly"],
  ])("%s, which is unknown, with the nearest name", (query, meant) => {
    const [field] = query.split("=");
    expect(problems(query)).toEqual([{ field, reason: expect.stringMatching(`^is an unknown parameter\\. Did you mean "${meant}"\\? The parameters are window, .*\\.$`) }]);
  });

  test.each(["since=yesterday", "__proto__=1", "constructor=1", "=1"])("%s, which is unknown, with all names", (query) => {
    const [field] = query.split("=");
    expect(problems(query)).toEqual([{ field, reason: expect.stringMatching(/^is an unknown parameter\. The parameters are window, .*, errorOnly\.$/) }]);
  });

  test("two dimensions: both are reported", () => {
    expect(problems("page=/&device=phone")).toEqual([
      { field: "page", reason: expect.stringContaining("cannot be combined with device: statistics are stored by one dimension at a time (openKind, variant, page") },
      { field: "device", reason: expect.stringContaining("cannot be combined with page") },
    ]);
  });

  test("a long text is cut", () => {
    const [problem] = problems(`window=${"x".repeat(10_000)}`);
    expect(problem?.reason.length).toBeLessThan(150);
  });
});
