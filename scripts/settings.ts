import { existsSync } from "node:fs";
import { join } from "node:path";
import { requireSettings } from "../src/host/settings/setting-problems.ts";
import { SETTINGS } from "../src/host/settings/settings.ts";

/** The project's folder: every script works on it, from wherever it was started. */
export const root = join(import.meta.dirname, "..");

/** Reads .env into the environment. What is set already wins, as on a host. */
export function loadDotEnv(): void {
  const file = join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/** The settings of a build or a start: .env and the environment, checked. @throws {SettingsError} with all that is wrong. */
export function loadSettings(): void {
  loadDotEnv();
  requireSettings(process.env);
}

/** Takes every setting, and Vercel's own, out of this process: for a run that is about the code and not about whoever starts it. */
export function forgetSettings(): void {
  const names = new Set(SETTINGS.map(({ name }) => name));
  for (const name of Object.keys(process.env)) if (names.has(name) || /^(PUBLIC_|VERCEL)/.test(name)) delete process.env[name];
}

/** Runs a script's main function; an error ends it with the message alone, which says what to do. */
export async function runScript(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
