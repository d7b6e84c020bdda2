import { describe, expect, test } from "vitest";
import { createRouter } from "../../../../scripts/deployed-output/routes.ts";
import { configured } from "../../../fixtures/builds/hosting-output.ts";
import { defineSite } from "../../../../src/site/config/site-config.ts";

/** The field with its defaults filled in. */
const hostingOf = (hosting: unknown) => defineSite({ hosting } as never).hosting;

describe("Strict-Transport-Security", () => {
  test.each([
    [undefined, "max-age=63072000"],
    [{ includeSubDomains: true }, "max-age=63072000; includeSubDomains"],
    [{ includeSubDomains: true, preload: true }, "max-age=63072000; includeSubDomains; preload"],
  ])("with hosting.hsts %j is %s at every address", async (hsts, header) => {
    const { routes } = await configured(hostingOf(hsts && { hsts }));
    const route = createRouter(routes, { isFile: () => false, isFunction: () => false });
    for (const path of ["/", "/about", "/no/such/page", "/api/health", "/admin/metrics", "//evil.example/"]) {
      expect(route("GET", new URL(`http://localhost${path}`)).headers.get("strict-transport-security")).toBe(header);
    }
  });

  test("is not preloaded without the subdomains, which browsers would not accept", () => {
    expect(() => hostingOf({ hsts: { preload: true } })).toThrow(/hosting\.hsts\.preload: needs includeSubDomains: true.*hstspreload\.org/);
  });

  test.each([[{ hsts: { subdomains: true } }], [{ hsts: "preload" }], [{ vercelPlan: "free" }], [{ plan: "pro" }]])("is not misspelt without an error: %j", (hosting) => {
    expect(() => hostingOf(hosting)).toThrow(/src\/site\.config\.ts:\n {2}hosting/);
  });
});
