import { describe, expect, test } from "vitest";
import { signInAnswer } from "../../../../src/host/auth/sign-in-answer.ts";

const LOCAL = { ADMIN_PASSWORD: "set" };
const VERCEL = { ...LOCAL, VERCEL: "1" };

describe("a wrong password", () => {
  test.each([
    [4, "4 attempts left."],
    [1, "One attempt left."],
    [0, "No attempts left. You can try again in 15 minutes at most."],
  ])("is answered with the %d attempts left", (triesLeft, text) => {
    expect(signInAnswer({ kind: "wrong", triesLeft }, LOCAL)).toEqual({
      status: 401,
      message: `Wrong password. ${text} Use the password that is set as ADMIN_PASSWORD, or the one that npm start has printed.`,
    });
  });

  test("is answered with the setting to look at", () => {
    expect(signInAnswer({ kind: "wrong", triesLeft: 4 }, VERCEL).message).toMatch(/Use the password that is set as ADMIN_PASSWORD\.$/);
    expect(signInAnswer({ kind: "wrong", triesLeft: 4 }, { ...VERCEL, ADMIN_PASSWORD_HASH: "scrypt:" }).message).toMatch(/Use the password that ADMIN_PASSWORD_HASH was made from\.$/);
  });
});

test.each([
  [900, "15 minutes"],
  [841, "15 minutes"],
  [840, "14 minutes"],
  [61, "2 minutes"],
  [60, "one minute"],
  [1, "one minute"],
])("a lock of %d s is shown as %s, never less", (retryAfter, text) => {
  expect(signInAnswer({ kind: "locked", retryAfter }, LOCAL)).toEqual({ status: 429, retryAfter, message: `Too many wrong passwords. Try again in ${text}.` });
});

test("a store that is down is shown as the reason, with the time to wait", () => {
  expect(signInAnswer({ kind: "no-store", message: "It does not answer.", retryAfter: 30 }, LOCAL)).toEqual({
    status: 503,
    retryAfter: 30,
    message: "Sign-in is unavailable, because failed attempts cannot be counted. It does not answer.",
  });
});

test("an input that is too long is answered with the limit", () => {
  expect(signInAnswer({ kind: "too-long" }, LOCAL)).toEqual({ status: 413, message: "The password is too long. It has at most 1,000 characters." });
});

describe("if no password is set", () => {
  test("on Vercel, the message has the setting and its place", () => {
    const { status, message } = signInAnswer({ kind: "no-password" }, { VERCEL: "1" });
    expect(status).toBe(503);
    for (const what of ["there is no password", "Vercel's dashboard", "ADMIN_PASSWORD,", "ADMIN_PASSWORD_HASH", "deploy again"]) expect(message).toContain(what);
  });

  test("locally, the message says that npm start generates one", () => {
    const { status, message } = signInAnswer({ kind: "no-password" }, {});
    expect(status).toBe(503);
    expect(message).toContain("npm start generates one");
    expect(message).not.toContain("Vercel");
  });

  test.each([
    ["1", "Vercel's dashboard"],
    ["", ".env"],
  ])("an invalid setting is named, with its place (VERCEL=%j)", (onVercel, where) => {
    const { status, message } = signInAnswer({ kind: "no-password", problem: "ADMIN_PASSWORD_HASH is broken." }, { VERCEL: onVercel });
    expect(status).toBe(503);
    expect(message).toContain("ADMIN_PASSWORD_HASH is broken.");
    expect(message).toContain(where);
  });
});
