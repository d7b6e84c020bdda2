import { describe, expect, test } from "vitest";
import { ENGLISH, wordsIn } from "../../../../src/host/words/words.ts";
import { ALERT_RULES } from "../../../../src/metrics/alerts/alert-rules.ts";
import * as notice from "../../../../src/metrics/alerts/alert-notice.ts";
import type { AlertChange } from "../../../../src/metrics/alerts/alert-notice.ts";

const alertText = (change: AlertChange, site: string | undefined) => notice.alertText(change, site, ENGLISH.alerts);
const alertBody = (change: AlertChange, site: string | undefined) => notice.alertBody(change, site, ENGLISH.alerts);

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

test("the text and the body name the number of senders", () => {
  expect(alertText({ ...ERRORS, senders: 12 }, undefined)).toContain("(12.5 % of 40 openings from 12 senders)");
  expect(alertText({ ...SLOW, senders: 16 }, undefined)).toContain("40 openings from 16 or more senders in this hour");
  expect(JSON.parse(alertBody({ ...ERRORS, senders: 12 }, undefined))).toMatchObject({ alert: { senders: 12 } });
});

describe("the text has the rule, the measurement, the number of openings, the limit and the time", () => {
  test.each([
    [ERRORS, "Alert: error rate is above 5 % (12.5 % of 40 openings). It is the share of openings that failed or timed out in this hour and the one before. Since 2026-11-22 15:04 UTC."],
    [SLOW, "Alert: 95th percentile is above 3,000 ms (3,400 ms; 40 openings in this hour and the one before). It is the time from the click to the usable calendar. Since 2026-11-22 15:04 UTC."],
    [
      NO_TIMES,
      "Alert: share of openings without free times is above 25 % (75 % of 40 openings; 5 % in the same hours of the last 7 days). Cal's page was on the screen, but Cal reported no free times. Open the site, click a booking button and check that the calendar shows times. Since 2026-11-22 15:04 UTC.",
    ],
    [
      SLOWER,
      "Alert: median is above 750 ms (900 ms; 40 openings in this hour and the one before; 500 ms in the same hours of the last 7 days). It is the time from the click to the usable calendar. Since 2026-11-22 15:04 UTC.",
    ],
    [
      SPIKE,
      "Alert: number of errors is above 20 (1,047 in this hour and the one before; 1.5 in the same hours of the last 7 days on average). These are errors of the site's code and server, not failed openings. Since 2026-11-22 15:04 UTC.",
    ],
    [
      SILENT,
      "Alert: no calendar was opened in this hour and the one before. On each of the last 7 days there were at least 14 openings in the earlier hour. Open the site, click a booking button and check that the calendar shows times. Since 2026-11-22 15:04 UTC.",
    ],
    [HEARD, "Resolved: calendars are opened again (1 opening in this hour and the one before). The alert was on from 2026-11-22 15:04 UTC to 2026-11-22 16:10 UTC."],
    [
      LOST,
      "No longer measured: error rate. There were too few openings, or they came from fewer than 3 senders, in this hour and the one before or in the days before. When the alert fired, it was 12.5 %; the limit was 5 %. The alert was on from 2026-11-22 15:04 UTC to 2026-11-22 18:10 UTC.",
    ],
    [OVER, "Resolved: error rate is back below 5 % (2.5 % of 40 openings). The alert was on from 2026-11-22 15:04 UTC to 2026-11-22 16:10 UTC."],
  ])("$rule, $state", (change, text) => {
    expect(alertText(change, undefined)).toBe(text);
  });

  test.each(ALERT_RULES)("and names each unit once ($name)", ({ name: rule, unit }) => {
    for (const [value, usual] of [[0, 0], [1, 1], [0.5, 0.25], [1_047, 20]] as const) {
      const change: AlertChange = { rule, state: "firing", since: SINCE, value, n: 40, senders: 12, threshold: value, usual };
      for (const one of [change, { ...change, state: "ok" }, { ...change, state: "ok", isUnmeasured: true }] as const) {
        // "error rate is above 5 %"
        const claims = alertText(one, undefined).split(/ \(|\. |; /);
        for (const claim of claims) expect({ claim, repeated: repeatedUnits(claim) }).toEqual({ claim, repeated: [] });
      }
      const { attachments } = JSON.parse(alertBody(change, undefined)) as { attachments: { fields: { title: string; value: string }[] }[] };
      for (const { title, value: shown } of attachments[0]?.fields ?? []) expect({ unit, title, shown, repeated: repeatedUnits(`${title} ${shown}`) }).toMatchObject({ repeated: [] });
    }
  });

  test("and a link to the metrics, if the site's address is known", () => {
    expect(alertText(ERRORS, SITE)).toMatch(/UTC\. https:\/\/example\.com\/admin\/metrics$/);
    expect(alertText(ERRORS, "not an address")).toMatch(/UTC\.$/);
  });

  test.each([ERRORS, SLOW, NO_TIMES, SLOWER, SPIKE, SILENT, HEARD, LOST, OVER])("without anything that Slack would format ($rule, $state)", (change) => {
    expect(alertText(change, SITE)).not.toMatch(/[<>&*_~`\n]/);
  });
});

/** The units that a text names more than once. */
function repeatedUnits(text: string): string[] {
  const named = text.match(/%|\b(ms|errors?|openings?)\b/gi) ?? [];
  const units = named.map((unit) => unit.toLowerCase().replace(/s$/, ""));
  return units.filter((unit, i) => units.indexOf(unit) !== i);
}

const parse = (change: AlertChange) => JSON.parse(alertBody(change, SITE)) as Record<string, unknown>;

describe("the body", () => {
  test("is a message for Slack", () => {
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

  test("has fields with numbers for programs", () => {
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

const german = (change: AlertChange) => notice.alertText(change, undefined, wordsIn("de").alerts);

describe("in German", () => {
  test.each([
    [ERRORS, "Alarm: Fehlerquote über 5 % (12,5 % von 40 Öffnungen). Gemessen wird der Anteil der Öffnungen, die in dieser und der vorigen Stunde fehlgeschlagen sind; eine Zeitüberschreitung zählt dazu. Seit dem 22.11.2026, 15:04 UTC."],
    [SILENT, "Alarm: In dieser und der vorigen Stunde wurde kein Kalender geöffnet. An jedem der letzten 7 Tage gab es in der früheren der beiden Stunden mindestens 14 Öffnungen. Öffnen Sie die Website, klicken Sie auf einen Buchungsbutton und prüfen Sie, ob der Kalender Termine zeigt. Seit dem 22.11.2026, 15:04 UTC."],
    [OVER, "Entwarnung: Fehlerquote wieder unter 5 % (2,5 % von 40 Öffnungen). Der Alarm dauerte vom 22.11.2026, 15:04 UTC bis zum 22.11.2026, 16:10 UTC."],
  ])("$rule, $state", (change, text) => expect(german(change)).toBe(text));

  test.each([ERRORS, SLOW, NO_TIMES, SLOWER, SPIKE, SILENT, HEARD, LOST, OVER])("has nothing that Slack would format ($rule, $state)", (change) => {
    expect(german(change)).not.toMatch(/[<>&*_~`\n]/);
  });

  test("the fields for programs are the same", () => {
    const body = JSON.parse(notice.alertBody(ERRORS, SITE, wordsIn("de").alerts)) as Record<string, unknown>;
    expect(body.alert).toEqual((JSON.parse(alertBody(ERRORS, SITE)) as Record<string, unknown>).alert);
    expect(body).toMatchObject({ attachments: [{ color: "danger", fields: [{ title: "Gemessen", value: "12,5 %" }, { title: "Grenze" }, { title: "Öffnungen" }, { title: "Seit" }] }] });
  });
});
