/**
 * What a visitor has to receive, as tests over the files of the site under test. Sizes are those of gzip at level 9. A KB is 1,000
 * bytes where a budget is named in full thousands, 1,024 at most. The rules for the pages of any site are in tests/site.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "playwright/test";
import { BYTE_BUDGETS, filesOf, gzipped, measureParts, scriptsBeforeIntent, type Part } from "../../../scripts/build/page-weight.ts";
import { builtPages, staticOutput as output } from "../../fixtures/builds/built-pages.ts";

const home = builtPages().find(({ path }) => path === "/")?.html ?? "";

test("the budgets are these, and what the doctor measures is what is measured here", async () => {
  expect(BYTE_BUDGETS).toEqual({ homePage: 14_900, page: 20_000, inlineScript: 3_220, nextFreeScript: 680, sectionScript: 360, formCode: 900, listCode: 4_290, bookingCode: 4_030, island: 75_000, reportingCode: 3_000 });
  const measured = await measureParts(output);
  expect(Object.keys(measured).toSorted()).toEqual(Object.keys(BYTE_BUDGETS).toSorted());
  expect(measured.homePage).toBe(gzipped(home));
  expect(measured.bookingCode).toBe(await sizeOf("hints"));
  expect(measured.reportingCode).toBe(await sizeOf("report"));
});

test("every part of the site is within its budget", async () => {
  for (const [part, bytes] of Object.entries(await measureParts(output))) expect(bytes, part).toBeLessThanOrEqual(BYTE_BUDGETS[part as Part]);
});

test("the booking code, the list of free times, the island and the reporting code are one file each", async () => {
  for (const template of ["hints", "instant", "island", "report"] as const) expect(await filesOf(output, home, template), template).toHaveLength(1);
});

test("every script that is fetched waits in a template", () => {
  expect(scriptsBeforeIntent(output)).toEqual([]);
});

async function sizeOf(template: "hints" | "report"): Promise<number> {
  return (await filesOf(output, home, template)).reduce((sum, file) => sum + gzipped(readFileSync(join(output, file))), 0);
}
