import { expect, test } from "vitest";
import { calendarFindings } from "../../scripts/live-site/calendar.ts";
import type { LiveOpening } from "../../scripts/live-site/opening.ts";

const opening = (fields: Partial<LiveOpening>): LiveOpening => ({ state: "ready", readyMs: 420, sample: { id: "30min", outcome: "ready", totalDuration: 420 }, complaints: [], ...fields });

test("a page of Cal's without free times is no failure, and is not passed over", () => {
  const [finding] = calendarFindings(opening({ state: "opened", readyMs: undefined, sample: { id: "forms/x", outcome: "opened" } }));
  expect(finding).toMatchObject({ verdict: "warning", check: "Calendar", says: "Cal's page opened in the dialog, but Cal reported no free times." });
});

test("a calendar that is ready is in order, and one that failed is a problem with its class's remedy", () => {
  expect(calendarFindings(opening({}))).toMatchObject([{ verdict: "ok" }]);
  const failed = opening({ state: "failed", readyMs: undefined, sample: { id: "30min", outcome: "failed", errorClass: "link-failed", error: "link-failed: 404" } });
  expect(calendarFindings(failed)).toMatchObject([{ verdict: "problem", says: "It did not open: link-failed: 404." }]);
});
