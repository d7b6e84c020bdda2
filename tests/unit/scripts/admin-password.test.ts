import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { adminPassword, howToSignIn } from "../../../scripts/serve/admin-password.ts";

const HASH = `scrypt:32768:8:3:${"a".repeat(22)}:${"b".repeat(43)}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "admin-password-"));
  vi.stubEnv("ADMIN_PASSWORD", undefined);
  vi.stubEnv("ADMIN_PASSWORD_HASH", undefined);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the password on a developer's machine", () => {
  test("is generated, kept and shown if none is set", async () => {
    const made = await adminPassword(folder);
    expect(howToSignIn(made)).toBe(`sign in with the password ${made.value}`);
    expect(readdirSync(folder)).toEqual(["admin-password"]);
  });

  test("is not shown if it is set, and none is generated", async () => {
    vi.stubEnv("ADMIN_PASSWORD", "mine");
    expect(howToSignIn(await adminPassword(folder))).toBe("sign in with the password in ADMIN_PASSWORD");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("is unknown if its hash is set, and none is generated", async () => {
    vi.stubEnv("ADMIN_PASSWORD_HASH", HASH);
    const password = await adminPassword(folder);
    expect(password.value).toBeUndefined();
    expect(howToSignIn(password)).toBe("sign in with the password that ADMIN_PASSWORD_HASH was made from");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("does not work if its hash is malformed, which the terminal shows", async () => {
    vi.stubEnv("ADMIN_PASSWORD", "mine");
    vi.stubEnv("ADMIN_PASSWORD_HASH", "broken");
    expect(howToSignIn(await adminPassword(folder))).toMatch(/^signing in is impossible: ADMIN_PASSWORD_HASH is not/);
  });
});
