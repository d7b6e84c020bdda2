import { createHash } from "node:crypto";
import { CspEvaluator } from "csp_evaluator/dist/evaluator.js";
import { Severity } from "csp_evaluator/dist/finding.js";
import { CspParser } from "csp_evaluator/dist/parser.js";
import { isHandler } from "@vercel/routing-utils";
import { describe, expect, test } from "vitest";
import { createRouter, deployedRoutes } from "../../../../scripts/deployed-output/routes.ts";
import { contentPolicies } from "../../../../src/host/headers/content-policy.ts";
import vercelJson from "../../../../vercel.json" with { type: "json" };
import { addresses, pagesOnDemand, policyRoutes, uncachedRoutes, withLastingFiles } from "../../../../src/host/headers/header-routes.ts";
import { permissionsPolicy } from "../../../../src/host/headers/permissions-policy.ts";

const CAL = { origin: "https://app.cal.com", site: "https://cal.com" };
const SCRIPT = "document.title = 'own'";
const HASH = `'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`;
const policies = contentPolicies({ cal: CAL, inlineScripts: [SCRIPT] });

/** The sources by directive. */
function read(policy: string): Record<string, string> {
  const directives = policy.split("; ").map((text) => text.split(/ (.*)/));
  expect(new Set(directives.map(([name]) => name)).size, "no directive twice: browsers read the first").toBe(directives.length);
  return Object.fromEntries(directives.map(([name = "", sources = ""]) => [name, sources]));
}

describe("the site's policy", () => {
  const site = read(policies.site);

  test("allows only these sources", () => {
    expect(site["default-src"]).toBe("'none'");
  });

  test("allows scripts of this site, the inline script by its hash, and Cal's script by its address", () => {
    expect(site["script-src"]).toBe(`'self' ${HASH} https://app.cal.com/embed/embed.js`);
  });

  test("allows frames of Cal only, and one picture of Cal", () => {
    expect(site["frame-src"]).toBe("https://app.cal.com https://cal.com");
    expect(site["img-src"]).toBe("'self' https://app.cal.com/favicon.ico");
  });

  test("allows fonts of this site, and one in the page itself only if the brand has a typeface", () => {
    expect(site["font-src"]).toBe("'self'");
    const withFont = contentPolicies({ cal: CAL, hasOwnFont: true, inlineScripts: [SCRIPT] });
    expect(read(withFont.site)["font-src"]).toBe("'self' data:");
    expect(withFont.admin).toBe(policies.admin);
  });

  test("closes directives without a fallback", () => {
    expect(site).toMatchObject({ "base-uri": "'none'", "form-action": "'self'", "frame-ancestors": "'self'", "object-src": "'none'", "worker-src": "'none'" });
  });

  test("reports violations with both directives", () => {
    expect(site).toMatchObject({ "report-uri": "/api/policy-reports", "report-to": "policy" });
  });
});

test("no policy has a keyword that would allow markup to become a script", () => {
  const lists = Object.values(policies).flatMap((policy) => Object.entries(read(policy)));
  expect(lists.filter(([, sources]) => /unsafe-eval|unsafe-hashes|strict-dynamic|\*|https?:(?:\s|$)/.test(sources))).toEqual([]);
  expect(lists.filter(([name, sources]) => sources.includes("unsafe-inline") && name !== "style-src")).toEqual([]);
});

test.each(Object.entries(policies))("Google's evaluator reports only low severities for the policy: %s", (_name, policy) => {
  const findings = new CspEvaluator(new CspParser(policy).csp).evaluate();
  expect(findings.filter(({ severity }) => severity < Severity.MEDIUM_MAYBE)).toEqual([]);
});

test("a self-hosted Cal replaces Cal.com in all directives", () => {
  const own = contentPolicies({ cal: { origin: "https://cal.example.org", site: "https://cal.example.org" }, inlineScripts: [SCRIPT] });
  expect(Object.values(own).join()).not.toContain("cal.com");
  expect(read(own.site)).toMatchObject({
    "script-src": `'self' ${HASH} https://cal.example.org/embed/embed.js`,
    "img-src": "'self' https://cal.example.org/favicon.ico",
    "frame-src": "https://cal.example.org",
  });
});

test("the measuring page has the site's policy and may not be framed", () => {
  expect(read(policies.measure)).toEqual({ ...read(policies.site), "frame-ancestors": "'none'" });
});

