import { expect, test } from "vitest";
import { visitorDevice } from "../../../../src/metrics/ingest/visitor-device.ts";
import { USER_AGENTS } from "../../../fixtures/requests/user-agents.ts";

test.each(USER_AGENTS)("$browser on $system is seen as a $device", ({ userAgent, ...families }) => {
  expect(visitorDevice(userAgent)).toEqual(families);
});

test("a television is another device", () => {
  const television = "Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0.4606.31/7.0 TV Safari/537.36";
  expect(visitorDevice(television)).toMatchObject({ device: "other", system: "Tizen" });
});

test.each([
  ["markup", "<b>Evil</b>/1.0"],
  ["a word", "Evil"],
  ["a tool", "curl/8.14.1"],
  ["20,000 characters", "x".repeat(20_000)],
  ["a property of every object", "constructor/1.0 __proto__/1.0"],
])("of a user agent that nobody knows (%s) no text is kept", (_name, userAgent) => {
  expect(visitorDevice(userAgent)).toEqual({ device: "other" });
});

test.each([null, ""])("where there is no user agent nothing is said (%j)", (userAgent) => {
  expect(visitorDevice(userAgent)).toEqual({});
});
