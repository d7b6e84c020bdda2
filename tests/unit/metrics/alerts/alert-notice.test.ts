import { describe, expect, test } from "vitest";
import { alertBody, alertText, type AlertChange } from "../../../../src/metrics/alerts/alert-notice.ts";

const SITE = "https://example.com";
const SINCE = "2026-11-22T15:04:09.000Z";

const ERRORS: AlertChange = { rule: "error-rate", state: "firing", since: SINCE, value: 0.125, n: 40, threshold: 0.05 };
const SLOW: AlertChange = { rule: "p95", state: "firing", since: SINCE, value: 3_400, n: 40, threshold: 3_000 };
const NO_TIMES: AlertChange = { rule: "no-times", state: "firing", since: SINCE, value: 0.75, n: 40, threshold: 0.25, usual: 0.05 };
const SLOWER: AlertChange = { rule: "regression", state: "firing", since: SINCE, value: 900, n: 40, threshold: 750, usual: 500 };
const SPIKE: AlertChange = { rule: "error-spike", state: "firing", since: SINCE, value: 1_047, n: 1_047, threshold: 20, usual: 1.5 };
const SILENT: AlertChange = { rule: "silence", state: "firing", since: SINCE, value: 0, n: 0, threshold: 1, isFloor: true, usual: 14 };
const HEARD: AlertChange = { ...SILENT, state: "ok", value: 1, n: 1, since: "2026-11-22T16:10:00.000Z", firedAt: SINCE };
const OVER: AlertChange = { ...ERRORS, state: "ok", value: 0.025, since: "2026-11-22T16:10:00.000Z", firedAt: SINCE };

const LOST: AlertChange = { ...ERRORS, state: "ok", isUnmeasured: true, since: "2026-11-22T18:10:00.000Z", firedAt: SINCE };

describe("the text says which rule, what was measured over how many openings, the limit and since when", () => {
  test.each([
    [ERRORS, "Readyslot alert: error rate. 12.5 % of 40 openings in this hour and the one before failed or timed out; the limit is 5 %. Since 2026-11-22 15:04 UTC."],
    [
      SLOW,
      "Readyslot alert: 95th percentile. The slowest 5 % of 40 openings in this hour and the one before took 3,400 ms or longer from the click to the usable calendar; the budget is 3,000 ms. Since 2026-11-22 15:04 UTC.",
    ],
    [
      NO_TIMES,
      "Readyslot alert: no free times. 75 % of 40 openings in this hour and the one before showed Cal's page, but Cal reported no free times; the limit is 25 %, from 5 % in the same hours of the last 7 days. Open the site, click a booking button and check that the calendar shows times. Since 2026-11-22 15:04 UTC.",
    ],
    [
      SLOWER,
      "Readyslot alert: regression. Half of 40 openings in this hour and the one before took 900 ms or longer from the click to the usable calendar; the limit is 750 ms, from 500 ms in the same hours of the last 7 days. Since 2026-11-22 15:04 UTC.",
    ],
    [
      SPIKE,
      "Readyslot alert: error spike. 1,047 errors were reported in this hour and the one before; the limit is 20 errors, against 1.5 errors in the same hours of the last 7 days on average. Since 2026-11-22 15:04 UTC.",
    ],
    [
      SILENT,
      "Readyslot alert: silence. No calendar was opened in this hour and the one before; in each of the last 7 days there were 14 openings or more in the earlier of the two. Open the site and click a booking button. Since 2026-11-22 15:04 UTC.",
    ],
    [HEARD, "Readyslot, over again: silence. 1 opening in this hour and the one before. There was none from 2026-11-22 15:04 UTC to 2026-11-22 16:10 UTC."],
    [
      LOST,
      "Readyslot, not measured any more: error rate. Too few openings were measured in this hour and the one before, or in the days before, to go on. It fired with 12.5 %; the limit was 5 %. It was on from 2026-11-22 15:04 UTC to 2026-11-22 18:10 UTC.",
    ],
    [
      OVER,
      "Readyslot, over again: error rate. 2.5 % of 40 openings in this hour and the one before failed or timed out; the limit is 5 %. It was above that from 2026-11-22 15:04 UTC to 2026-11-22 16:10 UTC.",
    ],
  ])("$rule, $state", (change, text) => {
    expect(alertText(change, undefined)).toBe(text);
  });

  test("and where to look, if the site's address is known", () => {
    expect(alertText(ERRORS, SITE)).toMatch(/UTC\. https:\/\/example\.com\/admin\/metrics$/);
    expect(alertText(ERRORS, "not an address")).toMatch(/UTC\.$/);
  });

  test.each([ERRORS, SLOW, NO_TIMES, SLOWER, SPIKE, SILENT, HEARD, LOST, OVER])("without anything that Slack would read as markup ($rule, $state)", (change) => {
    expect(alertText(change, SITE)).not.toMatch(/[<>&*_~`\n]/);
  });
});

const parse = (change: AlertChange) => JSON.parse(alertBody(change, SITE)) as Record<string, unknown>;

describe("the body", () => {
  test("is a message that Slack shows", () => {
    expect(parse(ERRORS)).toMatchObject({
      text: alertText(ERRORS, SITE),
      attachments: [
        {
          color: "danger",
          fallback: alertText(ERRORS, SITE),
          fields: [
            { title: "Measured", value: "12.5 %", short: true },
            { title: "Limit", value: "5 %", short: true },
            { title: "Openings", value: "40", short: true },
            { title: "Since", value: "2026-11-22 15:04 UTC", short: true },
          ],
        },
      ],
    });
    expect(parse(OVER)).toMatchObject({ attachments: [{ color: "good" }] });
  });

  test("has what a program needs, in numbers", () => {
    const url = "https://example.com/admin/metrics";
    expect(parse(ERRORS).alert).toEqual({ rule: "error-rate", state: "firing", value: 0.125, unit: "share", n: 40, threshold: 0.05, since: SINCE, url });
    expect(parse(SLOWER).alert).toEqual({
      rule: "regression", state: "firing", value: 900, unit: "ms", n: 40, threshold: 750, usual: 500, since: SINCE, url,
    });
    expect(parse(OVER).alert).toMatchObject({ state: "ok", firedAt: SINCE });
    expect(parse(NO_TIMES).alert).toMatchObject({ value: 0.75, unit: "share", n: 40, threshold: 0.25, usual: 0.05 });
    expect(parse(SPIKE).alert).toMatchObject({ value: 1_047, unit: "errors", threshold: 20, usual: 1.5 });
    expect(parse(SILENT).alert).toEqual({ rule: "silence", state: "firing", value: 0, unit: "openings", n: 0, threshold: 1, usual: 14, since: SINCE, url });
  });
});
