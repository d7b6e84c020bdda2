import { describe, expect, test } from "vitest";
import * as answers from "../../../../src/host/auth/sign-in-answer.ts";
import { ENGLISH, wordsIn } from "../../../../src/host/words/words.ts";

type Arguments = Parameters<typeof answers.signInAnswer>;
const signInAnswer = (outcome: Arguments[0], env: Arguments[1], words: Arguments[2] = ENGLISH) => answers.signInAnswer(outcome, env, words);

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
  expect(signInAnswer({ kind: "no-store", failure: { code: "store-unavailable" }, retryAfter: 30 }, LOCAL)).toEqual({
    status: 503,
    retryAfter: 30,
    message: "Sign-in is unavailable, because failed attempts cannot be counted. The metrics store does not answer. Try again in a minute.",
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
    const { status, message } = signInAnswer({ kind: "no-password", problem: ENGLISH.signIn.invalidHash }, { VERCEL: onVercel });
    expect(status).toBe(503);
    expect(message).toContain("ADMIN_PASSWORD_HASH is not a valid hash");
    expect(message).toContain(where);
  });
});

const german = (outcome: Arguments[0], env: Arguments[1] = VERCEL) => signInAnswer(outcome, env, wordsIn("de")).message;

test("every message is in the language of the admin", () => {
  expect(german({ kind: "wrong", triesLeft: 1 })).toBe("Falsches Passwort. Noch ein Versuch. Verwenden Sie das Passwort, das als ADMIN_PASSWORD gesetzt ist.");
  expect(german({ kind: "locked", retryAfter: 61 })).toBe("Zu viele falsche Passwörter. Versuchen Sie es in 2 Minuten wieder.");
  expect(german({ kind: "too-long" })).toBe("Das Passwort ist zu lang. Es hat höchstens 1.000 Zeichen.");
  expect(german({ kind: "no-store", failure: { code: "store-not-configured", problem: { kind: "half", found: "A", missing: "B" } }, retryAfter: 30 })).toMatch(/^Die Anmeldung ist nicht möglich, .* A ist gesetzt, B aber nicht\./);
  expect(german({ kind: "no-password" })).toMatch(/^Die Anmeldung ist nicht eingerichtet/);
});
