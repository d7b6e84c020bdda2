import { describe, expect, test } from "vitest";
import { signInAnswer } from "../../../../src/host/auth/sign-in-answer.ts";

const LAPTOP = { ADMIN_PASSWORD: "set" };
const VERCEL = { ...LAPTOP, VERCEL: "1" };

describe("a wrong password", () => {
  test.each([
    [4, "4 tries are left."],
    [1, "One try is left."],
    [0, "No try is left; there are new ones in 15 minutes at most."],
  ])("with %d tries left says so", (triesLeft, text) => {
    expect(signInAnswer({ kind: "wrong", triesLeft }, LAPTOP)).toEqual({
      status: 401,
      message: `That is not the password. ${text} It is the one in ADMIN_PASSWORD; on a laptop, npm start prints it.`,
    });
  });

  test("says which password it is", () => {
    expect(signInAnswer({ kind: "wrong", triesLeft: 4 }, VERCEL).message).toMatch(/It is the one in ADMIN_PASSWORD\.$/);
    expect(signInAnswer({ kind: "wrong", triesLeft: 4 }, { ...VERCEL, ADMIN_PASSWORD_HASH: "scrypt:" }).message).toMatch(/It is the one that ADMIN_PASSWORD_HASH was made from\.$/);
  });
});

test.each([
  [900, "15 minutes"],
  [841, "15 minutes"],
  [840, "14 minutes"],
  [61, "2 minutes"],
  [60, "a minute"],
  [1, "a minute"],
])("who is locked out for %d s is told %s, and never too few", (retryAfter, text) => {
  expect(signInAnswer({ kind: "locked", retryAfter }, LAPTOP)).toEqual({ status: 429, retryAfter, message: `Too many wrong passwords. Try again in ${text}.` });
});

test("a store that is down is named, with when to try again", () => {
  expect(signInAnswer({ kind: "no-store", message: "It does not answer.", retryAfter: 30 }, LAPTOP)).toEqual({
    status: 503,
    retryAfter: 30,
    message: "Nobody can sign in right now, as wrong passwords cannot be counted. It does not answer.",
  });
});

test("what is too long is told the limit", () => {
  expect(signInAnswer({ kind: "too-long" }, LAPTOP)).toEqual({ status: 413, message: "That is too long to be the password: it has at most 1,000 characters." });
});

describe("where no password is set", () => {
  test("on Vercel it says what to set, and where", () => {
    const { status, message } = signInAnswer({ kind: "no-password" }, { VERCEL: "1" });
    expect(status).toBe(503);
    for (const what of ["no password is set", "Vercel's dashboard", "ADMIN_PASSWORD,", "ADMIN_PASSWORD_HASH", "deploy again"]) expect(message).toContain(what);
  });

  test("on a laptop it says that npm start makes one", () => {
    const { status, message } = signInAnswer({ kind: "no-password" }, {});
    expect(status).toBe(503);
    expect(message).toContain("npm start makes one");
    expect(message).not.toContain("Vercel");
  });

  test.each([
    ["1", "Vercel's dashboard"],
    ["", ".env"],
  ])("a setting that is broken is named, and where it stands (VERCEL=%j)", (onVercel, where) => {
    const { status, message } = signInAnswer({ kind: "no-password", problem: "ADMIN_PASSWORD_HASH is broken." }, { VERCEL: onVercel });
    expect(status).toBe(503);
    expect(message).toContain("ADMIN_PASSWORD_HASH is broken.");
    expect(message).toContain(where);
  });
});
