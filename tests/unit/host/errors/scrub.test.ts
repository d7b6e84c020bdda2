import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorEvent } from "../../../../src/host/errors/shared/error-event.ts";
import { scrub } from "../../../../src/host/errors/shared/scrub.ts";

const LIMIT = 500;

/** A recognizable value. Its letters are not part of a field's name, which would be cut elsewhere. */
const secret = fc.stringMatching(/^[jkvwx]{4}$/).map((word) => `zq${word}qz`);
const someText = fc.string({ unit: "grapheme", maxLength: 40 });
/** Text around a value. */
const between = fc.tuple(someText.map((text) => `${text} `), someText.map((text) => ` ${text}`));

/** The first text in which the secret, written in this way, is not removed; null if there is none. */
function leak(written: fc.Arbitrary<{ text: string; secret: string }>): unknown {
  const property = fc.property(written, between, ({ text, secret: hidden }, [before, after]) => !scrub(before + text + after, LIMIT).includes(hidden));
  return fc.check(property, { numRuns: 500 }).counterexample;
}

const FIELDS = ["name", "email", "attendeeName", "firstName", "last_name", "notes", "guests", "guests[]", "attendeePhoneNumber", "smsReminderNumber", "location", "tel", "Comments"];
const field = fc.constantFrom(...FIELDS);

describe("personal data is removed:", () => {
  test("the query and fragment of any URL", () => {
    const url = fc.webUrl({ withQueryParameters: true, withFragments: true });
    expect(leak(fc.record({ url, secret, mark: fc.constantFrom("?", "#", "&", "?q=", "#/") }).map(({ url: address, secret: hidden, mark }) => ({
      text: `${address.includes("?") || address.includes("#") ? address : `${address}?`}${mark}${hidden}`,
      secret: hidden,
    })))).toBeNull();
  });

  test("a query that begins like an email address", () => {
    expect(scrub("http://a.aa/(?@#(&Lovelace", 300)).not.toContain("Lovelace");
  });

  test("the query and fragment of a path, and credentials in a URL", () => {
    expect(leak(secret.map((hidden) => ({ text: `/services?ref=${hidden}#${hidden}`, secret: hidden })))).toBeNull();
    expect(leak(secret.map((hidden) => ({ text: `https://${hidden}:${hidden}@example.com/`, secret: hidden })))).toBeNull();
  });

  test("email addresses, plain or escaped", () => {
    // An address with "=" may look like a field. Then its beginning is kept as the field's name.
    const mails = fc.emailAddress().filter((mail) => !mail.includes("="));
    expect(leak(
      fc.record({ mail: mails, secret, times: fc.nat(2) }).map(({ mail, secret: hidden, times }) => {
        let text = `${hidden}${mail}`;
        for (let n = 0; n < times; n++) text = encodeURIComponent(text);
        return { text, secret: hidden };
      }),
    )).toBeNull();
  });

  test.each<[string, (value: string) => string]>([
    ["a token's header", (value) => `Headers.append: "Bearer a\n${value}" is an invalid header value.`],
    ["a header with its name", (value) => `Authorization: Basic ${value}`],
    ["a cookie", (value) => `Cookie: session=${value}`],
    ["a token by its name", (value) => JSON.stringify({ token: value })],
    ["the store's command, as its client's errors repeat it", (value) => `ERR max requests limit exceeded., command was: [["set","readyslot:v3:salt","${value}"]]`],
  ])("credentials and stored data: %s", (_name, write) => {
    expect(leak(secret.map((hidden) => ({ text: write(hidden), secret: hidden })))).toBeNull();
  });

  test.each(["(/", " (/", "name", "a@", "%25", "://", "token ", "bearer", "command was "])("a hostile text of many %j takes linear time", (piece) => {
    const length = 200_000;
    expect(scrub(piece.repeat(length / piece.length), length).length).toBeLessThanOrEqual(length);
  });

  test("the host of an email address", () => {
    expect(scrub("to ada@example.com, please", LIMIT)).toBe("to […], please");
  });

  test.each<[string, (name: string, value: string) => string]>([
    ["a form's own encoding", (name, value) => new URLSearchParams({ page: "1", [name]: value }).toString()],
    ["an address, escaped once more", (name, value) => encodeURIComponent(new URLSearchParams({ [name]: value }).toString())],
    ["an address in an address in an address", (name, value) => encodeURIComponent(encodeURIComponent(encodeURIComponent(`${name}=${value}`)))],
    ["plain words", (name, value) => `${name}=${value}`],
    ["a list", (name, value) => `${name}: ${value}`],
    ["JSON", (name, value) => JSON.stringify({ page: 1, [name]: value })],
    ["a list in JSON", (name, value) => JSON.stringify({ [name]: ["one", value] }, null, 2)],
    ["JSON in JSON", (name, value) => JSON.stringify(JSON.stringify({ [name]: value }))],
    ["JSON in an address", (name, value) => encodeURIComponent(JSON.stringify({ [name]: value }))],
    ["a program's object", (name, value) => `{ '${name}': '${value}' }`],
  ])("the value of a personal field in %s", (_name, write) => {
    expect(leak(fc.record({ name: field, before: someText, secret }).map(({ name, before, secret: hidden }) => ({ text: write(name, before + hidden), secret: hidden })))).toBeNull();
  });

  test("half an address at the end of a text that is cut", () => {
    const cut = fc.property(fc.integer({ min: 0, max: 20 }), secret, (more, hidden) => {
      const taken = `/?${"a".repeat(LIMIT * 8 - 22 + more)} `;
      return !scrub(`${taken}${hidden}.${hidden}@example.com`, LIMIT).includes("zq");
    });
    expect(fc.check(cut).counterexample).toBeNull();
  });
});

