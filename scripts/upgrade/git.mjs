import { spawnSync } from "node:child_process";

/** A problem that the site's owner can solve; the message says how. */
export class UpgradeError extends Error {}

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
    env: { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_LFS_SKIP_SMUDGE: "1", ...env },
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
