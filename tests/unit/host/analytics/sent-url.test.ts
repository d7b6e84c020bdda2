import { describe, expect, test } from "vitest";
import { isPersonal, sentUrl } from "../../../../src/host/analytics/browser/sent-url.ts";
import { withoutQuery } from "../../../../src/host/analytics/browser/host-statistics.ts";

const SITE = "https://example.com";

describe("the address that a provider gets", () => {
  test.each([
    ["/services", "/services"],
    ["/services?utm_source=letter&utm_medium=email&ref=x", "/services?utm_source=letter&utm_medium=email&ref=x"],
    ["/?name=Ada&email=ada%40example.com&utm_campaign=may#top", "/?utm_campaign=may"],
    ["/?utm_term=ada@example.com&utm_source=a", "/?utm_source=a"],
    ["/?utm_term=ada%40example.com", "/"],
    ["/hello/ada@example.com/x", "/hello/-/x"],
    ["/hello/ada%40example.com", "/hello/-"],
    ["/?gclid=abc&fbclid=def&metadata%5Bx%5D=1", "/"],
    ["/#access_token=abc", "/"],
    ["/?utm_source=a&utm_source=b", "/?utm_source=a&utm_source=b"],
  ])("%s becomes %s", (from, to) => {
    expect(sentUrl(SITE + from)).toBe(SITE + to);
  });

  test("has the provider's own click ids, and no other's", () => {
    expect(sentUrl(`${SITE}/?gclid=abc&fbclid=def`, ["gclid"])).toBe(`${SITE}/?gclid=abc`);
  });

  test("has no query at all where Vercel's statistics are set by PUBLIC_ANALYTICS", () => {
    expect(withoutQuery({ url: `${SITE}/?utm_source=a#b` })).toEqual({ url: `${SITE}/` });
  });
});

describe("an address with a visitor's data", () => {
  test.each(["/?name=Ada", "/?EMAIL=x", "/?guests=a", "/?attendeePhoneNumber=1", "/?metadata%5Buser%5D=1", "/?q=ada%40example.com", "/ada@example.com", "/#ada@example.com", "/?first_name=Ada", "/?q=ada%EF%BC%A0example.com"])("is %s", (path) => {
    expect(isPersonal(SITE + path)).toBe(true);
  });
  test.each(["/", "/services?utm_source=a&gclid=b", "/?page=2&sort=name", "/#main", "/?rename=1"])("is not %s", (path) => {
    expect(isPersonal(SITE + path)).toBe(false);
  });
});
