import { expect, test } from "vitest";
import { dayText, writingDirection } from "../../../src/site/language.ts";

test("Arabic, Hebrew and Persian turn the layout around, other languages do not", () => {
  expect(["ar", "he", "fa-IR", "en-GB", "pt-BR", "ja"].map(writingDirection)).toEqual(["rtl", "rtl", "rtl", "ltr", "ltr", "ltr"]);
});

test("a day is written in the site's language, and is the same day wherever the build runs", () => {
  const day = new Date("2026-11-02");
  expect(dayText(day, "en-GB")).toBe("2 November 2026");
  expect(dayText(day, "de")).toBe("2. November 2026");
});
