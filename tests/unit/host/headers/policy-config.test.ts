import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { contentPolicies, developmentPolicy } from "../../../../src/host/headers/content-policy.ts";
import { allowances, policySchema } from "../../../../src/host/headers/policy-config.ts";
import { policyRemedy } from "../../../../src/host/headers/policy-reports/policy-remedy.ts";
import { policySource, type PolicyKind } from "../../../../src/host/headers/policy-source.ts";
import { defineSite } from "../../../../src/site/config/site-config.ts";

const CAL = { origin: "https://app.cal.com", site: "https://cal.com" };

describe("a source of the policy", () => {
  test.each<[PolicyKind, string, string]>([
    ["script", "https://plausible.io", "https://plausible.io"],
    ["script", " https://plausible.io/ ", "https://plausible.io"],
    ["script", "https://plausible.io/js/script.js", "https://plausible.io/js/script.js"],
    ["connect", "https://*.Google-Analytics.com", "https://*.google-analytics.com"],
    ["connect", "wss://live.example.com", "wss://live.example.com"],
    ["connect", "https://example.com:8443/api/", "https://example.com:8443/api/"],
    ["script", "https://example.com:443", "https://example.com"],
    ["img", "data:", "data:"],
    ["style", "'self'", "'self'"],
    ["script", "http://localhost:4545", "http://localhost:4545"],
    ["frame", "http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"],
    ["connect", "https://münchen.example", "https://xn--mnchen-3ya.example"],
  ])("%s %s is allowed as %s", (kind, written, source) => {
    expect(policySource(kind, written)).toBe(source);
  });

  test.each<[PolicyKind, string, RegExp]>([
    ["script", "*", /allows every site. Write the origin that is needed, for example "https:\/\/example.com"/],
    ["script", "https:", /allows every site/],
    ["connect", "https://*", /allows every site/],
    ["img", "http:", /allows every site/],
    ["img", "blob:", /scheme without a host/],
    ["script", "data:", /scheme without a host/],
    ["script", "'unsafe-inline'", /injected into a page run. Put the snippet's code into policy.inline/],
    ["script", "unsafe-eval", /injected/],
    ["script", "'strict-dynamic'", /injected/],
    ["script", "'sha256-AAAA'", /made by the build. Put the snippet's code into policy.inline/],
    ["script", "'self'", /needs no entry. Remove it/],
    ["connect", "'none'", /closed already/],
    ["script", "https://example.com/my script.js", /contains a space. Write each source as an entry of its own/],
    ["script", "https://a.example https://b.example", /contains a space/],
    ["script", "https://a.example; script-src *", /contains a space/],
    ["script", "https://a.example;script-src", /contains ";"/],
    ["script", "https://a.example,https://b.example", /contains ","/],
    ["script", "https://a.example\nx-header: 1", /contains a space/],
    ["script", "http://plausible.io/js", /not encrypted. Write "https:\/\/plausible.io\/js"/],
    ["script", "plausible.io", /no scheme. Write "https:\/\/plausible.io"/],
    ["script", "//plausible.io/js", /no scheme. Write "https:\/\/plausible.io\/js"/],
    ["script", "https:/plausible.io", /no scheme. Write "https:\/\/plausible.io"/],
    ["script", "*.plausible.io", /no scheme. Write "https:\/\/\*\.plausible.io"/],
    ["script", "/js/own.js", /an address of this site/],
    ["script", "htps://plausible.io", /begins with "htps:". Write "https:\/\/plausible.io"/],
    ["script", "ftp://plausible.io", /begins with "ftp:". Write "https:\/\/plausible.io"/],
    ["script", "wss://plausible.io", /begins with "wss:"/],
    ["script", "https://*.plausible.io", /every host below plausible.io. For script, write the exact host/],
    ["connect", "https://*.com", /host "com", which is not complete/],
    ["connect", "https://a.*.com", /"\*" in the middle/],
    ["connect", "https://plausible", /host "plausible", which is not complete/],
    ["connect", "https://", /allows every site/],
    ["connect", "https://user@plausible.io", /user name/],
    ["connect", "https://plausible.io:*", /every port/],
    ["connect", "https://plausible.io:port", /no valid host/],
    ["connect", "https://plausible.io/api?x=1", /query or a fragment, which policies do not know. Write "https:\/\/plausible.io\/api"/],
    ["connect", "https://plausible.io/ümlaut", /character in its path/],
    ["connect", "", /is empty/],
  ])("%s %j is refused", (kind, written, message) => {
    expect(() => policySource(kind, written)).toThrow(message);
  });
});

function messageOf(policy: unknown): string {
  try {
    defineSite({ policy: policy as never });
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the configuration", () => {
  test("names the wrong entry, and says what to write", () => {
    expect(messageOf({ script: ["https://plausible.io", "plausible.io"] })).toBe('src/site.config.ts:\n  policy.script.1: "plausible.io" has no scheme. Write "https://plausible.io".');
    expect(messageOf({ scripts: [] })).toMatch(/"scripts" is not a field of policy. Did you mean "script"\?/);
    expect(messageOf({ providers: ["plausibel"] })).toMatch(/"plausibel" is not a known provider. Did you mean "plausible"\?/);
    expect(messageOf({ inline: ["<script>alert(1)</script>"] })).toMatch(/policy.inline.0: .*Write only the code between the tags/s);
    expect(messageOf({ inline: [{ code: " " }] })).toMatch(/is empty/);
    expect(messageOf({ inline: ["a <!-- b"] })).toMatch(/"<!--"/);
  });

  test("by default allows nobody", () => {
    const { sources, reasons } = allowances(policySchema.parse({}));
    expect(Object.values(sources).flat()).toEqual([]);
    expect(reasons).toEqual([]);
    expect(contentPolicies({ cal: CAL, inlineScripts: [], thirdParties: sources })).toEqual(contentPolicies({ cal: CAL, inlineScripts: [] }));
  });

  test("allows its sources on the site's pages only, and says why", () => {
    const policy = policySchema.parse({ providers: ["plausible", "youtube"], script: ["https://cdn.example.com/x.js"], connect: ["https://cdn.example.com"], form: ["https://news.example.com"], inline: ["  window.a = 1  "] });
    const { sources, reasons } = allowances(policy, [{ name: "Fathom", why: "page views", script: ["https://cdn.usefathom.com/script.js"], connect: [], img: [], frame: [], form: [] }]);
    const { site, measure, admin } = contentPolicies({ cal: CAL, inlineScripts: policy.inline.map(({ code }) => code), thirdParties: sources });
    expect(site).toContain("script-src 'self' 'sha256-");
    expect(site).toContain(createHash("sha256").update("window.a = 1").digest("base64"));
    expect(site).toMatch(/script-src [^;]* https:\/\/plausible.io\/js\/ https:\/\/cdn.usefathom.com\/script.js https:\/\/cdn.example.com\/x.js;/);
    expect(site).toContain("connect-src 'self' https://plausible.io/api/event https://cdn.example.com;");
    expect(site).toMatch(/frame-src [^;]*https:\/\/www.youtube-nocookie.com;/);
    expect(site).toContain("form-action 'self' https://news.example.com;");
    for (const closed of [measure, admin]) expect(closed).not.toMatch(/plausible|example\.com|fathom|youtube/);
    expect(reasons).toEqual([
      'Plausible (policy.providers has "plausible"): script https://plausible.io/js/; connect https://plausible.io/api/event',
      'YouTube (policy.providers has "youtube"): frame https://www.youtube-nocookie.com',
      "Fathom (analytics, for page views): script https://cdn.usefathom.com/script.js",
      "https://cdn.example.com/x.js (policy.script): script",
      "https://cdn.example.com (policy.connect): connect",
      "https://news.example.com (policy.form): form",
    ]);
  });
});

test("in development the policy is about other origins, and reports in the way that works without https", () => {
  const policy = developmentPolicy({ cal: CAL, thirdParties: { script: ["https://plausible.io"] } });
  expect(policy).toMatch(/script-src 'self' [^;]*https:\/\/plausible.io 'unsafe-inline' 'unsafe-eval' blob:;/);
  expect(policy).not.toContain("sha256");
  expect(policy).not.toContain("report-to");
  expect(policy).toContain("report-uri /api/policy-reports");
  expect(policy).toContain("worker-src 'self' blob:;");
  expect(policy).toContain("default-src 'none'");
});

test.each([
  ["script-src-elem https://cdn.example.com", 'policy: { script: ["https://cdn.example.com"] }'],
  ["script-src http://cdn.example.com", 'policy: { script: ["https://cdn.example.com"] }'],
  ["connect-src wss://live.example.com", 'policy: { connect: ["wss://live.example.com"] }'],
  ["script-src-elem https://plausible.io", 'policy: { providers: ["plausible"] }'],
  ["img-src https://www.facebook.com", 'policy: { providers: ["meta"] }'],
  ["frame-src https://www.youtube.com", 'policy: { frame: ["https://www.youtube.com"] }'],
  ["child-src https://www.youtube.com", 'policy: { frame: ["https://www.youtube.com"] }'],
  ["form-action https://news.example.com", 'policy: { form: ["https://news.example.com"] }'],
  ["style-src-elem self", `policy: { style: ["'self'"] }`],
  ["script-src-elem inline", "policy: { inline: [`the code of the snippet`] }"],
  ["script-src eval", undefined],
  ["worker-src blob:", undefined],
  ["base-uri https://evil.example", undefined],
])("the line for a violation of %s", (kind, line) => {
  expect(policyRemedy(kind)).toBe(line);
  // What is proposed is accepted.
  const [, part = "script", source = "https://example.com"] = /\{ (\w+): \["(.+)"\] \}/.exec(line ?? "") ?? [];
  expect(policySchema.safeParse({ [part]: [source] }).success).toBe(true);
});
