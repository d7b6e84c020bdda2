import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { CALENDAR_NOTICES } from "../../src/booking/calendar-notices.ts";
import { builtStamp, currentStamp, STAMP_FILE, writeStamp } from "./build-stamp.ts";
import { root } from "../settings.ts";

/**
 * Builds the site. Astro's output goes to the terminal, or with `quiet` into the error.
 *
 * @throws {Error} if a setting is malformed or the build fails.
 */
export async function buildSite({ quiet = false } = {}): Promise<void> {
  const stamp = await currentStamp();
  // Without a stamp the next npm start builds again, whatever a failed build leaves in .vercel/output.
  await rm(STAMP_FILE, { force: true });
  // The adapter copies the client build over what lies in dist; leftovers would be deployed with it.
  await rm(join(root, "dist"), { recursive: true, force: true });
  const { code, output } = await astroBuild(quiet);
  if (code !== 0) throw new Error(`The build failed.\n${output}`);
  for (const notice of calendarNotices(output)) console.warn(`\n${notice}`);
  await writeStamp(stamp);
}

/** Builds only if the sources or the settings have changed since the last build. */
export async function buildWhenStale(): Promise<void> {
  const [built, current] = await Promise.all([builtStamp(), currentStamp()]);
  if (built?.fingerprint === current.fingerprint) return;
  console.log(built ? "Building again: sources or settings have changed …" : "Building the site …");
  await buildSite({ quiet: true });
}

function astroBuild(quiet: boolean): Promise<{ code: number | null; output: string }> {
  const astro = join(root, "node_modules", "astro", "bin", "astro.mjs");
  const child = spawn(process.execPath, [astro, "build"], {
    cwd: root,
    // Overrides NODE_ENV: React's and Vite's development code must not reach visitors.
    env: { ...process.env, NODE_ENV: "production", ASTRO_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
  });
  // Without this process, the build has no use.
  process.once("exit", () => child.kill());
  let output = "";
  child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

/** The notices of the calendar's integration in the output of a quiet build. */
function calendarNotices(output: string): string[] {
  const label = `[${CALENDAR_NOTICES}] `;
  return output.split("\n").flatMap((line) => (line.includes(label) ? [line.slice(line.indexOf(label) + label.length)] : []));
}
