import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseEnv } from "node:util";
import { requireSettings } from "../src/host/settings/setting-problems.ts";
import { SETTINGS } from "../src/host/settings/settings.ts";
import type { SiteConfig } from "../src/site/config/site-config.ts";

/** The project's folder. Scripts can be started from any folder. */
export const root = join(import.meta.dirname, "..");

/**
 * The languages in src/site.config.ts of a project; none for a folder with content alone.
 *
 * @throws {TypeError} that names what is wrong in that file.
 */
export async function configuredLanguages(project: string): Promise<readonly string[]> {
  const file = join(project, "src/site.config.ts");
  if (!existsSync(file) || !existsSync(join(project, "src/site/config/site-config.ts"))) return [];
  const { default: config } = (await import(pathToFileURL(file).href)) as { default: SiteConfig };
  return config.languages;
}

/** Reads .env into the environment. Variables that are already set take precedence, as on a host. */
export function loadDotEnv(): void {
  const file = join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * Loads and checks the settings of a build or a start, from .env and the environment. They are the only way to
 * configure it: an ignored "--port 5000" would be a surprise.
 *
 * @throws {Error} if the command was given arguments.
 * @throws {SettingsError} with all problems.
 */
export function loadSettings(command: string): void {
  const args = process.argv.slice(2);
  if (args.length > 0) throw new Error(`${command} has no arguments, but was given "${args.join(" ")}". Write settings in front of the command, for example PORT=5000 ${command}`);
  loadDotEnv();
  requireSettings(process.env);
}

/** Removes all settings, and Vercel's variables, from this process, so that a run does not depend on them. Those in .env become empty, because a build reads the file itself. */
export function forgetSettings(): void {
  const names = new Set(SETTINGS.map(({ name }) => name));
  for (const name of Object.keys(process.env)) if (names.has(name) || /^(PUBLIC_|VERCEL)/.test(name)) delete process.env[name];
  const file = join(root, ".env");
  if (!existsSync(file)) return;
  for (const name of Object.keys(parseEnv(readFileSync(file, "utf8")))) if (names.has(name)) process.env[name] = "";
}

/** Runs a script's main function. An error ends the process with its message, which contains the remedy, without a stack. */
export async function runScript(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
