import { expect, test } from "vitest";
import { secondsText } from "../../../src/booking/seconds-text.ts";

test.each([
  ["en-GB", "3.17 s"],
  ["en-US", "3.17 s"],
  ["de", "3,17 s"],
  ["fr", "3,17 s"],
  ["es", "3,17 s"],
  ["nl", "3,17 s"],
  ["ja", "3.17 s"],
  ["fa", "۳٫۱۷ s"],
  ["ar", "3.17 ث"],
  ["ru", "3,17 с"],
])("a time in %s has two decimals, and a space in front of its unit that does not break", (language, text) => {
  expect(secondsText(3_174.5, language)).toBe(text.replace(" ", "\u00A0"));
});

test("a time below ten milliseconds is not nothing", () => {
  expect(secondsText(6, "en")).toBe("0.01\u00A0s");
});
