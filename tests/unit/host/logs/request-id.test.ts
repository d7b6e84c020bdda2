import { describe, expect, test } from "vitest";
import { requestIdOf } from "../../../../src/host/logs/request-context.ts";

const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const given = (headers: Record<string, string>, env = {}) => requestIdOf(new Headers(headers), env);

describe("the id of a request", () => {
  test.each([
    "7f9c24e8-3b1d-4c62-9d1e-5a0b7c8d9e0f",
    "a1b2c3d4e5f60718293a4b5c6d7e8f90",
    "01JDWQ3V9Z8Y7X6W5V4T3S2R1Q",
  ])("is the proxy's, if it has a usual form: %s", (id) => {
    expect(given({ "x-request-id": id })).toBe(id);
  });

  test.each([
    ["nothing", undefined],
    ["an IPv4 address", "203.0.113.77"],
    ["an IPv6 address", "2001:db8:1:2:3:4:5:6"],
    ["an email address", "somebody.example@example.com"],
    ["a telephone number", "+4917012345678"],
    ["digits as short as a telephone number", "491701234567890"],
    ["a name", "Maria Magdalena Musterfrau"],
    ["JSON", '{"level":"error","message":"x"}'],
    ["two ids", "7f9c24e8-3b1d-4c62-9d1e-5a0b7c8d9e0f, 7f9c24e8-3b1d-4c62-9d1e-5a0b7c8d9e0f"],
    ["too much", "a".repeat(129)],
    ["a long word with an accent", "ä".repeat(20)],
  ])("is a new one for %s", (_name, id) => {
    const made = given(id === undefined ? {} : { "x-request-id": Buffer.from(id).toString("latin1") });
    expect(made).toMatch(UUID);
    expect(made).not.toBe(id);
  });

  test("is that of Vercel's edge on Vercel, and not what a client sends", () => {
    const id = "fra1::iad1::6qv9h-1764460800000-0a1b2c3d4e5f";
    const client = "7f9c24e8-3b1d-4c62-9d1e-5a0b7c8d9e0f";
    expect(given({ "x-vercel-id": id, "x-request-id": client }, { VERCEL: "1" })).toBe(id);
    expect(given({ "x-request-id": client }, { VERCEL: "1" })).toMatch(UUID);
    expect(given({ "x-vercel-id": id })).toMatch(UUID);
  });

  test("is never that of another request", () => {
    expect(new Set(Array.from({ length: 1_000 }, () => given({}))).size).toBe(1_000);
  });
});
