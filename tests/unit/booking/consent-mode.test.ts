import { expect, test } from "vitest";
import { consentMode } from "../../../src/booking/consent-mode.ts";
import { settingProblems } from "../../../src/host/settings/setting-problems.ts";

test.each([
  [undefined, "none"],
  ["", "none"],
  [" none ", "none"],
  ["calendar", "calendar"],
  ["All", "all"],
])("CONSENT=%j is the mode %s", (CONSENT, mode) => {
  expect(consentMode({ CONSENT })).toBe(mode);
});

test.each(["yes", "true", "1", "on", "calender", "calendar all", "cal"])("CONSENT=%s is refused, with the values that there are", (CONSENT) => {
  expect(() => consentMode({ CONSENT })).toThrow(/^CONSENT is ".+"\. .*Write "calendar" to load nothing from Cal before the visitor agrees, "all" to ask before measuring, too, or "none"\.$/);
});

test("a mistyped value, and a mistyped name, are named with what was meant", () => {
  expect(() => consentMode({ CONSENT: "calender" })).toThrow('Did you mean "calendar"?');
  expect(settingProblems({ CONSENTS: "all" }, "local")).toMatchObject([{ message: "Unknown setting: CONSENTS. Did you mean CONSENT?" }]);
  expect(settingProblems({ CONSENT: "yes" }, "local")).toMatchObject([{ names: ["CONSENT"], kind: "malformed" }]);
});
