import { readFileSync } from "node:fs";

/** A problem with the machine or the folder that the user can solve; the message says how. */
export class SetupError extends Error {}

/** @param {NodeJS.ErrnoException} error the error of starting the pinned Node */
export function nodeNotStarted(error) {
  const needsGlibc = error.code === "ENOENT" && process.platform === "linux";
  const remedy = needsGlibc ? "It needs a Linux with glibc, for example Debian; Alpine Linux has none." : "Delete node_modules and run the same command again.";
  return `Node 24, which runs this project, did not start: ${error.message}. ${remedy}`;
}

/** @param {string} file @throws {SetupError} if it is missing or no JSON */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SetupError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