test("under /admin there are no third parties, inline scripts or style attributes", () => {
  const { "report-uri": _uri, "report-to": _name, ...admin } = read(policies.admin);
  expect(new Set(Object.values(admin))).toEqual(new Set(["'none'", "'self'", "'unsafe-inline'"]));
  expect(admin).toMatchObject({ "script-src": "'self'", "style-src-attr": "'none'", "frame-src": "'none'", "frame-ancestors": "'none'" });
});

describe("the routes of the build", () => {
  const rules = policyRoutes(policies, CAL.origin);

  test.each([
    ["/", "site"],
    ["/about", "site"],
    ["/about/index.html", "site"],
    ["/index.html", "site"],
    ["/404.html", "site"],
    ["/no/such/page", "site"],
    ["/favicon.svg", "site"],
    ["/api/cal-metrics", "site"],
    ["//evil.example/", "site"],
    ["/administrators", "site"],
    ["/measured", "site"],
    ["/admin", "admin"],
    ["/admin/", "admin"],
    ["/ADMIN/metrics", "admin"],
    ["/admin/no/such/page", "admin"],
    ["/measure", "measure"],
    ["/measure/", "measure"],
  ] as const)("%s has exactly one policy: %s", (path, name) => {
    const matching = rules.filter((rule) => "src" in rule && rule.src && new RegExp(rule.src, "i").test(path));
    expect(matching.map((rule) => "headers" in rule && rule.headers?.["content-security-policy"])).toEqual([policies[name]]);
  });
});

test.each(["/", "/about", "/no/such/page", "/og/logo.png", "/og/0b0c4308b2f207af.png", "/favicon.svg", "/favicon.ico", "/api", "/api/health", "/api/openapi.json", "/api/cal-embed.js", "/api/slots", "/admin", "/admin/", "/admin/metrics", "/measure", "/measure/", "/administrators"])(
  "no two rules of vercel.json and the build name one header for %s, so it does not matter which the host lets win",
  (path) => {
    const matching = deployedRoutes(policyRoutes(policies, CAL.origin), vercelJson).filter((route) => !isHandler(route) && new RegExp(route.src).test(path));
    const names = matching.flatMap((route) => ("headers" in route ? Object.keys(route.headers ?? {}) : []));
    expect(names).toEqual(expect.arrayContaining(["content-security-policy", "permissions-policy", "x-content-type-options"]));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  },
);

test("a script, an image or a font has a short policy, and none for permissions: it is no page", () => {
  const routes = deployedRoutes(policyRoutes(policies, CAL.origin), vercelJson).filter((route) => !isHandler(route) && new RegExp(route.src).test("/_astro/a.svg"));
  const headers = routes.flatMap((route) => ("headers" in route ? Object.entries(route.headers ?? {}) : []));
  expect(headers.filter(([name]) => name === "content-security-policy")).toEqual([["content-security-policy", "default-src 'none'; style-src 'unsafe-inline'"]]);
  expect(headers.map(([name]) => name)).toContain("x-content-type-options");
  expect(headers.map(([name]) => name)).not.toContain("permissions-policy");
});

describe("a page that needs more than the site's policy", () => {
  const own = { pattern: addresses(["/lab", "/café"]), policy: "own" };
  const rules = policyRoutes(policies, CAL.origin, [own]);
  const policiesOf = (path: string) => rules.flatMap((rule) => (!isHandler(rule) && new RegExp(rule.src, "i").test(path) ? (rule.headers?.["content-security-policy"] ?? []) : []));

  test.each(["/lab", "/lab/", "/lab/index.html", "/lab.html", "/café", "/caf%C3%A9/"])("has one policy, its own, at %s", (path) => {
    expect(policiesOf(path)).toEqual(["own"]);
  });

  test.each(["/", "/laboratory", "/lab/tools", "/a/lab", "/labs", "/no/such/page"])("leaves %s the site's", (path) => {
    expect(policiesOf(path)).toEqual([policies.site]);
  });

  test("replaces 'none', and keeps everything else", () => {
    const { site } = contentPolicies({ cal: CAL, inlineScripts: [], thirdParties: { media: ["'self'"], worker: ["'self'", "blob:"], style: ["'self'"] } });
    expect(read(site)).toEqual({ ...read(contentPolicies({ cal: CAL, inlineScripts: [] }).site), "media-src": "'self'", "worker-src": "'self' blob:", "style-src": "'unsafe-inline' 'self'" });
  });
});

