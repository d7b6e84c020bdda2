import { describe, expect, test } from "vitest";
import { filterOf, parseReportQuery, spanOf, type ReportQuery } from "../../../../src/metrics/report/report-query.ts";
import type { FieldProblem } from "../../../../src/metrics/ingest/field-rules.ts";

/** In Auckland it is already the 26th. */
const NOW = new Date("2026-11-25T15:20:00.000Z");

function problems(query: string, zone = "UTC"): FieldProblem[] {
  const parsed = parseReportQuery(new URLSearchParams(query), { now: NOW, zone });
  return "problems" in parsed ? parsed.problems : [];
}

function accepted(query: string, zone = "UTC"): ReportQuery {
  const parsed = parseReportQuery(new URLSearchParams(query), { now: NOW, zone });
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.query;
}

describe("the parameters of a report", () => {
  test("are all optional", () => {
    expect(accepted("")).toEqual({ window: "28d", format: "json", detail: "usual", table: "samples", limit: 100, errorOnly: false });
  });

  test("can all be given", () => {
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
    ["event=30min", "id", "30min"],
    ["source=news.example", "source", "news.example"],
    ["medium=e-mail", "medium", "e-mail"],
    ["campaign=Fr%C3%BChling%202026", "campaign", "Frühling 2026"],
    ["country=DE", "country", "DE"],
    ["country=other", "country", "other"],
    ["browser=Samsung%20Internet", "browser", "Samsung Internet"],
    ["system=iOS", "system", "iOS"],
  ])("%s filters the statistics by one value", (query, dimension, value) => {
    expect(filterOf(accepted(query))).toEqual({ [dimension]: value });
  });

  test("any dimensions together filter the statistics by all of them", () => {
    expect(filterOf(accepted("page=/&device=phone&source=x&event=30min&browser=Firefox"))).toEqual({ page: "/", device: "phone", source: "x", id: "30min", browser: "Firefox" });
  });

  test.each([
    ["", "28d"],
    ["window=24h", "24h"],
    ["from=2026-11-01", { from: "2026-11-01", to: undefined }],
    ["from=2026-11-01&to=2026-11-25", { from: "2026-11-01", to: "2026-11-25" }],
    ["from=2026-11-25&to=2026-11-25", { from: "2026-11-25", to: "2026-11-25" }],
    // 400 days with today.
    ["from=2025-10-22", { from: "2025-10-22", to: undefined }],
  ])("%s is the time %j", (query, span) => {
    expect(spanOf(accepted(query))).toEqual(span);
  });

  test("today is the zone's", () => {
    expect(spanOf(accepted("from=2026-11-26", "Pacific/Auckland"))).toEqual({ from: "2026-11-26", to: undefined });
    expect(problems("from=2026-11-26")).toHaveLength(1);
  });

  test.each(["detail=full", "detail=full&format=json", "table=samples", "format=csv&table=errors", "format=csv&detail=usual"])("%s can be combined", (query) => {
    expect(accepted(query)).toMatchObject(Object.fromEntries(new URLSearchParams(query)));
  });

  test("without a dimension do not filter the statistics", () => {
    expect(filterOf(accepted("outcome=failed&window=7d"))).toEqual({});
  });
});

describe("an invalid parameter is reported with its value and the possible values", () => {
  test.each([
    ["window=90", "window", 'must be one of 24h, 7d, 28d, 90d; found "90". Did you mean "90d"?'],
    ["window=decade", "window", 'must be one of 24h, 7d, 28d, 90d; found "decade"'],
    ["window=", "window", 'must be one of 24h, 7d, 28d, 90d; found ""'],
    ["outcome=timed_out", "outcome", 'must be one of ready, opened, failed, timed-out, abandoned, times; found "timed_out". Did you mean "timed-out"?'],
    ["openKind=Cold", "openKind", 'must be one of cold, warmed, reopened; found "Cold". Did you mean "cold"?'],
    ["variant=optimised", "variant", 'must be one of optimized, baseline, instant; found "optimised". Did you mean "optimized"?'],
    ["device=mobile", "device", 'must be one of desktop, phone, tablet, other; found "mobile"'],
    ["connection=5g", "connection", 'must be one of slow-2g, 2g, 3g, 4g; found "5g"'],
    ["page=services", "page", 'must be a path such as "/services", or "other"; found "services"'],
    ["page=/services?a=1", "page", 'must be a path such as "/services", or "other"; found "/services?a=1"'],
    ["page=/%00", "page", 'must not contain control or format characters, such as those that change the direction of writing; found "/\\u0000"'],
    ["source=a%E2%80%AEb", "source", 'must not contain control or format characters, such as those that change the direction of writing; found "a\\u202eb"'],
    ["browser=", "browser", 'must not be empty: name a browser; found ""'],
    ["from=2026-02-30", "from", 'must be a date such as "2026-03-09"; found "2026-02-30"'],
    ["from=yesterday", "from", 'must be a date such as "2026-03-09"; found "yesterday"'],
    ["from=2026-11-01T00:00:00Z", "from", 'must be a date such as "2026-03-09"; found "2026-11-01T00:00:00Z"'],
    ["from=", "from", 'must be a date such as "2026-03-09"; found ""'],
    ["to=2026-11-01", "to", "needs from: add the first day"],
    ["from=2026-11-02&to=2026-11-01", "to", "must not be before from: 2026-11-01 is before 2026-11-02"],
    ["from=2026-11-26", "from", "must not be in the future: 2026-11-26 is after today, 2026-11-25 (UTC)"],
    ["from=2026-11-01&to=2027-01-01", "to", "must not be in the future: 2027-01-01 is after today, 2026-11-25 (UTC)"],
    ["from=2025-10-21", "from", "must be one of the last 400 days, 2025-10-22 or later; statistics are not kept longer. Found 2025-10-21"],
    ["window=7d&from=2026-11-01", "window", "cannot be combined with from and to: give either a window or dates"],
    ["placement=", "placement", 'must not be empty: name a placement; found ""'],
    ["placement=a%20b", "placement", 'must consist of letters, digits and . _ : / + - only; found "a b"'],
    ["release=", "release", 'must not be empty: name a release; found ""'],
    ["compare=last", "compare", 'must be one of previous, year; found "last"'],
    ["compare=year&window=24h", "compare", "cannot be combined with window=24h: hours are kept for 9 days"],
    ["compare=year&window=90d", "compare", "needs days that are kept for a year: statistics begin on 2025-10-22, and the days to compare with on 2025-08-29"],
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

  test("an invisible character is written as its code, also in a name", () => {
    expect(problems("%E2%80%AEpage=1")).toEqual([{ field: "\\u202epage", reason: expect.stringContaining('Did you mean "page"?') }]);
  });

  test("a long text is cut", () => {
    const [problem] = problems(`window=${"x".repeat(10_000)}`);
    expect(problem?.reason.length).toBeLessThan(150);
  });
});
