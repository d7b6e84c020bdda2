import { describe, expect, test } from "vitest";
import { firstPartyOnly } from "../../src/platform/first-party-policy.ts";

const SITE =
  "default-src 'self';img-src 'self' data: https://app.cal.com;frame-src https://app.cal.com https://cal.com;object-src 'none';base-uri 'self';" +
  "form-action 'self'; script-src 'self' https://app.cal.com 'sha256-W2EFKBnhAtY051KTffaGZ+To9dPLRkbjXwt3VNpT2bg='; style-src 'self' 'unsafe-inline' ;";

/** The sources of each directive, as a browser reads them: of two of one name the first counts. */
function read(policy: string): Record<string, string> {
  const directives = policy.split(";").map((text) => text.trim().split(/\s+(.*)/));
  return Object.fromEntries(directives.map(([name = "", sources = ""]) => [name, sources]).toReversed());
}

test("the site's policy, without its third parties", () => {
  expect(read(firstPartyOnly(SITE))).toEqual({
    "default-src": "'self'",
    "img-src": "'self' data:",
    "frame-src": "'none'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "connect-src": "'self'",
    "script-src": "'self' 'sha256-W2EFKBnhAtY051KTffaGZ+To9dPLRkbjXwt3VNpT2bg='",
    "style-src": "'self' 'unsafe-inline'",
    "style-src-attr": "'none'",
  });
});

describe("what is taken out", () => {
  test.each([
    "https://evil.example",
    "evil.example",
    "*",
    "*.evil.example",
    "https:",
    "http:",
    "wss:",
    "blob:",
    "filesystem:",
    "evil.example:443/path",
    "HTTPS://EVIL.EXAMPLE",
    "'strict-dynamic'",
    "'unsafe-eval'",
    "'unsafe-inline'",
    "'unsafe-hashes'",
    "data:",
    "'nonce-a'.evil.example",
    "self",
  ])("%s as a source of scripts", (source) => {
    expect(read(firstPartyOnly(`script-src 'self' ${source}`))["script-src"]).toBe("'self'");
    expect(read(firstPartyOnly(`script-src ${source}`))["script-src"]).toBe("'none'");
  });

  test.each(["img-src", "font-src", "media-src", "connect-src", "worker-src", "manifest-src", "child-src", "script-src-elem", "style-src-attr", "default-src", "frame-src"])(
    "a host in %s",
    (directive) => {
      expect(firstPartyOnly(`${directive} https://evil.example`)).not.toContain("evil");
    },
  );

  test.each(["report-uri https://evil.example", "report-to evil.example", "frame-ancestors https://evil.example", "base-uri https://evil.example", "form-action https://evil.example"])("%s", (directive) => {
    expect(firstPartyOnly(`default-src 'self'; ${directive}`)).not.toContain("evil");
  });
});

test("what is no list of sources goes altogether", () => {
  const directives = read(firstPartyOnly("default-src 'self'; report-uri https://evil.example; report-to evil; sandbox allow-scripts; made-up 'self'"));
  expect(Object.keys(directives)).not.toEqual(expect.arrayContaining([expect.stringMatching(/report|sandbox|made-up/)]));
});

describe("what stays", () => {
  test.each(["'self'", "'nonce-cmFuZG9t'", "'sha384-abc+/='", "'SELF'"])("%s as a source of scripts", (source) => {
    expect(read(firstPartyOnly(`script-src https://evil.example ${source}`))["script-src"]).toBe(source);
  });

  test("a directive's name however it is written, and the first of two", () => {
    expect(read(firstPartyOnly("Script-Src 'none'; script-src 'self'"))["script-src"]).toBe("'none'");
  });
});

test.each([null, "", "  "])("a page without a policy (%j) has one of its own", (policy) => {
  const directives = read(firstPartyOnly(policy));
  expect(directives).toMatchObject({ "default-src": "'self'", "frame-ancestors": "'none'", "connect-src": "'self'" });
  expect(directives["script-src"]).toBeUndefined();
});

test("a policy that says nothing of scripts leaves them to our own origin", () => {
  expect(read(firstPartyOnly("img-src 'self'"))["default-src"]).toBe("'self'");
});

test("two policies in one header never let more in than the first", () => {
  expect(firstPartyOnly("script-src 'self', script-src https://evil.example")).not.toContain("evil");
});
