import { expect, test } from "vitest";
import { calendarFindings } from "../../../../scripts/live-site/calendar.ts";
import type { LiveOpening } from "../../../../scripts/live-site/opening.ts";

const opening = (fields: Partial<LiveOpening>): LiveOpening => ({ state: "ready", path: "studio/30min", readyMs: 420, sample: { id: "30min", outcome: "ready", totalDuration: 420 }, complaints: [], ...fields });

test("an event that reports no free times is a warning; a page without free times passes", () => {
  const opened = { state: "opened", readyMs: undefined, sample: { id: "30min", outcome: "opened" } } as const;
  expect(calendarFindings(opening(opened))).toMatchObject([{ verdict: "warning", check: "Calendar" }]);
  expect(calendarFindings(opening({ ...opened, path: "forms/contact" }))).toMatchObject([{ verdict: "ok", check: "Calendar" }]);
});

test("a ready calendar passes; a failed one is a problem with the remedy of its error class", () => {
  expect(calendarFindings(opening({}))).toMatchObject([{ verdict: "ok" }]);
  const failed = opening({ state: "failed", readyMs: undefined, sample: { id: "30min", outcome: "failed", errorClass: "link-failed", error: "link-failed: 404" } });
  expect(calendarFindings(failed)).toMatchObject([{ verdict: "problem", says: "It did not open: link-failed: 404." }]);
});
