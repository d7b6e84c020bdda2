/** Request headers are parsed by their grammar: generated notations of one value give the same value. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bearerToken } from "../../../../src/host/auth/secrets.ts";
import { hasCurrent } from "../../../../src/host/http/revalidation.ts";
import { mediaTypeOf } from "../../../../src/host/http/request-body.ts";
import { isForeign } from "../../../../src/host/http/same-origin.ts";

const requestWith = (headers: Record<string, string>) => ({ url: "http://localhost:4321/", headers: new Headers(headers) });

/** RFC 9110, 5.6.3. */
const ows = fc.stringMatching(/^[ \t]{0,3}$/);
/** RFC 9110, 8.8.3, without obs-text. */
const opaqueTag = fc.stringMatching(/^[\x21\x23-\x7e]{0,12}$/).map((text) => `"${text}"`);
const entityTag = fc.tuple(fc.constantFrom("", "W/"), opaqueTag).map((parts) => parts.join(""));
const TAG = '"T-TEQ3wsT_Bk2AjlaARmqvblBDY"';

/** RFC 9110, 5.6.1.2: recipients accept empty list members. */
const listOf = (members: readonly string[]) => fc.array(fc.tuple(ows, ows, fc.boolean()), { minLength: members.length, maxLength: members.length }).map((around) => members.map((member, i) => `${around[i]?.[2] ? " ," : ""}${around[i]?.[0]}${member}${around[i]?.[1]}`).join(","));

describe("If-None-Match", () => {
  test("matches if a tag of the list is the same, weak or not", () => {
    const lists = fc.array(entityTag, { maxLength: 6 }).chain((others) =>
      fc.tuple(fc.constantFrom(undefined, TAG, `W/${TAG}`), fc.nat()).chain(([own, at]) => {
        const members = own === undefined ? others : others.toSpliced(at % (others.length + 1), 0, own);
        const isThere = members.some((member) => member.replace(/^W\//, "") === TAG);
        return fc.tuple(listOf(members), fc.constant(isThere));
      }),
    );
    fc.assert(
      fc.property(lists, fc.constantFrom("", "W/"), ([list, isThere], weak) => {
        expect(hasCurrent(requestWith({ "if-none-match": list }), weak + TAG)).toBe(isThere);
      }),
      { numRuns: 500 },
    );
  });

  test.each(["*", " * ", TAG, `W/${TAG}`, `"other", ${TAG}`, `"a,b",\t${TAG}`])("%j is a 304", (value) => {
    expect(hasCurrent(requestWith({ "if-none-match": value }), TAG)).toBe(true);
  });

  test.each(["", ",", '"other"', TAG.slice(1, -1), `w/${TAG}`, `"${TAG}`, `${TAG}x`, '"*"', '*, "other"'])("%j is not", (value) => {
    expect(hasCurrent(requestWith({ "if-none-match": value }), TAG)).toBe(false);
  });

  test("that is absent does not match", () => {
    expect(hasCurrent(requestWith({}), TAG)).toBe(false);
  });
});

describe("Content-Type", () => {
  const token = fc.stringMatching(/^[\w!#$%&'*+.^`|~-]{1,10}$/);
  const quoted = fc.stringMatching(/^[\t !#-[\]-~]{0,10}$/).map((text) => `"${text}"`);
  const parameter = fc.tuple(ows, ows, token, fc.oneof(token, quoted)).map(([before, after, name, value]) => `${before};${after}${name}=${value}`);
  const mixedCase = fc.constantFrom("application/json", "Application/JSON", "APPLICATION/json");

  test("is reduced to the type, in any case and with any parameters", () => {
    fc.assert(
      fc.property(mixedCase, fc.array(parameter, { maxLength: 3 }), (type, parameters) => {
        expect(mediaTypeOf(requestWith({ "content-type": type + parameters.join("") }))).toBe("application/json");
      }),
    );
  });

  test.each(["", "json", "application/json, text/plain", "application/", "/json", "application/json text/plain", 'text/html; x="application/json"'])("%j is not JSON", (value) => {
    expect(mediaTypeOf(requestWith({ "content-type": value }))).not.toBe("application/json");
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\t -~]*$/), (value) => {
        expect(mediaTypeOf(requestWith({ "content-type": value }))).toMatch(/^$|\//);
      }),
    );
  });
});

describe("Authorization", () => {
  test.each([
    ["Bearer kT8sVx0Qm2hYJd5n", "kT8sVx0Qm2hYJd5n"],
    ["bearer kT8sVx0Qm2hYJd5n", "kT8sVx0Qm2hYJd5n"],
    ["BEARER   kT8s+/=~", "kT8s+/=~"],
    ["Bearer", undefined],
    ["Bearer ", undefined],
    ["BearerkT8s", undefined],
    ["Basic kT8s", undefined],
    ["x Bearer kT8s", undefined],
    ["", undefined],
  ])("%j has the token %s", (value, token) => {
    expect(bearerToken(requestWith({ authorization: value }))).toBe(token);
  });
});

describe("Origin and Host", () => {
  test.each([
    ["http://localhost:4321", "localhost:4321"],
    ["http://localhost:4321", "LOCALHOST:4321"],
    ["https://example.com", "example.com:443"],
    ["http://example.com", "example.com:80"],
    ["https://[2001:db8::1]:4321", "[2001:DB8:0::1]:4321"],
    ["https://xn--bcher-kva.example", "xn--bcher-kva.example"],
  ])("%s is the site at %s", (origin, host) => {
    expect(isForeign(requestWith({ origin, host }))).toBe(false);
  });

  test.each([
    ["https://example.com", "example.com:80"],
    ["https://example.com", "evil.example"],
    ["https://example.com", "example.com.evil.example"],
    ["https://example.com, https://evil.example", "example.com"],
    ["https://a:b", "a:b"],
    ["null", "null"],
  ])("%s is not the site at %s", (origin, host) => {
    expect(isForeign(requestWith({ origin, host }))).toBe(true);
  });
});
