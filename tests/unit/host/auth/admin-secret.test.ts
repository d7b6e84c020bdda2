import { scryptSync } from "node:crypto";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { adminSecret, isAdminPassword, type AdminSecret } from "../../../../src/host/auth/admin-secret.ts";
import { hashPassword, parsePasswordHash } from "../../../../src/host/auth/password-hash.ts";

// Hashing is slow by design, and slower while other tests run.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PASSWORD = "correct horse battery staple";
const SALT = Buffer.alloc(16, 7).toString("base64url");
const HASH = Buffer.alloc(32, 9).toString("base64url");

function usable(env: Parameters<typeof adminSecret>[0]): AdminSecret {
  const secret = adminSecret(env);
  if (!secret || "problem" in secret) throw new Error("Expected a secret.");
  return secret;
}

let made: string;
beforeAll(async () => {
  made = await hashPassword(PASSWORD);
});

describe("the admin's secret", () => {
  test("is the configured password", async () => {
    const secret = usable({ ADMIN_PASSWORD: PASSWORD });
    expect(await isAdminPassword(PASSWORD, secret)).toBe(true);
    for (const guess of ["", "correct horse battery stapl", `${PASSWORD} `, PASSWORD.toUpperCase()]) expect(await isAdminPassword(guess, secret)).toBe(false);
  });

  test("is the hash if one is set, and the password next to it is not accepted", async () => {
    const secret = usable({ ADMIN_PASSWORD: "an old password", ADMIN_PASSWORD_HASH: ` ${made}\n` });
    expect(await isAdminPassword(PASSWORD, secret)).toBe(true);
    expect(await isAdminPassword("an old password", secret)).toBe(false);
  });

  test.each([{}, { ADMIN_PASSWORD: "" }, { ADMIN_PASSWORD: " \n" }, { ADMIN_PASSWORD: "", ADMIN_PASSWORD_HASH: " " }])("is undefined if nothing is set (%j)", (env) => {
    expect(adminSecret(env)).toBeUndefined();
  });

  test("is a problem with a remedy if the hash is invalid, even next to a password, and the value is not shown", () => {
    const problem = adminSecret({ ADMIN_PASSWORD: PASSWORD, ADMIN_PASSWORD_HASH: "hunter2" });
    expect(problem).toEqual({ problem: expect.stringMatching(/^ADMIN_PASSWORD_HASH is not a valid hash.*Generate one with npm run hash-password\.$/) });
    expect(JSON.stringify(problem)).not.toContain("hunter2");
  });
});

describe("a password's hash", () => {
  test("is salted, as strong as OWASP recommends, and one word without $", async () => {
    expect(made).toMatch(/^scrypt:32768:8:3:[\w-]{22}:[\w-]{43}$/);
    expect(await hashPassword(PASSWORD)).not.toBe(made);
  });

  test("is standard scrypt, as other implementations compute it", () => {
    const [, , , , salt = "", hash] = made.split(":");
    const own = scryptSync(PASSWORD, Buffer.from(salt, "base64url"), 32, { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 26 });
    expect(own.toString("base64url")).toBe(hash);
  });

  test("of another strength is verified with that strength", async () => {
    const salt = Buffer.alloc(20, 1);
    const key = scryptSync(PASSWORD, salt, 64, { N: 2 ** 13, r: 16, p: 5, maxmem: 2 ** 27 });
    const secret = usable({ ADMIN_PASSWORD_HASH: `scrypt:8192:16:5:${salt.toString("base64url")}:${key.toString("base64url")}` });
    expect(await isAdminPassword(PASSWORD, secret)).toBe(true);
    expect(await isAdminPassword("another", secret)).toBe(false);
  });

  test.each([
    ["131072", "8", "1"],
    ["65536", "8", "2"],
    ["32768", "8", "3"],
    ["16384", "8", "5"],
    ["8192", "8", "10"],
  ])("with OWASP's N=%s r=%s p=%s is accepted", (N, r, p) => {
    expect(parsePasswordHash(`scrypt:${N}:${r}:${p}:${SALT}:${HASH}`)).toMatchObject({ cost: { N: Number(N), r: Number(r), p: Number(p) } });
  });

  test.each([
    ["no scheme", `32768:8:3:${SALT}:${HASH}`],
    ["another scheme", `bcrypt:32768:8:3:${SALT}:${HASH}`],
    ["dollars", `$scrypt$32768$8$3$${SALT}$${HASH}`],
    ["an N that is no power of two", `scrypt:32767:8:3:${SALT}:${HASH}`],
    ["no N", `scrypt:0:8:3:${SALT}:${HASH}`],
    ["N=1", `scrypt:1:9999:99:${SALT}:${HASH}`],
    ["less work than OWASP's least", `scrypt:16384:8:4:${SALT}:${HASH}`],
    ["more memory than a function has", `scrypt:524288:8:1:${SALT}:${HASH}`],
    ["a block of gigabytes", `scrypt:32768:9999:1:${SALT}:${HASH}`],
    ["a p that takes a minute", `scrypt:32768:8:99:${SALT}:${HASH}`],
    ["a negative number", `scrypt:32768:8:-3:${SALT}:${HASH}`],
    ["a fraction", `scrypt:32768:8:3.5:${SALT}:${HASH}`],
    ["an exponent", `scrypt:1e5:8:3:${SALT}:${HASH}`],
    ["a short salt", `scrypt:32768:8:3:${Buffer.alloc(15).toString("base64url")}:${HASH}`],
    ["a long salt", `scrypt:32768:8:3:${Buffer.alloc(65).toString("base64url")}:${HASH}`],
    ["a short hash", `scrypt:32768:8:3:${SALT}:${Buffer.alloc(31).toString("base64url")}`],
    ["a long hash", `scrypt:32768:8:3:${SALT}:${Buffer.alloc(65).toString("base64url")}`],
    ["no hash", `scrypt:32768:8:3:${SALT}:`],
    ["padding", `scrypt:32768:8:3:${SALT}==:${HASH}=`],
    ["a part too many", `scrypt:32768:8:3:${SALT}:${HASH}:x`],
    ["two lines", `scrypt:32768:8:3:${SALT}:${HASH}\nx`],
  ])("with %s is invalid", (_what, text) => {
    expect(parsePasswordHash(text)).toBeUndefined();
  });
});
