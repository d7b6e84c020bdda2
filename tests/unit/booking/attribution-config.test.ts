import { describe, expect, test } from "vitest";
import { attributionConfig, attributionConstants, parameters } from "../../../src/booking/attribution-config.ts";
import { defineSite } from "../../../src/site/config/site-config.ts";

const matches = (names: string[], query: string) => query.match(parameters(names)) ?? [];

describe("a list of parameters", () => {
  test("names some, or all that begin alike", () => {
    expect(matches(["utm_*", "gclid"], "&utm_source=a&gclid=b&gclidx=c&utm_=d&xgclid=e&GCLID=f")).toEqual(["&utm_source=a", "&gclid=b", "&GCLID=f"]);
  });

  test("names metadata, in brackets as they are or encoded", () => {
    expect(matches(["metadata[*]"], "&metadata[plan]=pro&metadata%5Bx%5D=y&metadata%5bz%5d=1&metadata=2&metadata[]=3")).toEqual(["&metadata[plan]=pro", "&metadata%5Bx%5D=y", "&metadata%5bz%5d=1"]);
    expect(matches(["metadata[plan]"], "&metadata[plan]=pro&metadata[plan2]=x")).toEqual(["&metadata[plan]=pro"]);
  });

  test("that is empty matches nothing", () => {
    expect(matches([], "&=x&a=b")).toEqual([]);
  });
});

test("with both lists empty the inline script has no code for it", () => {
  expect(attributionConstants({ campaign: [], prefill: [] }).ATTRIBUTION).toBe("false");
  expect(attributionConstants(attributionConfig.parse({})).ATTRIBUTION).toBe("true");
});

test.each([
  [["utm source"], "must be the name of a parameter"],
  [["u*"], "must be the name of a parameter"],
  [["metadata[a b]"], "must be the name of a parameter"],
  [["/gclid"], "must be the name of a parameter"],
  [["slot"], "Cal's own pages"],
  [["rescheduleUid"], "Cal's own pages"],
  [["gclid", "gclid"], "twice"],
])("%j is refused, and the error names the place", (campaign, message) => {
  expect(() => defineSite({ attribution: { campaign } })).toThrow(new RegExp(`src/site\\.config\\.ts:\\n  attribution\\.campaign.*${message}`));
});

test("one list can be changed without the other", () => {
  expect(defineSite({ attribution: { prefill: ["name"] } }).attribution).toMatchObject({ prefill: ["name"], campaign: expect.arrayContaining(["utm_*", "gclid"]) });
});
