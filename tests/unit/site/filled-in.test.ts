import { expect, test } from "vitest";
import { filledIn } from "../../../src/site/filled-in.ts";

test.each(["Mara Lindqvist", "Ke$ha", "A $& B", "$$$", "$1 $<name>", "{name}", "\\"])("a name appears as it is written: %s", (name) => {
  expect(filledIn("By {name}.", { name })).toBe(`By ${name}.`);
});

test("every placeholder is filled in, wherever it is, and any other text in braces stays", () => {
  expect(filledIn("{to}, from {from} to {to} {constructor} {}", { from: "1", to: "5" })).toBe("5, from 1 to 5 {constructor} {}");
});
