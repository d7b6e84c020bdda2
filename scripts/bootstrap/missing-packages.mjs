import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "./setup-error.mjs";

/**
 * @typedef {object} LockedPackage as in package-lock.json
 * @property {string} version
 * @property {boolean} [link] a folder of this project, tests
 * @property {boolean} [optional]
 * @property {{ node?: string }} [engines]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 * @property {string[]} [libc]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {Record<string, string>} [optionalDependencies]
 * @property {Record<string, string>} [peerDependencies]
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
 * @param {{ withTests: boolean }} options whether those count that only tests/package.json asks for
 * @returns {string[]} their paths as in the lockfile
 */
export function missingPackages(root, { withTests }) {
  const locked = packagesIn(join(root, "package-lock.json"));
  const record = join(root, "node_modules", ".package-lock.json");
  const present = existsSync(record) ? packagesIn(record) : {};
  const missing = (withTests ? Object.keys(locked) : neededBySite(locked)).filter((path) => {
    const wanted = locked[path];
    if (!wanted || wanted.link || !path.startsWith("node_modules/")) return false;
    return present[path] ? present[path].version !== wanted.version : !wanted.optional || isNativeHere(wanted);
  });
  // With `ignore-scripts` set, npm installs the package "node" without its binary.
  return existsSync(nodeBinary(root)) ? missing : missing.concat("node_modules/node/bin");
}

/**
 * The packages that package.json leads to, which npm installs with --workspaces=false.
 *
 * @param {Record<string, Partial<LockedPackage>>} locked
 * @returns {string[]} their paths as in the lockfile
 */
export function neededBySite(locked) {
  const needed = new Set([""]);
  // Visits those as well that are added meanwhile.
  for (const from of needed) {
    const { dependencies, devDependencies, optionalDependencies, peerDependencies } = locked[from] ?? {};
    for (const name of Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies })) {
      const path = lockedAt(locked, name, from);
      if (path) needed.add(path);
    }
  }
  return [...needed];
}

/** The place of a package that another one finds, as Node looks for it. @param {Record<string, object>} locked @param {string} name @param {string} from */
function lockedAt(locked, name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const path = `${folder && `${folder}/`}node_modules/${name}`;
    if (locked[path]) return path;
    if (folder === "") return undefined;
  }
}

/** The packages of the lockfile that are made for this platform. @param {string} root */
export function nativePackages(root) {
  return Object.values(packagesIn(join(root, "package-lock.json"))).filter(isNativeHere);
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
