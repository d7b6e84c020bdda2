import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../../scripts/settings.ts";

test("NODE_ENV=production, as containers have it, does not keep the tools from being installed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  await mkdir(join(folder, "scripts"));
  await cp(join(root, "scripts", "bootstrap.mjs"), join(folder, "scripts", "bootstrap.mjs"));
  // In npm's place: says what it was asked for, and fails, so that nothing follows.
  const npm = join(folder, "npm.mjs");
  await writeFile(npm, "console.log(process.argv.slice(2).join(' ')); process.exit(3);");
  const env = { PATH: process.env.PATH, NODE_ENV: "production", npm_execpath: npm };
  const failed = promisify(execFile)(process.execPath, [join(folder, "scripts", "bootstrap.mjs"), "serve"], { env });
  await expect(failed).rejects.toMatchObject({ code: 3, stdout: expect.stringMatching(/^ci .*--include=dev$/m) });
  await rm(folder, { recursive: true });
});
