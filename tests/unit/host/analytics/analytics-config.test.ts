import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { root } from "../../../../scripts/settings.ts";
import { analyticsScripts, placeOf, STARTER } from "../../../../src/host/analytics/analytics-build.ts";
import { analyticsConfig, type AnalyticsEntry } from "../../../../src/host/analytics/analytics-config.ts";
import { entryKey, policyNeeds, PROVIDER_NAMES } from "../../../../src/host/analytics/provider-needs.ts";
import { defineSite } from "../../../../src/site/config/site-config.ts";

/** A valid entry of each provider. */
const VALID = {
  plausible: { provider: "plausible", id: "pa-9Gk2xJ0aQeW" },
  ga4: { provider: "ga4", id: "G-1A2B3C4D5E" },
  gtm: { provider: "gtm", id: "GTM-ABC1234" },
  "google-ads": { provider: "google-ads", id: "AW-123456789", label: "AbC-D_efG-h12_34-567" },
  meta: { provider: "meta", id: "123456789012345" },
  posthog: { provider: "posthog", id: "phc_a1B2c3D4e5F6" },
  umami: { provider: "umami", id: "94db1cb1-74f4-4a40-ad6c-962362670409" },
  fathom: { provider: "fathom", id: "ABCDEFGH" },
  vercel: { provider: "vercel" },
  own: { provider: "own", src: "/analytics.js" },
} as const;

type Input = z.input<typeof analyticsConfig>;

