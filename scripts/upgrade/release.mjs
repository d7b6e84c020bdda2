import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { git, textIn, tryGit, UpgradeError } from "./git.mjs";
import { compareVersions } from "./versions.mjs";

/** Where releases are, unless the site or --from names another place. */
export const RELEASES = "https://github.com/readyslot/readyslot";

/**
 * A release of the engine in the repository of the upgrade.
 *
 * @typedef {object} Release
 * @property {string} commit
 * @property {string} version package.json's
 * @property {boolean} hasHistory whether earlier releases are there as well
 */

/** An empty repository with all that an upgrade needs of git. @param {string} folder */
export function makeRepository(folder) {
  mkdirSync(folder, { recursive: true });
  git(folder, ["init", "--quiet", "--template="]);
  // Hooks and habits of the owner's own configuration of git would take part in the merge.
  for (const [name, value] of Object.entries({ "core.hooksPath": "/dev/null", "merge.renames": "true", "user.name": "upgrade", "user.email": "upgrade@localhost", "commit.gpgSign": "false", "gc.auto": "0", "merge.renameLimit": "20000", "merge.directoryRenames": "false", "merge.conflictStyle": "merge", "core.autocrlf": "false", "core.longpaths": "true" })) git(folder, ["config", name, value]);
}

/**
 * Fetches a release: from a git repository with its history, from a folder or from an archive.
 *
 * @param {string} repository
 * @param {{ from: string, to: string | undefined, cwd: string, temp: string }} wanted
 * @returns {Release}
 * @throws {UpgradeError}
 */
export function fetchRelease(repository, { from, to, cwd, temp }) {
  const path = resolve(cwd, from);
  const place = withoutPassword(from);
  const isHere = existsSync(path);
  if (isHere && !isGit(path)) return releaseOf(repository, commitOfFolder(repository, statSync(path).isDirectory() ? path : unpacked(path, temp)), place, false);
  if (!isHere && !/^(?:[a-z][a-z+]*:\/\/|[^\s/]+@[^\s/]+:)/i.test(from)) throw new UpgradeError(`${from} does not exist. --from takes the address of a git repository, a folder, or an archive (.tar.gz, .zip).`);
  try {
    git(repository, ["fetch", "--quiet", "--update-shallow", "--no-tags", isHere ? path : from, "+HEAD:refs/release/HEAD", "+refs/heads/*:refs/release/heads/*", "+refs/tags/*:refs/release/tags/*"]);
  } catch (error) {
    throw error instanceof UpgradeError ? error : new UpgradeError(`The release could not be fetched from ${place}. git says: ${/** @type {Error} */ (error).message.replaceAll(from, place)}\nCheck the network and the address. --from takes another address, a folder or an archive.`);
  }
  const hasHistory = git(repository, ["rev-parse", "--is-shallow-repository"]).trim() === "false";
  return releaseOf(repository, to === undefined ? latest(repository, isHere) : named(repository, to, place), place, hasHistory);
}

/** An address as it may be printed and committed. @param {string} place */
export function withoutPassword(place) {
  return place.replace(/^([a-z][a-z+]*:\/\/)[^/?#]*@/i, (all, scheme) => (/^ssh/i.test(scheme) ? all.replace(/:[^/@]*@/, "@") : scheme));
}

/** @param {string} path */
function isGit(path) {
  return existsSync(join(path, ".git")) || (existsSync(join(path, "HEAD")) && existsSync(join(path, "objects")));
}

/** @param {string} repository @param {string} commit @param {string} from @param {boolean} hasHistory @returns {Release} */
function releaseOf(repository, commit, from, hasHistory) {
  const manifest = JSON.parse(textIn(repository, commit, "package.json") ?? "{}");
  if (!manifest.version || textIn(repository, commit, "scripts/bootstrap.mjs") === undefined) throw new UpgradeError(`${from} is no release of Readyslot: it has no package.json with a version, or no scripts/bootstrap.mjs. Name another place with --from.`);
  return { commit, version: manifest.version, hasHistory };
}

/** The newest tagged release; of a folder on this machine, and without tags, what is checked out. @param {string} repository @param {boolean} isHere */
function latest(repository, isHere) {
  const newest = releaseTags(repository).at(-1);
  return git(repository, ["rev-parse", !newest || isHere ? "refs/release/HEAD^{commit}" : `refs/release/tags/${newest}^{commit}`]).trim();
}

/** The tags of releases ("v0.2.0"), the newest last. @param {string} repository */
function releaseTags(repository) {
  const tags = git(repository, ["for-each-ref", "--format=%(refname:lstrip=3)", "refs/release/tags"]).split("\n");
  // oxlint-disable-next-line unicorn/no-array-sort -- Node 18 has no toSorted().
  return tags.filter((tag) => /^v?\d+\.\d+\.\d+$/.test(tag)).sort(compareVersions);
}

/**
 * The commit of a version, a branch or a commit.
 *
 * @param {string} repository @param {string} name @param {string} from
 */
export function named(repository, name, from) {
  const bare = name.replace(/^v/, "");
  for (const ref of [`refs/release/tags/v${bare}`, `refs/release/tags/${name}`, `refs/release/heads/${name}`, ...(/^[0-9a-f]{7,40}$/.test(name) ? [name] : [])]) {
    const commit = tryGit(repository, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`])?.trim();
    if (commit) return commit;
  }
  const tags = releaseTags(repository).slice(-5);
  throw new UpgradeError(`There is no release "${name}" in ${from}. ${tags.length > 0 ? `The newest are ${tags.join(", ")}.` : "It has no tagged releases; a branch or a commit can be named as well."}`);
}

/** A commit of the files in a folder that its .gitignore does not leave out. @param {string} repository @param {string} folder */
export function commitOfFolder(repository, folder) {
  const env = { GIT_INDEX_FILE: join(repository, ".git", "index-of-a-folder"), GIT_WORK_TREE: folder, GIT_DIR: join(repository, ".git") };
  git(folder, ["read-tree", "--empty"], { env });
  git(folder, ["-c", "core.excludesFile=", "add", "--all"], { env });
  const tree = git(folder, ["write-tree"], { env }).trim();
  return git(repository, ["commit-tree", tree, "-m", "release"]).trim();
}

/** The folder in an archive. @param {string} archive @param {string} temp */
function unpacked(archive, temp) {
  const folder = join(temp, "archive");
  mkdirSync(folder, { recursive: true });
  const file = join(temp, "archive-file");
  cpSync(archive, file);
  // The tar of Windows and macOS reads zip files, GNU's does not.
  const ways = /\.zip$/i.test(archive) ? [["tar", "-xf", file, "-C", folder], ["unzip", "-q", file, "-d", folder]] : [["tar", "-xf", file, "-C", folder]];
  const isDone = ways.some(([command = "", ...args]) => spawnSync(command, args, { stdio: "ignore" }).status === 0);
  if (!isDone) throw new UpgradeError(`${archive} could not be unpacked. Unpack it yourself, and name its folder with --from.`);
  // GitHub's archives have all files in one folder.
  const [only, ...others] = readdirSync(folder);
  return only !== undefined && others.length === 0 && statSync(join(folder, only)).isDirectory() ? join(folder, only) : folder;
}
