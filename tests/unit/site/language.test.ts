import { expect, test } from "vitest";
import { dayText, writingDirection } from "../../../src/site/language.ts";

test("Arabic, Hebrew and Persian mirror the layout, and other languages do not", () => {
  expect(["ar", "he", "fa-IR", "en-GB", "pt-BR", "ja"].map(writingDirection)).toEqual(["rtl", "rtl", "rtl", "ltr", "ltr", "ltr"]);
});

test("a day is formatted in the site's language, independent of the build's time zone", () => {
  const day = new Date("2026-11-02");
  expect(dayText(day, "en-GB")).toBe("2 November 2026");
  expect(dayText(day, "de")).toBe("2. November 2026");
});
