import { describe, expect, test } from "vitest";
import { publicationOf, stageOf, type Stage } from "../../../src/site/publication.ts";

const NOON = new Date("2027-01-15T12:00:00Z");
const YESTERDAY = new Date("2027-01-14");
const TOMORROW = new Date("2027-01-16");

const live = (fields: { publishDate?: Date; unpublishDate?: Date }) => ({ draft: false, ...fields });

function at(now: string, publishDate: string) {
  return publicationOf({ draft: false, publishDate: new Date(publishDate) }, { stage: "production", now: new Date(now) });
}

describe("a page is", () => {
  for (const [what, page, heldBack] of [
    ["a page without a date", { draft: false }, undefined],
    ["a page whose day has come", { draft: false, publishDate: YESTERDAY }, undefined],
    ["a page whose day is still to come", { draft: false, publishDate: TOMORROW }, "scheduled"],
    ["a draft", { draft: true }, "draft"],
    ["a draft whose day has come", { draft: true, publishDate: YESTERDAY }, "draft"],
    ["a draft whose day is still to come", { draft: true, publishDate: TOMORROW }, "draft"],
    ["a page whose last day has come", live({ unpublishDate: YESTERDAY }), "ended"],
    ["a page whose last day is still to come", live({ publishDate: YESTERDAY, unpublishDate: TOMORROW }), undefined],
    ["a page before its first day", live({ publishDate: TOMORROW, unpublishDate: TOMORROW }), "scheduled"],
    ["a draft whose last day has come", { draft: true, unpublishDate: YESTERDAY }, "draft"],
  ] as const) {
    test(`${heldBack ? "not public" : "public"}: ${what}`, () => {
      expect(publicationOf(page, { stage: "production", now: NOON })).toEqual(heldBack ? { isVisible: false, heldBack } : { isVisible: true });
    });

    for (const stage of ["preview", "development"] as const satisfies Stage[]) {
      test(`there in ${stage}, and says what holds it back: ${what}`, () => {
        expect(publicationOf(page, { stage, now: NOON })).toEqual(heldBack ? { isVisible: true, heldBack } : { isVisible: true });
      });
    }
  }
});

describe("a day begins at midnight in UTC", () => {
  test("one millisecond earlier the page is not published", () => {
    expect(at("2027-01-14T23:59:59.999Z", "2027-01-15")).toEqual({ isVisible: false, heldBack: "scheduled" });
  });

  test("at that moment it is published", () => {
    expect(at("2027-01-15T00:00:00.000Z", "2027-01-15")).toEqual({ isVisible: true });
  });

  test("and a page with that last day is no longer published", () => {
    const heldBack = ["2027-01-14T23:59:59.999Z", "2027-01-15T00:00:00.000Z"].map((now) => publicationOf(live({ unpublishDate: new Date("2027-01-15") }), { stage: "production", now: new Date(now) }).heldBack);
    expect(heldBack).toEqual([undefined, "ended"]);
  });

  test("independent of the editor's time zone", () => {
    expect(at("2027-01-15T00:00:00+09:00", "2027-01-15").isVisible).toBe(false);
    expect(at("2027-01-15T00:00:00-08:00", "2027-01-15").isVisible).toBe(true);
  });
});

test.each([
  ["a preview deployment is for review", { VERCEL: "1", VERCEL_ENV: "preview" }, false, "preview"],
  ["the production deployment is for the public", { VERCEL: "1", VERCEL_ENV: "production" }, false, "production"],
  ["a local build is made for the public", {}, false, "production"],
  ["what nobody has heard of is treated as the public", { VERCEL_ENV: "staging" }, false, "production"],
  ["the development server shows everything", {}, true, "development"],
  ["the development server shows everything with Vercel's settings too", { VERCEL_ENV: "production" }, true, "development"],
] as const)("%s", (_name, env, isDevServer, stage) => {
  expect(stageOf(env, isDevServer)).toBe(stage);
});
