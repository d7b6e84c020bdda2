import { describe, expect, test } from "vitest";
import { isForeign } from "../../../../src/host/http/same-origin.ts";

const request = (headers: Record<string, string>) => ({ url: "http://localhost:4321/admin/sign-in", headers: new Headers(headers) });

describe("a request comes from another site", () => {
  test.each([
    { origin: "https://evil.example" },
    { origin: "http://localhost:9999" },
    { origin: "null" },
    { origin: "no address" },
    { origin: "null", "sec-fetch-site": "cross-site" },
    { origin: "null", "sec-fetch-site": "none" },
    { origin: "null", "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "what comes next" },
    { origin: "http://localhost:4321", "sec-fetch-site": "cross-site" },
    { origin: "http://localhost:4321", host: "shop.example" },
  ])("with %j", (headers) => {
    expect(isForeign(request(headers))).toBe(true);
  });
});

describe("a request comes from this site", () => {
  test.each([
    {},
    { origin: "http://localhost:4321" },
    { origin: "https://shop.example", host: "shop.example" },
    { origin: "https://shop.example", host: "Shop.Example", "sec-fetch-site": "same-origin" },
    { "sec-fetch-site": "none" },
  ])("with %j", (headers) => {
    expect(isForeign(request(headers))).toBe(false);
  });
});
