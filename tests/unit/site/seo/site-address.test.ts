import { describe, expect, test } from "vitest";
import { siteAddress } from "../../../../src/site/seo/site-address.ts";

describe("the site's own address", () => {
  test.each([
    ["SITE_URL, first of all", { SITE_URL: "https://example.com", VERCEL_PROJECT_PRODUCTION_URL: "x.vercel.app" }, "https://example.com"],
    ["SITE_URL, without the slash at its end", { SITE_URL: "https://example.com/" }, "https://example.com"],
    ["the production domain on Vercel", { VERCEL_PROJECT_PRODUCTION_URL: "www.example.com" }, "https://www.example.com"],
    ["the default local port", {}, "http://localhost:4321"],
    ["the chosen local port", { PORT: "5000" }, "http://localhost:5000"],
    ["not an empty setting", { SITE_URL: "" }, "http://localhost:4321"],
  ])("is %s", (_name, env, address) => {
    expect(siteAddress(env)).toBe(address);
  });

  test.each([
    ["example.com", "https://example.com"],
    ["https://example.com/blog", "https://example.com"],
    ["www.example.com/blog?x", "https://www.example.com"],
    ["ftp://example.com", "https://example.com"],
    ["https://user@example.com", "https://example.com"],
    ["nonsense", "https://example.com"],
    ["https://", "https://example.com"],
  ])("cannot be SITE_URL=%s, and the error says what to write", (value, right) => {
    expect(() => siteAddress({ SITE_URL: value })).toThrow(
      `SITE_URL is "${value}". Write the address of the site's home page, for example SITE_URL=${right}.`,
    );
  });
});
