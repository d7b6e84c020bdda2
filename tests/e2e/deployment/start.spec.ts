import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adminPassword } from "../../../scripts/serve/admin-password.ts";
import { builtStamp, currentStamp } from "../../../scripts/build/build-stamp.ts";
import { root } from "../../../scripts/settings.ts";
import { siteUnderTest } from "../../fixtures/builds/site-under-test.ts";
import { expect, test } from "../fixtures.ts";

/** Runs a script of npm's, which must fail, and gives what it said. */
async function failing(script: "start" | "serve" | "build" | "dev", env: Record<string, string>): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "readyslot-"));
  // Playwright asks for colours, and Node warns of that where there shall be none.
  const child = spawn(process.execPath, [join(root, `scripts/${script}.ts`)], { env: { ...process.env, FORCE_COLOR: undefined, DATA_DIR: dataDir, ...env } });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  await rm(dataDir, { recursive: true, force: true });
  expect(code).toBe(1);
  return said;
}

test("a taken port is said, with what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  expect(await failing("serve", { PORT: String(port) })).toMatch(new RegExp(`Port ${port} is taken.*PORT=\\d+ npm start`));
  other.close();
});

for (const script of ["start", "serve", "build", "dev"] as const) {
  test(`npm ${script === "start" ? "" : "run "}${script} says at once what is wrong with all settings`, async () => {
    const said = await failing(script, { PORT: "abc", METRICS_TOKEN: "short" });
    expect(said).toMatch(/^\n2 settings are wrong\.\n/);
    expect(said).toContain('PORT is "abc".\n  Write a number from 1 to 65534, for example PORT=4321.\n');
    expect(said).toContain("METRICS_TOKEN has 5 characters.");
    expect(said).not.toContain(" at ");
  });
}

test("so does a build by Astro's own command, as Vercel would run it", async () => {
  const astro = join(root, "node_modules", "astro", "bin", "astro.mjs");
  const child = spawn(process.execPath, [astro, "build"], { cwd: root, env: { ...process.env, VERCEL: "1", VERCEL_ENV: "production" } });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  expect(code).toBe(1);
  for (const name of ["PUBLIC_CAL_LINK", "KV_REST_API_URL", "KV_REST_API_TOKEN", "ADMIN_PASSWORD", "CRON_SECRET"]) expect(said).toContain(`${name}: `);
});

test("what is built is not built again", async () => {
  expect((await builtStamp(siteUnderTest))?.fingerprint).toBe((await currentStamp(process.env, siteUnderTest)).fingerprint);
});

test("a change of a setting is a change of the build", async () => {
  const before = await currentStamp();
  process.env.PUBLIC_CAL_LINK = "ada/intro";
  try {
    expect(await currentStamp()).toMatchObject({ calOrigin: "https://app.cal.com", isDemo: false });
    expect((await currentStamp()).fingerprint).not.toBe(before.fingerprint);
  } finally {
    delete process.env.PUBLIC_CAL_LINK;
  }
});

test("the admin's password is made once, kept for its owner alone, and the one that is set wins", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "readyslot-"));
  const made = await adminPassword(dataDir);
  expect(made).toMatchObject({ isGenerated: true, value: expect.stringMatching(/^[\w-]{16}$/) });
  expect(await adminPassword(dataDir)).toEqual(made);
  expect((await readFile(made.file, "utf8")).trim()).toBe(made.value);
  expect((await stat(made.file)).mode & 0o777).toBe(0o600);
  process.env.ADMIN_PASSWORD = "mine";
  expect(await adminPassword(dataDir)).toMatchObject({ isGenerated: false, value: "mine" });
  delete process.env.ADMIN_PASSWORD;
  await rm(dataDir, { recursive: true, force: true });
});
