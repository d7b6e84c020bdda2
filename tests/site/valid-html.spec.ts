/** Every page of the site is valid HTML, including the rules for accessibility. */
import { expect, test } from "playwright/test";
import { pages } from "./built-site.ts";
import { htmlErrors } from "./html-validity.ts";

for (const { path, html } of pages) {
  test(`${path} is valid`, async () => {
    expect(await htmlErrors(html, path)).toEqual([]);
  });
}
