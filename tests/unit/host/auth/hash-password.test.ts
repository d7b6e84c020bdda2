import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { adminSecret, isAdminPassword } from "../../../../src/host/auth/admin-secret.ts";

// Hashing is slow by design, and slower while other tests run.
vi.setConfig({ testTimeout: 60_000 });

const SCRIPT = join(import.meta.dirname, "..", "..", "..", "..", "scripts", "hash-password.ts");

function hashPasswordOf(input: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT], { input, encoding: "utf8" });
  return { status, stdout, stderr };
}

describe("npm run hash-password", () => {
  test("prints the setting on one line, and where to set it on standard error", async () => {
    const { status, stdout, stderr } = hashPasswordOf("pässword with $HOME and 'quotes'\nnot this line\n");
    expect(status).toBe(0);
    const [, setting = ""] = /^ADMIN_PASSWORD_HASH=(\S+)\n$/.exec(stdout) ?? [];
    const secret = adminSecret({ ADMIN_PASSWORD_HASH: setting });
    if (!secret || "problem" in secret) throw new Error(`Expected a hash, found ${stdout}`);
    expect(await isAdminPassword("pässword with $HOME and 'quotes'", secret)).toBe(true);
    for (const where of [".env", "Vercel", "ADMIN_PASSWORD,"]) expect(stderr).toContain(where);
    expect(stdout + stderr).not.toContain("pässword");
  });

  test.each([
    ["", "0 characters"],
    ["\n", "0 characters"],
    ["elevenchars\n", "11 characters"],
    ["ää ää ää ää\n", "11 characters"],
    [`${"a".repeat(1_001)}\n`, "at most 1000"],
  ])("refuses %j with a reason", (input, reason) => {
    const { status, stdout, stderr } = hashPasswordOf(input);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(reason);
  });
});
