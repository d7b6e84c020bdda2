import { describe, expect, test } from "vitest";
import { forRequest } from "../../../../src/host/logs/request-context.ts";
import { jsonLine, logsJson, textLine } from "../../../../src/host/logs/server-logs.ts";

const NOW = new Date("2026-11-29T14:03:07.250Z");
const REQUEST = { requestId: "7f9c24e8-3b1d-4c62-9d1e-5a0b7c8d9e0f", method: "POST", route: "/api/cal-metrics" };
const json = (...words: unknown[]) => JSON.parse(jsonLine("error", words, NOW)) as Record<string, unknown>;

describe("a JSON line", () => {
  test("has time, level and message, and the request that it belongs to", () => {
    expect(json("The metrics store does not answer.")).toEqual({ time: "2026-11-29T14:03:07.250Z", level: "error", message: "The metrics store does not answer." });
    expect(forRequest(REQUEST, () => json("x"))).toEqual({ time: NOW.toISOString(), level: "error", message: "x", ...REQUEST });
  });

  test("is one line, whatever the message has", () => {
    const line = jsonLine("warn", ["one\ntwo \u2028 \"three\" \u001b[31m"], NOW);
    for (const character of ["\n", "\u001b"]) expect(line).not.toContain(character);
    expect(JSON.parse(line)).toMatchObject({ message: "one\ntwo \u2028 \"three\" \u001b[31m" });
  });

  test("has the error with its code, its place and its causes", () => {
    const cause = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:6379"), { code: "ECONNREFUSED" });
    const line = json("The metrics store does not answer.", new TypeError("fetch failed", { cause }));
    expect(line).toMatchObject({ message: "The metrics store does not answer.", error: { name: "TypeError", message: "fetch failed", stack: expect.stringMatching(/^\s+at .*server-logs\.test\.ts/m), cause: { code: "ECONNREFUSED", message: "connect ECONNREFUSED 127.0.0.1:6379" } } });
  });

  test("ends at some cause of an error that is its own cause", () => {
    const error = new Error("round");
    error.cause = error;
    expect(() => json(error)).not.toThrow();
  });

  test("has the fields that come with the message, which cannot replace its own", () => {
    expect(forRequest(REQUEST, () => json("Request answered.", { status: 200, level: "none", requestId: "other", message: "no" }))).toMatchObject({ message: "Request answered.", level: "error", status: 200, requestId: REQUEST.requestId });
  });

  test("is written for fields that JSON cannot have", () => {
    const circle: Record<string, unknown> = { n: 1n };
    circle["self"] = circle;
    expect(json("x", circle)).toMatchObject({ message: "x", fields: expect.stringContaining("Circular") });
  });

  test("formats as the console does", () => {
    expect(json("%s of %d", "one", 2)).toMatchObject({ message: "one of 2" });
    expect(json("a", 1, [2])).toMatchObject({ message: "a 1 [ 2 ]" });
    expect(json()).toMatchObject({ message: "" });
  });
});

describe("no personal data is logged", () => {
  const DATA = "someone@example.com";

  test.each([
    ["an error alone", [new Error(`Command failed, command was: ["SET","k","${DATA}"]`)]],
    ["an error with a message", ["It failed.", new Error(`invitee ${DATA}`)]],
    ["the cause of an error", ["It failed.", new Error("outer", { cause: new Error(`guest: ${DATA}`) })]],
    ["an error that was printed as text, as Astro does", [new Error(`/thanks?email=${DATA}`).stack]],
  ])("from %s", (_name, words) => {
    for (const line of [jsonLine("error", words, NOW), textLine("error", words, NOW)]) {
      expect(line).not.toContain(DATA);
      expect(line).toMatch(/server-logs\.test\.ts:\d+/);
    }
  });
});

describe("a line of text", () => {
  test("has the time of day, the level, the message and the request", () => {
    expect(textLine("warn", ["Sign-in: 5 wrong passwords."], NOW)).toMatch(/^\d\d:03:07 WARN  Sign-in: 5 wrong passwords\.$/);
    expect(forRequest(REQUEST, () => textLine("error", ["It failed."], NOW))).toMatch(/ ERROR It failed\. \[request 7f9c24e8-3b1d-4c62-9d1e-5a0b7c8d9e0f\]$/);
  });

  test("has the error and its causes below", () => {
    const text = textLine("error", ["It failed.", new Error("outer", { cause: new RangeError("inner") })], NOW);
    expect(text).toMatch(/It failed\.\nError: outer\n\s+at [^]*\ncaused by RangeError: inner\n\s+at /);
  });
});

test.each([
  [{ LOG_FORMAT: "json" }, true],
  [{ LOG_FORMAT: "text" }, false],
  // The tests' output goes to no terminal.
  [{}, !process.stdout.isTTY],
])("with %j the log is JSON: %s", (env, expected) => {
  expect(logsJson(env)).toBe(expected);
});