test("a site's own pages on demand are those that the function answers and the engine does not bring", () => {
  const routes = ([["/account", "project", false], ["/of-an-integration", "external", false], ["/lab", "project", true], ["/admin/metrics", "project", false], ["/api/own", "project", false], ["/metrics", "project", false], ["/_image", "internal", false]] as const).map(
    ([pattern, origin, isPrerendered]) => ({ pattern, origin, isPrerendered, patternRegex: new RegExp(`^${pattern.replaceAll("/", "\\/")}\\/?$`) }),
  );
  expect(pagesOnDemand(routes)).toEqual(["/account/?", "/of-an-integration/?"]);
});

test("the host keeps no page on demand, although vercel.json has it keep every other page", () => {
  const route = createRouter(deployedRoutes(uncachedRoutes(["/account/?"]), vercelJson), { isFile: () => true, isFunction: () => false });
  const kept = (path: string) => route("GET", new URL(path, "http://localhost")).headers.get("cdn-cache-control");
  expect(["/account", "/about"].map(kept)).toEqual(["no-store", "max-age=300"]);
});

describe("the permissions policy", () => {
  const route = createRouter(deployedRoutes(policyRoutes(policies, CAL.origin), vercelJson), { isFile: () => true, isFunction: () => false });
  const permissionsOf = (path: string) => (route("GET", new URL(path, "http://localhost")).headers.get("permissions-policy") ?? "").split(", ");

  test.each(["/", "/about", "/measure"])("of %s allows payments in the page and in the calendar", (path) => {
    expect(permissionsOf(path)).toContain('payment=(self "https://app.cal.com")');
  });

  test("has the origin of a self-hosted Cal", () => {
    expect(permissionsPolicy("http://cal.example.org:3000")).toContain('payment=(self "http://cal.example.org:3000")');
    expect(permissionsPolicy("https://cal.example.org")).not.toContain("cal.com");
  });

  test.each(["/admin", "/admin/metrics"])("of %s does not allow payments", (path) => {
    expect(permissionsOf(path)).toContain("payment=()");
  });

  test("disables devices except writing to the clipboard", () => {
    const open = permissionsOf("/").filter((one) => !one.endsWith("=()"));
    expect(open).toEqual(["clipboard-write=(self)", 'payment=(self "https://app.cal.com")']);
    expect(permissionsOf("/")).toEqual(expect.arrayContaining(["camera=()", "microphone=()", "geolocation=()", "clipboard-read=()"]));
  });
});

test.each(["/api/cal-metrics", "/api/cal-embed.js", "/api/slots"])("%s sets its own caching, which no route changes", (path) => {
  const matching = deployedRoutes([], vercelJson).filter((route) => !isHandler(route) && new RegExp(route.src).test(path));
  const names = matching.flatMap((route) => ("headers" in route ? Object.keys(route.headers ?? {}) : []));
  expect(names.filter((name) => name.endsWith("cache-control"))).toEqual([]);
});

describe("files with a hash in their name", () => {
  // The adapter's routes.
  const adapter = [
    { src: "^/_astro(?:/(.*))$", headers: { "cache-control": "public, max-age=31536000, immutable" }, continue: true },
    { handle: "filesystem" as const },
    { src: "^/.*$", dest: "/404.html", status: 404 },
  ];
  const files = new Set(["/_astro/a.Bc1.js", "/og/0b0c4308b2f207af.png", "/og/logo.png", "/404.html"]);
  const router = createRouter(deployedRoutes(withLastingFiles(adapter), {}), { isFile: (path) => files.has(path), isFunction: () => false });
  const lifetime = (path: string) => router("GET", new URL(path, "http://localhost")).headers.get("cache-control");

  test("are cached for a year", () => {
    expect(lifetime("/_astro/a.Bc1.js")).toBe("public, max-age=31536000, immutable");
    expect(lifetime("/og/0b0c4308b2f207af.png")).toBe("public, max-age=31536000, immutable");
  });

  test("are the only ones: not missing files of an older deployment, not files without a hash", () => {
    expect(lifetime("/_astro/old.Xy2.js")).toBeNull();
    expect(lifetime("/og/ffffffffffffffff.png")).toBeNull();
    expect(lifetime("/og/logo.png")).toBeNull();
  });
});
