import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesOf, UpgradeError, writeBlob } from "./git.mjs";
import { LOCKFILE } from "./owners-files.mjs";

/** @typedef {import("./merge.mjs").Plan} Plan */

/**
 * Saves the owner's files that git ignores, and that have the name of a file which the release adds: git could not bring them back.
 *
 * @template {Plan} P
 * @param {P} plan
 * @param {string} root
 * @returns {P}
 * @throws {UpgradeError} if a folder is where the release has a file, or the other way round
 */
export function saveIgnored(plan, root) {
  const [conflicts, saved] = [[...plan.conflicts], new Map(plan.saved)];
  const removed = plan.files.filter(({ status }) => status === "removed").map(({ path }) => path.toLowerCase());
  const isReplaced = (/** @type {string} */ path) => removed.some((one) => one === path.toLowerCase() || one.startsWith(`${path.toLowerCase()}/`));
  for (const { path } of plan.files.filter(({ status }) => status === "added")) {
    if (isReplaced(path)) continue;
    for (let above = dirname(path); above !== "."; above = dirname(above)) {
      if (isThere(join(root, above)) && !isReplaced(above) && !lstatSync(join(root, above)).isDirectory()) throw inTheWay(above, "folder");
    }
    if (!isThere(join(root, path))) continue;
    if (!lstatSync(join(root, path)).isFile()) throw inTheWay(path, "file");
    saved.set(path, readFileSync(join(root, path)));
    conflicts.push({ path, note: "file" });
  }
  return { ...plan, conflicts, saved };
}

/** @param {string} path */
const isThere = (path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** @param {string} path @param {string} kind */
const inTheWay = (path, kind) => new UpgradeError(`The release has a ${kind} at ${path}, where this site has something else that git ignores. Move that away, and run the command again.`);

/**
 * Writes the result into a site.
 *
 * @param {string} repository
 * @param {Plan & { start: string }} plan
 * @param {{ root: string, folder: string, lockfile: string | undefined }} place `folder` is the one for what was saved
 */
export function writeResult(repository, { files, result, saved, shared }, { root, folder, lockfile }) {
  const modes = filesOf(repository, result);
  // First, because on macOS and Windows a name in other letters is the same file.
  for (const { path } of files.filter(({ status }) => status === "removed")) {
    rmSync(join(root, path), { force: true });
    removeEmpty(dirname(join(root, path)), root);
  }
  for (const { path } of files.filter(({ status }) => status !== "removed")) {
    const entry = /** @type {import("./git.mjs").Entry} */ (modes.get(path));
    writeBlob(repository, entry.hash, join(root, path));
    if (entry.mode === "100755") chmodSync(join(root, path), 0o755);
  }
  for (const [path, text] of shared) writeFileSync(join(root, path), text);
  if (lockfile !== undefined) writeFileSync(join(root, LOCKFILE), lockfile);
  for (const [path, content] of saved) {
    mkdirSync(dirname(join(root, folder, path)), { recursive: true });
    writeFileSync(join(root, folder, path), content);
  }
}

/** @param {string} folder @param {string} root */
function removeEmpty(folder, root) {
  if (folder === root || !existsSync(folder) || readdirSync(folder).length > 0) return;
  rmdirSync(folder);
  removeEmpty(dirname(folder), root);
}
