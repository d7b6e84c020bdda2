import { existsSync } from "node:fs";
import { join } from "node:path";

/** The project's folder: every script works on it, from wherever it was started. */
export const root = join(import.meta.dirname, "..");

/** Reads .env into the environment. What is set already wins, as on a host. */
export function loadDotEnv(): void {
  const file = join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

/**
 * The site's port, from `PORT`.
 *
 * @throws {RangeError} if it is not a port that leaves room for the demo calendar one above it.
 */
export function sitePort(): number {
  const text = process.env.PORT || "4321";
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_534) {
    throw new RangeError(`PORT is "${text}". Write a number from 1 to 65534, for example PORT=4321.`);
  }
  return port;
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
