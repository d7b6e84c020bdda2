import type { APIContext } from "astro";
import { describe, expect, test } from "vitest";
import { onRequest } from "../../src/middleware.ts";

interface Visit {
  method?: string;
  routePattern?: string;
  isPrerendered?: boolean;
  headers?: Record<string, string>;
}

/** What a request is answered with; "let through" is the page itself. */
async function visit({ method = "POST", routePattern = "/admin/sign-in", isPrerendered = false, headers = {} }: Visit) {
  const request = new Request("http://localhost:4321/admin/sign-in", { method, headers });
  const context = { request, url: new URL(request.url), routePattern, isPrerendered, locals: {} } as unknown as APIContext;
  const response = await onRequest(context, () => Promise.resolve(new Response("let through")));
  if (!(response instanceof Response)) throw new Error("Expected an answer.");
  return { status: response.status, text: await response.text(), headers: response.headers };
}

describe("another site's form is refused", () => {
  test.each(["POST", "PUT", "PATCH", "DELETE"])("%s: 403 in plain words", async (method) => {
    const { status, text, headers } = await visit({ method, headers: { origin: "https://evil.example" } });
    expect(status).toBe(403);
    expect(headers.get("content-type")).toContain("text/plain");
    expect(text).toBe("This form was sent from another site. Open the page here, and send it again.");
  });

  test.each([{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }, { origin: "null" }])("whatever gives it away (%j)", async (headers) => {
    expect((await visit({ headers })).status).toBe(403);
  });

  test("whatever the form's type", async () => {
    for (const type of ["application/x-www-form-urlencoded", "application/json", "text/plain"]) {
      expect((await visit({ headers: { origin: "https://evil.example", "content-type": type } })).status).toBe(403);
    }
  });
});

describe("what is let through", () => {
  test.each<[string, Visit]>([
    ["our own form", { headers: { origin: "http://localhost:4321", "sec-fetch-site": "same-origin" } }],
    ["a program that sends no origin", {}],
    ["a link on another site", { method: "GET", headers: { "sec-fetch-site": "cross-site" } }],
    ["a post to the API, which asks for itself and counts", { routePattern: "/api/cal-metrics", headers: { origin: "https://evil.example" } }],
    ["a page made at build time", { isPrerendered: true, headers: { origin: "https://evil.example" } }],
  ])("%s", async (_name, what) => {
    expect(await visit(what)).toMatchObject({ status: 200, text: "let through" });
  });
});

test("the admin's pages are not cached, indexed or framed", async () => {
  const { headers } = await visit({ method: "GET" });
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-robots-tag")).toBe("noindex, nofollow");
  expect(headers.get("content-security-policy")).toBe("frame-ancestors 'none'");
});
