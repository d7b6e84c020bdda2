import { describe, expect, test } from "vitest";
import { DEFAULT_PATH, returnPath, signInPath } from "../../../../src/host/auth/return-path.ts";

describe("after signing in one lands where one wanted to go", () => {
  test.each(["/admin/metrics", "/admin/metrics?window=7d&errorOnly=true", "/measure", "/measure?runs=5", "/admin/metrics?event=team%2F30min"])("%s", (wish) => {
    expect(returnPath(wish)).toBe(wish);
  });

  test("and the sign-in's address says it, so that it comes back whole", () => {
    const wish = "/admin/metrics?event=a%26b&window=7d";
    const address = new URL(signInPath("/admin/sign-in", wish), "https://readyslot.example");
    expect(address.pathname).toBe("/admin/sign-in");
    expect(returnPath(address.searchParams.get("next"))).toBe(wish);
  });

  test("and says nothing where that is the default", () => {
    expect(signInPath("/admin/sign-in", DEFAULT_PATH)).toBe("/admin/sign-in");
    expect(signInPath("/admin/sign-in", "/admin/nothing")).toBe("/admin/sign-in");
  });
});

describe("nobody is sent anywhere else", () => {
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
  ])("%j leads to the metrics", (wish) => {
    expect(returnPath(wish)).toBe("/admin/metrics");
  });
});
