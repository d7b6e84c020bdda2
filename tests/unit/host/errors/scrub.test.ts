import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorEvent } from "../../../../src/host/errors/shared/error-event.ts";
import { scrub } from "../../../../src/host/errors/shared/scrub.ts";

const LIMIT = 500;

/** A value that is found again wherever it comes through. Its letters make no field's name, which would be cut in another place. */
const secret = fc.stringMatching(/^[jkvwx]{4}$/).map((word) => `zq${word}qz`);
const someText = fc.string({ unit: "grapheme", maxLength: 40 });
/** Around a value in running text. */
const between = fc.tuple(someText.map((text) => `${text} `), someText.map((text) => ` ${text}`));

/** The first text that lets the secret through that is written into it in this way; null if none does. */
function leak(written: fc.Arbitrary<{ text: string; secret: string }>): unknown {
  const property = fc.property(written, between, ({ text, secret: hidden }, [before, after]) => !scrub(before + text + after, LIMIT).includes(hidden));
  return fc.check(property, { numRuns: 500 }).counterexample;
}

const FIELDS = ["name", "email", "attendeeName", "firstName", "last_name", "notes", "guests", "guests[]", "attendeePhoneNumber", "smsReminderNumber", "location", "tel", "Comments"];
const field = fc.constantFrom(...FIELDS);

describe("nothing of a person comes through:", () => {
  test("no query and no fragment of any URL", () => {
    const url = fc.webUrl({ withQueryParameters: true, withFragments: true });
    expect(leak(fc.record({ url, secret, mark: fc.constantFrom("?", "#", "&", "?q=", "#/") }).map(({ url: address, secret: hidden, mark }) => ({
      text: `${address.includes("?") || address.includes("#") ? address : `${address}?`}${mark}${hidden}`,
      secret: hidden,
    })))).toBeNull();
  });

  test("none of a path's either, nor who signs in with an address", () => {
    expect(leak(secret.map((hidden) => ({ text: `/services?ref=${hidden}#${hidden}`, secret: hidden })))).toBeNull();
    expect(leak(secret.map((hidden) => ({ text: `https://${hidden}:${hidden}@example.com/`, secret: hidden })))).toBeNull();
  });

  test("no mail address, as it stands or escaped", () => {
    // With a "=" in it, an address may read like a field: then its beginning stays, as that field's name.
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
    ["the store's command, as its client's errors repeat it", (value) => `ERR max requests limit exceeded., command was: [["set","readyslot:v2:salt","${value}"]]`],
  ])("nothing that gives access, nor what was to be stored: %s", (_name, write) => {
    expect(leak(secret.map((hidden) => ({ text: write(hidden), secret: hidden })))).toBeNull();
  });

  test.each(["(/", " (/", "name", "a@", "%25", "://", "token ", "bearer", "command was "])("a hostile text of many %j is read in one go: one pass for each piece would not end in time", (piece) => {
    const length = 200_000;
    expect(scrub(piece.repeat(length / piece.length), length).length).toBeLessThanOrEqual(length);
  });

  test("no host of one", () => {
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
  ])("no value of a personal field in %s", (_name, write) => {
    expect(leak(fc.record({ name: field, before: someText, secret }).map(({ name, before, secret: hidden }) => ({ text: write(name, before + hidden), secret: hidden })))).toBeNull();
  });

  test("nor half of it, where a text is cut that is too long to be read to its end", () => {
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

test("a text is cut to its limit, and never in the middle of a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(100), (text, limit) => {
      const clean = scrub(text, limit);
      expect(clean.length).toBeLessThanOrEqual(limit);
      expect(clean.isWellFormed()).toBe(true);
    }),
  );
});

/** What Sentry's browser library may put into an event, each text with the secret in it. */
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
  test("has the facts of the error, and nothing about a visitor", () => {
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

  test("is not changed by being read again: the tunnel takes nothing from what the browser has scrubbed", () => {
    const event = errorEvent(EVENT("zqzqzq"));
    expect(errorEvent(event)).toEqual(event);
  });

  test("is bounded, whatever it is made from", () => {
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
