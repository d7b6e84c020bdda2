import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type * as Want from "../../../../src/booking/browser/want.ts";

let dialog: { dataset: Record<string, string>; freeTimes?: object; querySelector(): null };
let asked: string[];
let want: typeof Want;

beforeEach(async () => {
  asked = [];
  dialog = { dataset: { variant: "instant" }, querySelector: () => null };
  vi.stubGlobal("document", { querySelector: () => dialog });
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return Response.json({ starts: [] });
  });
  vi.resetModules();
  want = await import("../../../../src/booking/browser/want.ts");
});
afterEach(() => vi.unstubAllGlobals());

const link = (bookingLink: string, search = "") => ({ search, dataset: { bookingLink } }) as unknown as HTMLAnchorElement;

test.each([
  ["studio/30min", "", "studio/30min"],
  ["studio/30min", "?name=Ada&utm_source=letter&metadata%5Bplan%5D=pro", "studio/30min"],
  // Questions of Cal's form.
  ["studio/30min", "?dateOfBirth=2000-01-01&months=3&research=yes", "studio/30min"],
  ["studio/30min", "?duration=60", "studio/30min&duration=60"],
  ["studio/30min", "?name=Ada&duration=60&utm_source=letter", "studio/30min&duration=60"],
  ["ada+bob/30min", "?duration=15", "ada+bob/30min&duration=15"],
  // Cal's page takes none of these for a duration, either.
  ["studio/30min", "?duration=", "studio/30min"],
  ["studio/30min", "?duration=60min", "studio/30min"],
  ["studio/30min", "?myduration=60", "studio/30min"],
])("the free times of %s%s are asked for as %s, once", (path, search, times) => {
  expect([want.askForTimes(link(path, search)), want.askForTimes(link(path, search))]).toEqual([times, times]);
  expect(asked).toEqual([`/api/slots?event=${times}`]);
  expect(Object.keys(dialog.freeTimes ?? {})).toEqual([times]);
});

test.each([
  ["forms/contact", ""],
  ["reschedule/abc", ""],
  ["studio/30min", "?slot=2030-01-01T10:00:00.000Z"],
  ["studio/30min", "?name=Ada&date=2030-01-01"],
  ["studio/30min", "?month=2030-01"],
  ["studio/30min", "?rescheduleUid=abc"],
  ["studio/30min", "?cal.tz=Asia/Tokyo"],
  ["studio/30min", "?duration=60&cal.routingFormResponseId=7"],
])("no free times are asked for with %s%s", (path, search) => {
  expect(want.askForTimes(link(path, search))).toBeUndefined();
  expect(asked).toEqual([]);
});

test.each(["optimized", "baseline"])("no free times are asked for under %s", (variant) => {
  dialog.dataset.variant = variant;
  expect(want.askForTimes(link("studio/30min"))).toBeUndefined();
  expect(asked).toEqual([]);
});
