import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A problem that the site's owner can solve; the message says how. */
export class UpgradeError extends Error {}

/** Set by a git that runs a hook or a rebase, for its own repository. */
const OF_ANOTHER_RUN = new Set(["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE"]);

/** The environment for git: its messages in English, and no questions. */
export const gitEnv = () => ({ ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_ANOTHER_RUN.has(name))), LC_ALL: "C", GIT_TERMINAL_PROMPT: "0", GIT_LFS_SKIP_SMUDGE: "1" });

/**
 * Runs git in a folder.
 *
 * @param {string} cwd
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, input?: string }} [options]
 * @returns {string} what it printed
 * @throws {Error} with git's own message
 */
export function git(cwd, args, { env = {}, input } = {}) {
  const { status, stdout, stderr, error } = spawnSync("git", ["-c", "core.quotePath=false", "-c", "core.autocrlf=false", "-c", "core.longpaths=true", ...args], {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    env: { ...gitEnv(), ...env },
    ...(input !== undefined && { input }),
  });
  if (error && /** @type {NodeJS.ErrnoException} */ (error).code === "ENOENT") throw new UpgradeError("git was not found. Install it from https://git-scm.com, and run the same command again.");
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim() || stdout.trim() || `git ${args[0]} ended with ${status}`);
  return stdout;
}

/** The same, or undefined if git fails. @param {string} cwd @param {readonly string[]} args */
export function tryGit(cwd, args) {
  try {
    return git(cwd, args);
  } catch (error) {
    if (error instanceof UpgradeError) throw error;
    return undefined;
  }
}

/** @typedef {{ mode: string, hash: string }} Entry */

/**
 * The files of a tree by their paths.
 *
 * @param {string} repository
 * @param {string} tree
 * @returns {Map<string, Entry>}
 */
export function filesOf(repository, tree) {
  const entries = new Map();
  for (const line of git(repository, ["ls-tree", "-r", "-z", "--full-tree", tree]).split("\0")) {
    const [, mode, type, hash, path] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    // A submodule is the owner's, and stays where it is.
    if (path !== undefined && type === "blob") entries.set(path, { mode, hash });
  }
  return entries;
}

/**
 * A commit of these files.
 *
 * @param {string} repository
 * @param {ReadonlyMap<string, Entry>} files
 * @param {string} [parent]
 */
export function commitOf(repository, files, parent) {
  const env = { GIT_INDEX_FILE: `${repository}/.git/index-of-a-tree` };
  git(repository, ["read-tree", "--empty"], { env });
  git(repository, ["update-index", "-z", "--index-info"], { env, input: [...files].map(([path, { mode, hash }]) => `${mode} ${hash}\t${path}\0`).join("") });
  const tree = git(repository, ["write-tree"], { env }).trim();
  return git(repository, ["commit-tree", tree, "-m", "files", ...(parent ? ["-p", parent] : [])]).trim();
}

/** The text of a file in a tree; undefined if it is not there. @param {string} repository @param {string} tree @param {string} path */
export function textIn(repository, tree, path) {
  return tryGit(repository, ["cat-file", "blob", `${tree}:${path}`]);
}

/** @param {string} repository @param {string} hash @returns {Buffer} */
export function blobOf(repository, hash) {
  return spawnSync("git", ["cat-file", "blob", hash], { cwd: repository, maxBuffer: 2 ** 30, env: gitEnv() }).stdout;
}

/** @param {string} repository @param {string} hash @param {string} file */
export function writeBlob(repository, hash, file) {
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, blobOf(repository, hash));
}
