import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeNotStarted, SetupError } from "./setup-error.mjs";

/** By default npm takes 70 s to report that there is no network. In ms. */
const RETRIES = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];

/**
 * Runs npm to its end. Its errors and its progress go to the terminal.
 *
 * @param {string[]} command what starts npm: "npm", or a Node and the path of npm-cli.js
 * @param {string[]} args
 * @param {{cwd: string, env: NodeJS.ProcessEnv}} options
 * @returns {Promise<void>}
 * @throws {SetupError} that says what to do if npm fails
 */
export async function runNpm([command = "", ...first], args, { cwd, env }) {
  // On Windows npm alone is a .cmd file, which only a shell can start; a shell splits a path with a blank in it.
  const shell = command === "npm" && process.platform === "win32";
  const logs = mkdtempSync(join(tmpdir(), "readyslot-npm-"));
  const all = [...first, ...args, "--loglevel=error", "--no-audit", "--no-fund", ...RETRIES, ...(shell ? [] : [`--logs-dir=${logs}`])];
  const { status, error } = await ended(spawn(command, all, { cwd, env, stdio: ["inherit", "ignore", "inherit"], shell }));
  if (error && command === "npm") throw new SetupError("npm was not found. It comes with Node: install both from https://nodejs.org and run the same command again.");
  if (error) throw new SetupError(nodeNotStarted(error));
  // The log of a run that failed stays: npm's message names it.
  if (status !== 0) throw new SetupError(`The packages could not be installed. ${remedyFor(errorCode(logs))}`);
  rmSync(logs, { force: true, recursive: true });
}

/** @param {import("node:child_process").ChildProcess} child @returns {Promise<{ status?: number | null, error?: NodeJS.ErrnoException }>} */
function ended(child) {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve({ error }));
    child.on("exit", (status) => resolve({ status }));
  });
}

/** The code that npm failed with, for example "ENOTFOUND"; "" if it logged none. @param {string} logs */
function errorCode(logs) {
  const texts = readdirSync(logs).map((name) => readFileSync(join(logs, name), "utf8"));
  return /^\d+ error code (\w+)/m.exec(texts.join("\n"))?.[1] ?? "";
}

/** @param {string} code */
function remedyFor(code) {
  if (/^(ENOTFOUND|ENOTCACHED|EAI_AGAIN|ECONN\w+|ENETUNREACH|EHOSTUNREACH|\w*TIMEOUT|ETIMEDOUT|FETCH_ERROR)$/.test(code)) {
    return `npm cannot reach its registry (${code}). Check the network and npm's proxy settings, and run the same command again.`;
  }
  if (/^(EACCES|EPERM|EROFS)$/.test(code)) return `npm is not allowed to write a file (${code}); its message above has the path. Change the file's owner and run the same command again.`;
  if (code === "ENOSPC") return "The disk is full. Free 1 GB and run the same command again.";
  return "npm's message above has the reason. Fix it and run the same command again.";
}
