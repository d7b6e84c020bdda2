import { describe, expect, test } from "vitest";
import { auditVerdict } from "../../../scripts/supply-chain/audit-verdict.ts";

/** As npm 11 prints it. */
function report(vulnerabilities: object): string {
  return JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: { vulnerabilities: {}, dependencies: { prod: 511, dev: 269, total: 788 } } });
}

const advisory = (severity: string) => ({
  source: 1_096_366,
  name: "sent",
  dependency: "sent",
  title: "sent leaks what it sends",
  url: "https://github.com/advisories/GHSA-cccc-dddd-eeee",
  severity,
  cwe: ["CWE-200"],
  cvss: { score: 7.5 },
  range: "<1.2.3",
});
const found = (severity: string, more: object = {}) => ({ name: "sent", severity, isDirect: false, via: [advisory(severity)], effects: ["send"], range: "<1.2.3", nodes: ["node_modules/sent"], fixAvailable: true, ...more });

describe("the audit", () => {
  test("is clean where nothing is known", () => {
    expect(auditVerdict(report({}))).toEqual({ kind: "clean", lesser: 0 });
  });

  test("lets through what is moderate or less, and counts it", () => {
    expect(auditVerdict(report({ sent: found("moderate"), other: found("low") }))).toEqual({ kind: "clean", lesser: 2 });
  });

  test.each(["high", "critical"])("does not let through what is %s: the package, its path, its advisory and the remedy", (severity) => {
    expect(auditVerdict(report({ sent: found(severity), other: found("low") }))).toEqual({
      kind: "found",
      problems: [`${severity}: sent in node_modules/sent: sent leaks what it sends (https://github.com/advisories/GHSA-cccc-dddd-eeee). npm audit fix mends it.`],
    });
  });

  test("says through what a package has it, where it has none of its own", () => {
    const verdict = auditVerdict(report({ send: found("high", { via: ["sent"], nodes: ["node_modules/a/node_modules/send", "node_modules/send"], fixAvailable: false }) }));
    expect(verdict).toEqual({
      kind: "found",
      problems: ["high: send in node_modules/a/node_modules/send, node_modules/send: through sent. There is no mended version yet: replace it, or override what it needs."],
    });
  });

  test("says when the remedy is another major version", () => {
    const verdict = auditVerdict(report({ sent: found("high", { fixAvailable: { name: "express", version: "6.0.0", isSemVerMajor: true } }) }));
    expect(verdict).toMatchObject({ problems: [expect.stringMatching(/Install express 6\.0\.0, a new major version\.$/)] });
  });

  test.each([
    ["refuses the question", { message: "405 Method Not Allowed - POST https://registry.example/-/npm/v1/security/advisories/bulk", method: "POST", statusCode: 405, body: "", error: { summary: "", detail: "" } }, "405 Method Not Allowed"],
    ["cannot be reached", { message: "request to https://registry.example/-/npm/v1/security/advisories/bulk failed, reason: getaddrinfo ENOTFOUND registry.example", error: { summary: "", detail: "" } }, "getaddrinfo ENOTFOUND"],
    ["is not asked at all", { error: { code: "ENOLOCK", summary: "This command requires an existing lockfile.", detail: "Try creating one first" } }, "This command requires an existing lockfile."],
    ["gives no reason", { error: {} }, "npm gave no reason."],
  ])("knows nothing where the service %s, and says why", (_what, said, why) => {
    expect(auditVerdict(JSON.stringify(said))).toEqual({ kind: "unchecked", why: expect.stringContaining(why) });
  });

  test.each(["", "<html>", "null", '{"auditReportVersion":1}'])("never takes %j for a clean report", (said) => {
    expect(auditVerdict(said).kind).toBe("unchecked");
  });
});
