import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { npmCi } from "../fixtures/npm-ci.ts";

const command = join(import.meta.dirname, "node_modules", "vercel", "dist", "vc.js");

/**
 * Installs Vercel's command from the lockfile beside this file, once, without install scripts, which a build does not
 * need.
 *
 * @returns whether it is installed; if not, npm has printed the reason.
 */
export function installVercel(): boolean {
  if (existsSync(command)) return true;
  return npmCi(import.meta.dirname);
}

/**
 * Builds a copy of the project as Vercel would, into its `.vercel/output`. Without a login and without a user's
 * settings: the project does not exist at Vercel, and the home folder is empty.
 *
 * @throws {Error} with the command's output if it fails.
 */
export async function vercelBuild(root: string, env: Record<string, string>): Promise<void> {
  await mkdir(join(root, ".vercel"), { recursive: true });
  // The packages are linked from the project.
  const settings = { framework: "astro", installCommand: "true", nodeVersion: "24.x" };
  await writeFile(join(root, ".vercel", "project.json"), JSON.stringify({ projectId: "prj_none", orgId: "team_none", settings }));
  const home = await mkdtemp(join(tmpdir(), "readyslot-"));
  const kept = Object.fromEntries(["PATH", "SystemRoot"].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = spawn(process.execPath, [command, "build", "--yes"], {
    cwd: root,
    env: { ...kept, HOME: home, USERPROFILE: home, VERCEL_TELEMETRY_DISABLED: "1", NO_UPDATE_NOTIFIER: "1", ASTRO_TELEMETRY_DISABLED: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  await rm(home, { recursive: true, force: true });
  if (code !== 0) throw new Error(`vercel build failed.\n${output}`);
}
