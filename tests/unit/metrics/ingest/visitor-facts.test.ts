import { expect, test } from "vitest";
import { visitorFacts } from "../../../../src/metrics/ingest/visitor-facts.ts";
import { USER_AGENTS } from "../../../fixtures/requests/user-agents.ts";

const headers = (country: string) => new Headers({ "x-vercel-ip-country": country });

test("the country is the one that Vercel's edge reports", () => {
  expect(visitorFacts(headers("DE"), { isOnVercel: true })).toEqual({ country: "DE" });
});

test("anywhere else a client could send the header, so it is ignored", () => {
  expect(visitorFacts(headers("DE"), { isOnVercel: false })).toEqual({});
});

test.each(["", "de", "DEU", "D", "1A", "DE, FR"])("%j is no country", (country) => {
  expect(visitorFacts(headers(country), { isOnVercel: true })).toEqual({});
});

test("an address is never asked for its country", () => {
  const address = new Headers({ "x-real-ip": "203.0.113.9", "x-forwarded-for": "203.0.113.9", "accept-language": "de-DE" });
  expect(visitorFacts(address, { isOnVercel: true })).toEqual({});
});

test("beside the families of the user agent", () => {
  const [first] = USER_AGENTS;
  expect(visitorFacts(new Headers({ "user-agent": first?.userAgent ?? "", "x-vercel-ip-country": "FR" }), { isOnVercel: true })).toMatchObject({ browser: first?.browser, country: "FR" });
});
