/** Every page of the build is valid HTML, including the rules for accessibility. */
import { expect, test } from "playwright/test";
import { builtPages } from "../../fixtures/builds/built-pages.ts";
import { htmlErrors } from "./html-validity.ts";

for (const { path, html } of builtPages()) {
  test(`${path} is valid`, async () => {
    expect(await htmlErrors(html, path)).toEqual([]);
  });
}
