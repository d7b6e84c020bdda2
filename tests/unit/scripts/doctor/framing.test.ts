import { describe, expect, test } from "vitest";
import { policyGaps } from "../../../../scripts/doctor/build.ts";
import { framingRefusal } from "../../../../scripts/doctor/framing.ts";

const CAL = new URL("https://app.cal.com/you/30min/embed");

function mayFrame(headers: Record<string, string>, by = "https://example.com"): boolean {
  return framingRefusal(new Headers(headers), CAL, new URL(by)) === undefined;
}

describe("a page may be framed by another origin", () => {
  test.each<[string, Record<string, string>]>([
    ["without these headers", {}],
    ["that allows all", { "content-security-policy": "frame-ancestors *" }],
    ["that names it", { "content-security-policy": "default-src 'self'; frame-ancestors 'self' https://example.com" }],
    ["that names it with its port", { "content-security-policy": "frame-ancestors https://example.com:443" }],
    ["that names its host", { "content-security-policy": "frame-ancestors example.com" }],
    ["that names its scheme", { "content-security-policy": "frame-ancestors https:" }],
    ["whose policy allows it, despite X-Frame-Options", { "content-security-policy": "frame-ancestors https://example.com", "x-frame-options": "DENY" }],
    ["with an obsolete X-Frame-Options value", { "x-frame-options": "ALLOW-FROM https://other.example" }],
  ])("%s", (_, headers) => {
    expect(mayFrame(headers)).toBe(true);
  });

  test("that allows all subdomains, by any of these and not by the domain itself", () => {
    const headers = { "content-security-policy": "frame-ancestors https://*.example.com" };
    expect([mayFrame(headers, "https://www.example.com"), mayFrame(headers, "https://example.com"), mayFrame(headers, "https://badexample.com")]).toEqual([true, false, false]);
  });
});

describe("a page may not be framed by another origin", () => {
  test.each<[string, Record<string, string>]>([
    ["with DENY", { "x-frame-options": "DENY" }],
    ["with DENY twice", { "x-frame-options": "DENY, DENY" }],
    ["with two different values", { "x-frame-options": "SAMEORIGIN, DENY" }],
    ["with SAMEORIGIN", { "x-frame-options": "sameorigin" }],
    ["whose policy allows none", { "content-security-policy": "frame-ancestors 'none'" }],
    ["whose policy names others", { "content-security-policy": "frame-ancestors 'self' https://other.example" }],
    ["whose policy names another port", { "content-security-policy": "frame-ancestors https://example.com:8443" }],
    ["with two policies, one of which does not allow it", { "content-security-policy": "frame-ancestors *, frame-ancestors 'self'" }],
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
])("a policy with script-src %s and frame-src %s allows the calendar: %s", (scripts, frames, isIn) => {
  const gaps = policyGaps(`script-src ${scripts}; frame-src ${frames}`, { origin: "https://app.cal.com", site: "https://cal.com" });
  expect(gaps.length === 0).toBe(isIn);
});