test.each([
  "Cannot read properties of undefined (reading 'name')",
  "Minified React error #418; visit https://react.dev/errors/418",
  "frame-timeout: 5000 ms",
  "script-failed: https://app.cal.com/embed/embed.js",
  "connect ECONNREFUSED 127.0.0.1:9",
  "Unexpected token '<', \"<!doctype \"... is not valid JSON",
  "Cannot find package '@vercel/kv' imported from /var/task/node_modules/@astrojs/vercel/dist/index.js",
  "Failed to fetch dynamically imported module: https://example.com/_astro/BookingCode.abc.js",
  "Is it there? It is not.",
])("an error's own text is kept: %s", (words) => {
  expect(scrub(words, LIMIT)).toBe(words);
});

test("a text is cut to its limit, never within a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(100), (text, limit) => {
      const clean = scrub(text, limit);
      expect(clean.length).toBeLessThanOrEqual(limit);
      expect(clean.isWellFormed()).toBe(true);
    }),
  );
});

/** The fields that Sentry's browser library may set, each with the secret in its text. */
const EVENT = (hidden: string) => ({
  event_id: "0123456789abcdef0123456789abcdef",
  timestamp: 1_700_000_000.5,
  platform: "javascript",
  level: "error",
  message: `at https://example.com/?q=${hidden}`,
  transaction: `/services?q=${hidden}`,
  server_name: hidden,
  user: { email: hidden, ip_address: "{{auto}}" },
  request: { url: `https://example.com/?${hidden}`, headers: { Cookie: hidden, Referer: hidden } },
  breadcrumbs: [{ message: hidden }],
  modules: { [hidden]: "1" },
  tags: { page: `/?name=${hidden}`, [hidden]: hidden },
  extra: { [hidden]: hidden, n: 3 },
  contexts: { trace: { trace_id: hidden }, react: { componentStack: `at Modal (https://example.com/a.js?${hidden})` }, browser: { name: hidden } },
  exception: { values: [{ type: "TypeError", value: `${hidden}@example.com`, module: hidden, stacktrace: { frames: [{ filename: `/a.js?${hidden}`, lineno: 3, vars: { [hidden]: hidden } }] } }] },
  debug_meta: { images: [{ type: "sourcemap", code_file: `/a.js#${hidden}`, debug_id: "01234567-89ab-cdef-0123-456789abcdef" }] },
});

describe("an event", () => {
  test("has the facts of the error and no data about a visitor", () => {
    const event = errorEvent(EVENT("zqzqzq"));
    expect(JSON.stringify(event)).not.toContain("zqzqzq");
    expect(event).toEqual({
      event_id: "0123456789abcdef0123456789abcdef",
      timestamp: 1_700_000_000.5,
      platform: "javascript",
      level: "error",
      message: "at https://example.com/",
      transaction: "/services",
      tags: { page: "/" },
      extra: { n: 3 },
      contexts: { react: { componentStack: "at Modal (https://example.com/a.js" } },
      exception: { values: [{ type: "TypeError", value: "[…]", stacktrace: { frames: [{ filename: "/a.js", lineno: 3 }] } }] },
      debug_meta: { images: [{ type: "sourcemap", code_file: "/a.js", debug_id: "01234567-89ab-cdef-0123-456789abcdef" }] },
    });
  });

  test("is the same when it is scrubbed again, so the tunnel does not change the browser's events", () => {
    const event = errorEvent(EVENT("zqzqzq"));
    expect(errorEvent(event)).toEqual(event);
  });

  test("is limited in size for any input", () => {
    const made = fc.property(fc.object({ maxDepth: 4 }), fc.anything(), (more, anything) => {
      const event = errorEvent({ ...EVENT("x"), ...more, exception: { values: [anything, more] }, tags: more, contexts: anything });
      return event === undefined || JSON.stringify(event).length < 20_000;
    });
    expect(fc.check(made).counterexample).toBeNull();
    const frames = Array.from({ length: 1_000 }, (_, n) => ({ filename: "/x".repeat(5_000), lineno: n }));
    const values = Array.from({ length: 1_000 }, (_, n) => ({ type: "Error", value: `${n} ${"word ".repeat(5_000)}`, stacktrace: { frames } }));
    const event = errorEvent({ ...EVENT("x"), exception: { values } });
    expect(event?.exception?.values).toHaveLength(5);
    expect(event?.exception?.values.at(-1)?.stacktrace?.frames.at(-1)?.lineno).toBe(999);
    expect(event?.exception?.values.at(-1)?.value?.length).toBe(1_000);
  });

  test.each([undefined, null, 1, "event", [], {}, { ...EVENT("x"), event_id: "../../x" }, { ...EVENT("x"), timestamp: Infinity }, { ...EVENT("x"), platform: "other" }, { ...EVENT("x"), level: "debug" }])(
    "is not made from %j",
    (input) => {
      expect(errorEvent(input)).toBeUndefined();
    },
  );
});
