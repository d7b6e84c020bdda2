import { describe, expect, test } from "vitest";
import { policyGaps } from "../../../../scripts/doctor/build.ts";
import { framingRefusal } from "../../../../scripts/doctor/framing.ts";

const CAL = new URL("https://app.cal.com/you/30min/embed");

function mayFrame(headers: Record<string, string>, by = "https://example.com"): boolean {
  return framingRefusal(new Headers(headers), CAL, new URL(by)) === undefined;
}

describe("a page may be framed by another origin", () => {
  test.each<[string, Record<string, string>]>([
    ["that says nothing", {}],
    ["that lets everybody", { "content-security-policy": "frame-ancestors *" }],
    ["that names it", { "content-security-policy": "default-src 'self'; frame-ancestors 'self' https://example.com" }],
    ["that names it with its port", { "content-security-policy": "frame-ancestors https://example.com:443" }],
    ["that names its host", { "content-security-policy": "frame-ancestors example.com" }],
    ["that names its scheme", { "content-security-policy": "frame-ancestors https:" }],
    ["whose policy lets it, whatever X-Frame-Options says", { "content-security-policy": "frame-ancestors https://example.com", "x-frame-options": "DENY" }],
    ["whose option no browser knows", { "x-frame-options": "ALLOW-FROM https://other.example" }],
  ])("%s", (_, headers) => {
    expect(mayFrame(headers)).toBe(true);
  });

  test("that names all hosts below one, by any of these and not by that one", () => {
    const headers = { "content-security-policy": "frame-ancestors https://*.example.com" };
    expect([mayFrame(headers, "https://www.example.com"), mayFrame(headers, "https://example.com"), mayFrame(headers, "https://badexample.com")]).toEqual([true, false, false]);
  });
});

describe("a page may not be framed by another origin", () => {
  test.each<[string, Record<string, string>]>([
    ["that says DENY", { "x-frame-options": "DENY" }],
    ["that says it twice", { "x-frame-options": "DENY, DENY" }],
    ["that says two things", { "x-frame-options": "SAMEORIGIN, DENY" }],
    ["that says SAMEORIGIN", { "x-frame-options": "sameorigin" }],
    ["whose policy says nobody", { "content-security-policy": "frame-ancestors 'none'" }],
    ["whose policy names others", { "content-security-policy": "frame-ancestors 'self' https://other.example" }],
    ["whose policy names another port", { "content-security-policy": "frame-ancestors https://example.com:8443" }],
    ["one of whose two policies does not", { "content-security-policy": "frame-ancestors *, frame-ancestors 'self'" }],
  ])("%s", (_, headers) => {
    expect(mayFrame(headers)).toBe(false);
  });
});

test.each([
  ["https://app.cal.com/embed/embed.js", "https://app.cal.com https://cal.com", true],
  ["https://app.cal.com", "https://*.cal.com https://cal.com", true],
  ["https://app.cal.com/embed/", "https:", true],
  ["app.cal.com", "*", true],
  ["https://app.cal.com/other.js", "https://app.cal.com https://cal.com", false],
  ["'self'", "https://app.cal.com https://cal.com", false],
  ["https://app.cal.com", "https://*.cal.com", false],
  ["https://app.cal.com", "https://app.cal.com.example.net https://cal.com", false],
])("a policy with script-src %s and frame-src %s lets the calendar in as browsers read it: %s", (scripts, frames, isIn) => {
  const gaps = policyGaps(`script-src ${scripts}; frame-src ${frames}`, { origin: "https://app.cal.com", site: "https://cal.com" });
  expect(gaps.length === 0).toBe(isIn);
});
