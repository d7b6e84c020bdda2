import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseOptions } from "../../lab/demo-data/options.ts";
import { root } from "../../../scripts/settings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "demo-data-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Overrides the settings of the developer who runs the tests. */
const NOWHERE = { KV_REST_API_URL: "", KV_REST_API_TOKEN: "", REDIS_URL: "", VERCEL: "" };

function run(args: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts", "demo-data.ts"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...NOWHERE, DATA_DIR: join(folder, "data"), ...env },
  });
  return { status, stdout, stderr };
}

const SMALL = ["--days", "2", "--per-day", "15"];

describe("npm run demo:data", () => {
  test("fills the store in DATA_DIR once, prints its path and the numbers, and refuses a second time", () => {
    const first = run(SMALL);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(/\d+ made-up openings of 2 days are in .*metrics\.db/);
    expect(first.stdout).toMatch(/Restart a site that is already running/);

    const second = run(SMALL);
    expect(second.status).toBe(1);
    expect(second.stderr).toMatch(/already has made-up openings/);
    expect(second.stderr).not.toMatch(/^\s+at /m);
  });

  test.each(["KV_REST_API_URL", "KV_REST_API_TOKEN", "REDIS_URL", "VERCEL"])("fails with %s set, and opens nothing", (name) => {
    const { status, stderr } = run(SMALL, { [name]: "https://kv.example" });
    expect(status).toBe(1);
    expect(stderr).toContain(`${name} is set`);
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  test("prints the usage for a wrong option, and fills nothing", () => {
    const { status, stderr } = run(["--days", "91"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/--days takes a whole number from 1 to 90, not "91"\.[^]*--per-day N/);
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  test("--help prints the usage, and fills nothing", () => {
    expect(run(["--help"])).toMatchObject({ status: 0, stdout: expect.stringMatching(/--days N[^]*--per-day N[^]*--seed N/) as string });
    expect(existsSync(join(folder, "data"))).toBe(false);
  });
});

describe("its options", () => {
  test("are 56 days of 120 openings by default", () => {
    expect(parseOptions([])).toEqual({ days: 56, perDay: 120, seed: 1 });
    expect(parseOptions(["--days", "90", "--per-day", "2000", "--seed", "0"])).toEqual({ days: 90, perDay: 2_000, seed: 0 });
  });

  test.each([["--days", "0"], ["--days", "1.5"], ["--days", ""], ["--per-day", "2001"], ["--per-day", "-1"], ["--seed", "x"], ["--mix"], ["28"]])(
    "refuse wrong values: %s %s",
    (...args) => {
      expect(() => parseOptions(args.filter((arg) => arg !== undefined))).toThrow(TypeError);
      expect(() => parseOptions(args.filter((arg) => arg !== undefined))).toThrow("npm run demo:data");
    },
  );
});
