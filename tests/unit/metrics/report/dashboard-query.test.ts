import { describe, expect, test } from "vitest";
import { dashboardSearch } from "../../../../src/metrics/admin/view-address.ts";
import { DIMENSIONS, nameOf } from "../../../../src/metrics/shared/sample.ts";
import { parseDashboardQuery, type DashboardQuery } from "../../../../src/metrics/report/report-query.ts";

function parsed(search: string) {
  return parseDashboardQuery(new URLSearchParams(search), { now: new Date("2026-11-25T15:20:00.000Z"), zone: "UTC" });
}

function accepted(search: string): DashboardQuery {
  const result = parsed(search);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return result.query;
}

const DEFAULT = { window: "28d", compare: "previous", chart: "bookings", percentile: 75, limit: 20, errorOnly: false } as const;

describe("the page's parameters", () => {
  test("are all optional", () => {
    expect(accepted("")).toEqual(DEFAULT);
  });

  test("can all be given", () => {
    expect(accepted("window=90d&compare=year&chart=wait&percentile=95&limit=1000&errorOnly=true&outcome=failed&page=/a%26b")).toEqual({
      window: "90d", compare: "year", chart: "wait", percentile: 95, limit: 1_000, errorOnly: true, outcome: "failed", page: "/a&b",
    });
  });

  test.each([50, 75, 90, 95, 99])("percentile=%i", (percentile) => {
    expect(accepted(`percentile=${percentile}`).percentile).toBe(percentile);
  });

  test.each([
    ["percentile=80", "percentile", 'must be one of 50, 75, 90, 95, 99; found "80"'],
    ["percentile=p75", "percentile", 'must be one of 50, 75, 90, 95, 99; found "p75"'],
    ["wait=frame", "wait", 'must be one of ready, times; found "frame"'],
    ["chart=bookngs", "chart", 'must be one of bookings, conversion, openings, wait; found "bookngs". Did you mean "bookings"?'],
    ["compare=last", "compare", 'must be one of previous, year; found "last"'],
    ["window=7", "window", 'must be one of 24h, 7d, 28d, 90d; found "7"'],
    ["windw=7d", "windw", expect.stringMatching(/^is an unknown parameter\. Did you mean "window"\? The parameters are .*$/)],
    ["limit=5&limit=7", "limit", "is given 2 times; give it once"],
  ])("%s is reported as for a report", (search, field, reason) => {
    expect(parsed(search)).toEqual({ problems: [{ field, reason }] });
  });

  test.each(["ready", "times"] as const)("wait=%s", (wait) => {
    expect(accepted(`wait=${wait}`)).toEqual({ ...DEFAULT, wait });
    expect(dashboardSearch(accepted(`wait=${wait}`))).toBe(`?wait=${wait}`);
  });

  test("any dimensions can be combined", () => {
    expect(accepted("page=/&device=phone&event=30min")).toEqual({ ...DEFAULT, page: "/", device: "phone", event: "30min" });
  });

  test("an empty one is a control of the form that was left alone", () => {
    expect(accepted("page=&device=phone&event=&from=&to=")).toEqual({ ...DEFAULT, device: "phone" });
  });

  test("dates instead of a window", () => {
    expect(accepted("from=2026-11-01&to=2026-11-20")).toEqual({ ...DEFAULT, from: "2026-11-01", to: "2026-11-20" });
    expect(parsed("from=2026-11-20&to=2026-11-01")).toMatchObject({ problems: [{ field: "to" }] });
  });

  test.each(["format=csv", "detail=full", "table=series", "since=1"])("%s is not one of them", (search) => {
    const reason = `is an unknown parameter. The parameters are window, from, to, outcome, ${DIMENSIONS.map((dimension) => nameOf(dimension)).join(", ")}, compare, chart, percentile, wait, limit, errorOnly.`;
    expect(parsed(search)).toEqual({ problems: [{ field: search.split("=")[0], reason: expect.stringContaining(reason) }] });
  });
});

describe("the query string of a link", () => {
  test.each([
    ["", {}, ""],
    ["", { window: "7d" }, "?window=7d"],
    ["window=7d", { window: "28d" }, ""],
    ["window=7d", { window: undefined }, ""],
    ["errorOnly=true&limit=1000", { percentile: 95 }, "?percentile=95&limit=1000&errorOnly=true"],
    ["errorOnly=true", { errorOnly: false }, ""],
    ["percentile=50", { percentile: 75 }, ""],
    ["device=phone", { compare: "year", chart: "wait" }, "?device=phone&compare=year&chart=wait"],
    ["compare=year&chart=wait", { compare: "previous", chart: "bookings" }, ""],
    ["page=/services&window=24h", { device: "phone" }, "?window=24h&page=%2Fservices&device=phone"],
    ["event=30min&page=/", { event: undefined }, "?page=%2F"],
    ["from=2026-11-01&to=2026-11-20&device=phone", { page: "/" }, "?from=2026-11-01&to=2026-11-20&page=%2F&device=phone"],
    ["from=2026-11-01&device=phone", { window: "28d" }, "?device=phone"],
    ["from=2026-11-01", { window: "7d" }, "?window=7d"],
    ["page=/services", { page: "/" }, "?page=%2F"],
    ["page=/services&outcome=failed", { page: undefined }, "?outcome=failed"],
    ["page=/services", { outcome: "ready" }, "?outcome=ready&page=%2Fservices"],
    ["page=/services", { device: undefined }, "?page=%2Fservices"],
    ["", { page: '/a b&c=d?#"ü' }, "?page=%2Fa+b%26c%3Dd%3F%23%22%C3%BC"],
  ] as const)("%j with %j is %j", (search, changes, expected) => {
    expect(dashboardSearch(accepted(search), changes)).toBe(expected);
  });

  test("does not depend on the order of the parameters, and leads to the same view", () => {
    const searches = ["limit=7&release=4fb454d&window=90d&errorOnly=true&percentile=99&outcome=ready", "outcome=ready&percentile=99&errorOnly=true&window=90d&release=4fb454d&limit=7"];
    const [first = "", second] = searches.map((search) => dashboardSearch(accepted(search)));
    expect(first).toBe(second);
    expect(accepted(first)).toEqual(accepted(searches[0] ?? ""));
  });
});
