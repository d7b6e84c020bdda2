import { describe, expect, test } from "vitest";
import { parseBookingLink } from "../../../../src/booking/booking-link.ts";
import { calApi, freeTimesOf, organizationOf } from "../../../../src/booking/cal-api.ts";
import { calSettings } from "../../../../src/booking/cal-settings.ts";
import { eventParameters } from "../../../../src/booking/server/free-times/event-parameters.ts";

const CAL = { origin: "https://app.cal.com", site: "https://cal.com" };
const ACME = { origin: "https://acme.cal.com", site: "https://acme.cal.com" };

describe("an event is found by", () => {
  test.each([
    ["ada/intro", { username: "ada", eventTypeSlug: "intro" }],
    ["team/sales/intro", { teamSlug: "sales", eventTypeSlug: "intro" }],
    ["org/acme/ada/intro", { organizationSlug: "acme", username: "ada", eventTypeSlug: "intro" }],
    ["org/acme/team/sales/intro", { organizationSlug: "acme", teamSlug: "sales", eventTypeSlug: "intro" }],
    ["ada+bob/30min", { usernames: "ada,bob", organizationSlug: "", duration: "30" }],
    ["ada+bob+eve/30min", { usernames: "ada,bob,eve", organizationSlug: "", duration: "30" }],
    ["org/acme/ada+bob/30min", { usernames: "ada,bob", organizationSlug: "acme", duration: "30" }],
  ])("%s: %j", (path, parameters) => {
    expect(eventParameters(parseBookingLink(path), CAL)).toEqual(parameters);
  });

  test.each([
    ["ada/intro", { organizationSlug: "acme", username: "ada", eventTypeSlug: "intro" }],
    ["team/sales/intro", { organizationSlug: "acme", teamSlug: "sales", eventTypeSlug: "intro" }],
    ["org/other/ada/intro", { organizationSlug: "other", username: "ada", eventTypeSlug: "intro" }],
    ["ada+bob/30min", { usernames: "ada,bob", organizationSlug: "acme", duration: "30" }],
  ])("%s at an organisation's own host: %j", (path, parameters) => {
    expect(eventParameters(parseBookingLink(path), ACME)).toEqual(parameters);
  });

  test.each(["d/4f9a/intro", "forms/2c1f", "team/sales", "org/acme", "org/acme/ada", "org/acme/team/sales", "reschedule/abc"])("%s has no times", (path) => {
    expect(eventParameters(parseBookingLink(path), CAL)).toBeUndefined();
  });
});

test.each([
  ["https://acme.cal.com", "acme"],
  ["https://app.cal.com", undefined],
  ["https://www.cal.com", undefined],
  ["https://cal.com", undefined],
  ["https://a.b.cal.com", undefined],
  ["https://acme.cal.com.example", undefined],
  ["http://127.0.0.1:4322", undefined],
])("the organisation of %s is %s", (origin, slug) => {
  expect(organizationOf(origin)).toBe(slug);
});

describe("the API is", () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    ["Cal.com's own for Cal.com", { PUBLIC_CAL_LINK: "you/30min" }, "https://api.cal.com"],
    ["Cal.com's own for an organisation at Cal.com", { PUBLIC_CAL_LINK: "you/30min", PUBLIC_CAL_ORIGIN: "https://acme.cal.com" }, "https://api.cal.com"],
    ["the demo calendar's without a link", { PORT: "5000" }, "http://127.0.0.1:5001"],
    ["off for a self-hosted Cal", { PUBLIC_CAL_LINK: "you/30min", PUBLIC_CAL_ORIGIN: "https://booking.example.com" }, undefined],
    ["as set for a self-hosted Cal", { PUBLIC_CAL_LINK: "you/30min", PUBLIC_CAL_ORIGIN: "https://booking.example.com", CAL_API_URL: "https://booking.example.com/api/" }, "https://booking.example.com/api"],
    ["off if switched off", { PUBLIC_CAL_LINK: "you/30min", CAL_API_URL: "off" }, undefined],
    ["off for the demo if switched off", { CAL_API_URL: "off" }, undefined],
    ["the default if the setting is empty", { PUBLIC_CAL_LINK: "you/30min", CAL_API_URL: " " }, "https://api.cal.com"],
  ])("%s", (_name, env, api) => {
    expect(calApi(env, calSettings(env))).toBe(api);
    expect(freeTimesOf(env, calSettings(env), []).api).toBe(api ?? "");
  });
});

test("a build offers the times of its events, and of no other page at Cal", () => {
  const paths = ["you/30min", "team/sales/intro", "forms/2c1f", "team/sales", "reschedule/abc", "a+b/30min", "d/4f9a/intro", "you/30min"];
  expect(freeTimesOf({}, { origin: "https://app.cal.com", isDemo: false }, paths).events).toEqual(["a+b/30min", "team/sales/intro", "you/30min"]);
});
