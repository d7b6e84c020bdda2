import { describe, expect, test } from "vitest";
import { DEFAULT_PATH, returnPath, signInPath } from "../../../../src/host/auth/return-path.ts";

describe("after signing in, the admin returns to", () => {
  test.each(["/admin/metrics", "/admin/metrics?window=7d&errorOnly=true", "/measure", "/measure?runs=5", "/admin/metrics?event=team%2F30min"])("%s", (requested) => {
    expect(returnPath(requested)).toBe(requested);
  });

  test("the path in the sign-in page's address, unchanged", () => {
    const requested = "/admin/metrics?event=a%26b&window=7d";
    const address = new URL(signInPath("/admin/sign-in", requested), "https://readyslot.example");
    expect(address.pathname).toBe("/admin/sign-in");
    expect(returnPath(address.searchParams.get("next"))).toBe(requested);
  });

  test("the default page, if the address has no path", () => {
    expect(signInPath("/admin/sign-in", DEFAULT_PATH)).toBe("/admin/sign-in");
    expect(signInPath("/admin/sign-in", "/admin/nothing")).toBe("/admin/sign-in");
  });
});

describe("no other address is redirected to", () => {
  test.each([
    "//evil.example",
    "//evil.example/admin/metrics",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/admin/metrics",
    "https:/admin/metrics",
    "https:evil.example",
    "javascript:alert(1)",
    "/%2Fevil.example",
    "%2F%2Fevil.example",
    "/%5Cevil.example",
    "/\t/evil.example",
    " /admin/metrics",
    "/admin/metrics/../../evil",
    "/admin/metrics@evil.example",
    "/admin/metricsevil",
    "/admin/metrics#//evil.example",
    "/measure/",
    "/ADMIN/metrics",
    "/api/cal-metrics",
    "/admin/sign-in",
    "/admin/metrics?a=\r\nset-cookie: evil=1",
    "/admin/metrics?a=\\evil.example",
    "/admin/metrics\n",
    `/admin/metrics?${"a".repeat(2_000)}`,
    "",
    null,
  ])("%j redirects to the metrics", (requested) => {
    expect(returnPath(requested)).toBe("/admin/metrics");
  });
});