function complaintAbout(analytics: unknown): string {
  try {
    defineSite({ analytics: analytics as Input });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the configuration", () => {
  test("is empty without a field", () => {
    expect(defineSite({}).analytics).toEqual([]);
  });

  test("takes every provider, and loads after an interaction if nothing else is said", () => {
    expect(Object.keys(VALID).toSorted()).toEqual(PROVIDER_NAMES.toSorted());
    const entries = analyticsConfig.parse(Object.values(VALID));
    expect(entries.map(({ load }) => load)).toEqual(Array.from({ length: entries.length }, () => "after-interaction"));
  });

  test.each<[string, unknown, RegExp]>([
    ["an unknown provider", [{ provider: "matomo", id: "1" }], /analytics\.0(\.provider)?: must be one of "plausible", "ga4"/],
    ["no provider", [{ id: "1" }], /must be one of "plausible", "ga4"/],
    ["no list", { provider: "ga4" }, /analytics: must be a list, for example/],
    ["an ID of another product", [{ ...VALID.ga4, id: "UA-1234-1" }], /analytics\.0\.id: must look like "G-1A2B3C4D5E": the measurement ID/],
    ["no ID", [{ provider: "meta" }], /analytics\.0\.id: is missing: the pixel's ID, for example "123456789012345"/],
    ["a conversion without its label", [{ provider: "google-ads", id: "AW-123456789" }], /analytics\.0\.label: is missing/],
    ["a wrong time to load", [{ ...VALID.ga4, load: "now" }], /analytics\.0\.load: must be one of "after-interaction", "after-consent", "at-load"/],
    ["a host with a path", [{ ...VALID.umami, host: "https://stats.example.com/umami" }], /analytics\.0\.host: must be an origin without a path/],
    ["a host without https", [{ ...VALID.umami, host: "http://stats.example.com" }], /must be an origin/],
    ["a host in a policy's clothes", [{ ...VALID.umami, host: "https://a.example; script-src *" }], /must be an origin/],
    ["a field of another provider", [{ ...VALID.fathom, value: { amount: 1, currency: "EUR" } }], /analytics\.0: .*value/],
    ["a currency that is none", [{ ...VALID.ga4, value: { amount: 50, currency: "euro" } }], /analytics\.0\.value\.currency: must be an ISO 4217 code/],
    ["an event name that GA4 drops", [{ ...VALID.ga4, event: "ga_booking" }], /analytics\.0\.event: must begin with a letter/],
    ["a script of no origin", [{ ...VALID.own, src: "//evil.example/x.js" }], /analytics\.0\.src: must begin with "\/" or "https:\/\/"/],
    ["an address that ends the policy's source", [{ ...VALID.own, src: "https://a.example/x.js; img-src *" }], /analytics\.0\.src/],
    ["the same twice", [VALID.ga4, VALID.ga4], /analytics\.1: is there twice: every booking would be counted twice/],
  ])("refuses %s, with the field and what to write", (_what, analytics, says) => {
    const complaint = complaintAbout(analytics);
    expect(complaint).toMatch(/^src\/site\.config\.ts:\n {2}analytics/);
    expect(complaint).toMatch(says);
  });

  test("takes two streams of one provider", () => {
    expect(complaintAbout([VALID.ga4, { ...VALID.ga4, id: "G-ZZZZZZZZZZ" }])).toBe("");
  });

  test("of the document is valid, and its table has every provider", () => {
    const text = readFileSync(join(root, "docs/analytics.md"), "utf8");
    const [, code = ""] = /```ts config\n(.*?)```/s.exec(text) ?? [];
    const { analytics } = new Function("defineSite", `return ${code.replace("export default ", "").replace(/;\s*$/, "")}`)(defineSite) as { analytics: AnalyticsEntry[] };
    expect(analytics).toHaveLength(2);
    const rows = [...text.matchAll(/^\| `([\w-]+)` \| .* \| .* \| .* \|$/gm)].map(([, name]) => name);
    expect(rows).toEqual(expect.arrayContaining([...PROVIDER_NAMES]));
  });
});

describe("what a provider needs", () => {
  test.each(PROVIDER_NAMES)("%s: sources without wildcards of whole schemes, and none that allows inline code", (provider) => {
    const { name, why, script, connect, img, frame, form } = policyNeeds({ provider });
    expect(name && why).toBeTruthy();
    for (const source of [...script, ...connect, ...img, ...frame, ...form]) expect(source).toMatch(/^https:\/\/(\*\.)?[a-z0-9.-]+(\/[\w./-]*)?$/);
  });

  test("an own installation replaces the hosted service", () => {
    const needs = policyNeeds({ provider: "umami", host: "https://stats.example.com" });
    expect([needs.script, needs.connect]).toEqual([["https://stats.example.com/script.js"], ["https://stats.example.com"]]);
    expect(policyNeeds({ provider: "posthog", host: "https://eu.i.posthog.com" }).script).toEqual(["https://eu-assets.i.posthog.com/static/", "https://eu-assets.i.posthog.com/array/"]);
  });

  test("a script of this site needs nothing, one of elsewhere its address", () => {
    expect(policyNeeds({ provider: "own", src: "/analytics.js" }).script).toEqual([]);
    expect(policyNeeds({ provider: "own", src: "https://cdn.example.com/a.js" }).script).toEqual(["https://cdn.example.com/a.js"]);
  });

  test("entries have distinct keys", () => {
    const keys = [...Object.values(VALID), { ...VALID["google-ads"], label: "another-label" }].map((entry) => entryKey(entry));
    expect(new Set(keys).size).toBe(keys.length);
  });
});

const loading = (...loads: AnalyticsEntry["load"][]) => analyticsConfig.parse(loads.map((load, i) => ({ provider: "ga4", id: `G-AAAA${i}`, load })));
const build = (analytics: Input, more: { consent?: "none" | "all"; hasHostAnalytics?: boolean } = {}) =>
  analyticsScripts({ entries: analyticsConfig.parse(analytics), consent: "none", hasHostAnalytics: false, allowInlineScript: () => {}, ...more });

describe("the place of the code", () => {
  test.each([
    ["none", "none", []],
    ["dialog", "none", ["after-interaction"]],
    ["dialog", "all", ["after-interaction"]],
    ["consent", "calendar", ["after-consent"]],
    ["consent", "calendar", ["after-interaction", "after-consent"]],
    ["consent", "all", ["at-load"]],
    ["page", "none", ["at-load"]],
    ["page", "calendar", ["after-interaction", "after-consent", "at-load"]],
  ] as const)("is %s with CONSENT=%s and %j", (place, consent, loads) => {
    expect(placeOf(loading(...loads), consent)).toBe(place);
  });

  test("an entry that nothing could start stops the build", () => {
    expect(() => build([{ ...VALID.ga4, load: "after-consent" }])).toThrow(/analytics\.0 \("ga4"\) loads "after-consent", but CONSENT is not set.*Set CONSENT=calendar or CONSENT=all/);
    expect(() => build([{ ...VALID.ga4, load: "after-consent" }], { consent: "all" })).not.toThrow();
  });

  test("Vercel's page views are not counted twice", () => {
    expect(() => build([VALID.vercel], { hasHostAnalytics: true })).toThrow(/analytics\.0 is "vercel", and PUBLIC_ANALYTICS is set/);
  });

  test("the script that waits for consent is small", () => {
    expect(STARTER(["readyslot:consent", "readyslot:open", "readyslot:booked"]).length).toBeLessThan(400);
  });
});
