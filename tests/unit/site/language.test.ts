import { expect, test } from "vitest";
import { dayText, numberText, writingDirection } from "../../../src/site/language.ts";

test.each(["ar", "arz", "ckb", "dv", "fa-AF", "ks", "ku-Arab", "pa-Arab", "pa-PK", "ps", "sd", "ug", "ur", "yi", "he", "az-Arab"])("%s is written from right to left", (language) => {
  expect(writingDirection(language)).toBe("rtl");
});

test.each(["az", "ku", "pa", "ha", "ms", "zh", "el", "ru"])("%s is not", (language) => {
  expect(writingDirection(language)).toBe("ltr");
});

test("numbers have the digits of the language", () => {
  expect([numberText(25, "en-GB"), numberText(25, "fa"), numberText(1, "de")]).toEqual(["25", "۲۵", "1"]);
});

test("Arabic, Hebrew and Persian mirror the layout, and other languages do not", () => {
  expect(["ar", "he", "fa-IR", "en-GB", "pt-BR", "ja"].map(writingDirection)).toEqual(["rtl", "rtl", "rtl", "ltr", "ltr", "ltr"]);
});

test("a day is formatted in the site's language, independent of the build's time zone", () => {
  const day = new Date("2026-11-02");
  expect(dayText(day, "en-GB")).toBe("2 November 2026");
  expect(dayText(day, "de")).toBe("2. November 2026");
});
