import { afterEach, expect, test, vi } from "vitest";
import { siteZone } from "../../../../src/metrics/statistics/time-zone.ts";

afterEach(() => void vi.restoreAllMocks());

test.each([[undefined, "UTC"], ["", "UTC"], [" Europe/Berlin ", "Europe/Berlin"], ["Pacific/Chatham", "Pacific/Chatham"], ["UTC", "UTC"]])("TIME_ZONE=%j is %s", (TIME_ZONE, zone) => {
  expect(siteZone({ TIME_ZONE })).toBe(zone);
});

test.each(["Berlin", "Europe/Berln", "+01:00", "../etc", "Europe/Berlin\u0000"])("%j is no zone: UTC, with one warning that says what to write", (TIME_ZONE) => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  expect([siteZone({ TIME_ZONE }), siteZone({ TIME_ZONE })]).toEqual(["UTC", "UTC"]);
  expect(warn.mock.calls).toEqual([[`TIME_ZONE is ${JSON.stringify(TIME_ZONE)}. Write the IANA name of a time zone, for example "Europe/Berlin" or "UTC". Using UTC.`]]);
});
