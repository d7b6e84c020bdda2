import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "./setup-error.mjs";

/**
 * @typedef {object} LockedPackage as in package-lock.json
 * @property {string} version
 * @property {boolean} [optional]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 */

/** The Node that runs the scripts. @param {string} root */
export function nodeBinary(root) {
  return join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
}

/**
 * The packages of the lockfile that node_modules lacks or has in another version. Optional packages may be missing,
 * except native ones for this machine: npm leaves those out without an error if it runs on an old Node.
 *
 * @param {string} root
 * @returns {string[]} their paths as in the lockfile
 */
export function missingPackages(root) {
  const wanted = packagesIn(join(root, "package-lock.json"));
  const record = join(root, "node_modules", ".package-lock.json");
  const present = existsSync(record) ? packagesIn(record) : {};
  const missing = Object.keys(wanted).filter((path) => {
    if (path === "") return false;
    return present[path] ? present[path].version !== wanted[path].version : !wanted[path].optional || isNativeHere(wanted[path]);
  });
  // With `ignore-scripts` set, npm installs the package "node" without its binary.
  return existsSync(nodeBinary(root)) ? missing : missing.concat("node_modules/node/bin");
}

/** @param {string} file @returns {Record<string, LockedPackage>} */
function packagesIn(file) {
  return readJson(file).packages;
}

/**
 * Whether a package is made for this platform. The pinned Node runs on glibc only, so nothing for musl is needed.
 *
 * @param {LockedPackage} locked
 */
function isNativeHere({ os, cpu, libc }) {
  if (!os && !cpu) return false;
  return admits(os, process.platform) && admits(cpu, process.arch) && admits(libc, "glibc");
}

/** @param {string[] | undefined} list names, or names to leave out ("!win32") @param {string} name */
function admits(list, name) {
  if (!list || list.includes(name)) return true;
  return list.every((one) => one.startsWith("!")) && !list.includes(`!${name}`);
}
