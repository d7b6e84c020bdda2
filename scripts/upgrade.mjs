#!/usr/bin/env node
/**
 * npm run upgrade: takes a later release of the engine into a site. What the owner of the site has written stays.
 *
 *     npm run upgrade -- [--to 0.3.0] [--from <git address, folder or archive>] [--dry-run]
 *     node ../a-newer-release/scripts/upgrade.mjs --site .      for a site that has no such command
 *
 * Needs git, and no installed packages. The code of the release itself does the work, because it knows what has changed.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { baseOf } from "./upgrade/base.mjs";
import { git, textIn, tryGit, UpgradeError } from "./upgrade/git.mjs";
import { mergeRelease } from "./upgrade/merge.mjs";
import { LOCKFILE } from "./upgrade/owners-files.mjs";
import { fetchRelease, makeRepository, RELEASES, withoutPassword } from "./upgrade/release.mjs";
import { reportText } from "./upgrade/report.mjs";
import { compareVersions, newsOf } from "./upgrade/versions.mjs";
import { saveIgnored, writeResult } from "./upgrade/write-result.mjs";

const NOTE = ".readyslot.json";
const HELP = `npm run upgrade -- [options]

  --to <version>      a release ("0.3.0"), a branch or a commit. If left out, the newest release
  --from <place>      the address of a git repository, a folder or an archive. If left out, the place of the last upgrade, or ${RELEASES}
  --base <release>    the release that the site came from, if it cannot be found: a version, a commit or a folder
  --site <folder>     the site. If left out, the one with this command
  --dry-run           says what would change, and changes nothing
  --files-only        writes the files, and neither installs nor builds`;

/** Set for the release's code by the code of an earlier one, which has fetched it. */
const FETCHED = process.env.READYSLOT_FETCHED;

const here = fileURLToPath(new URL("..", import.meta.url));

try {
  process.exitCode = upgrade(options());
} catch (error) {
  if (!(error instanceof UpgradeError)) throw error;
  console.error(`\n${error.message}\n`);
  process.exitCode = 1;
}

function options() {
  const strings = /** @type {const} */ (["to", "from", "base", "site"]);
  try {
    const { values } = parseArgs({ options: { ...Object.fromEntries(strings.map((name) => [name, { type: "string" }])), "dry-run": { type: "boolean" }, "files-only": { type: "boolean" }, help: { type: "boolean" } } });
    return /** @type {Partial<Record<"to" | "from" | "base" | "site", string>> & Partial<Record<"dry-run" | "files-only" | "help", boolean>>} */ (values);
  } catch (error) {
    throw new UpgradeError(`${/** @type {Error} */ (error).message}\n\n${HELP}`);
  }
}

/** @param {ReturnType<typeof options>} given @returns {number} the exit code */
function upgrade(given) {
  if (given.help) {
    console.log(HELP);
    return 0;
  }
  const root = resolve(given.site ?? here);
  requireSite(root);
  const note = noteOf(root);
  const from = given.from ?? (given.site !== undefined && resolve(here) !== root ? here : (note.from ?? RELEASES));
  const temp = mkdtempSync(join(tmpdir(), "readyslot-upgrade-"));
  try {
    if (FETCHED) return take(root, { ...JSON.parse(FETCHED), from, note, given });
    const repository = join(temp, "repository");
    makeRepository(repository);
    console.log(`Fetching the release from ${withoutPassword(from)} …`);
    const release = fetchRelease(repository, { from, to: given.to, cwd: process.cwd(), temp });
    return withItsCode({ repository, release, temp, root, from, given }) ?? take(root, { repository, release, from, note, given });
  } finally {
    rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Lets the release's own code do the rest, unless it has none.
 *
 * @param {{ repository: string, release: import("./upgrade/release.mjs").Release, temp: string, root: string, from: string, given: ReturnType<typeof options> }} run
 */
function withItsCode({ repository, release, temp, root, from, given }) {
  if (textIn(repository, release.commit, "scripts/upgrade.mjs") === undefined) return undefined;
  const folder = join(temp, "release");
  git(repository, ["worktree", "add", "--quiet", "--detach", "--no-checkout", folder, release.commit]);
  git(folder, ["checkout", release.commit, "--", "scripts"]);
  const args = Object.entries({ ...given, site: root, from }).flatMap(([name, value]) => (value === true ? [`--${name}`] : [`--${name}`, String(value)]));
  const { status } = spawnSync(process.execPath, [join(folder, "scripts/upgrade.mjs"), ...args], { stdio: "inherit", env: { ...process.env, READYSLOT_FETCHED: JSON.stringify({ repository, release }) } });
  return status ?? 1;
}

/**
 * @param {string} root
 * @param {{ repository: string, release: import("./upgrade/release.mjs").Release, from: string, note: Note, given: ReturnType<typeof options> }} run
 */
function take(root, { repository, release, from, note, given }) {
  const prefix = git(root, ["rev-parse", "--show-prefix"]).trim().replace(/\/$/, "");
  git(repository, ["fetch", "--quiet", "--update-shallow", "--no-tags", git(root, ["rev-parse", "--show-toplevel"]).trim(), "+HEAD:refs/site"]);
  const site = git(repository, ["rev-parse", prefix ? `refs/site:${prefix}` : "refs/site^{tree}"]).trim();
  console.log("Looking for the release that the site came from …");
  const base = baseOf(repository, { site, release, base: given.base, noted: note.commit, from: withoutPassword(from), cwd: process.cwd() });
  const before = note.version ?? versionIn(repository, base);
  const isBehind = tryGit(repository, ["merge-base", "--is-ancestor", release.commit, `${base}^{commit}`]) !== undefined && !isSameTree(repository, base, release.commit);
  if (compareVersions(release.version, before) < 0 || isBehind) throw new UpgradeError(`The site has Readyslot ${before}, and this release (${release.version}) is older. An upgrade goes forward only; to go back, use git: git revert, or git reset before a commit.`);
  if (isSameTree(repository, base, release.commit)) {
    console.log(`\nThe site has this release of Readyslot already (${release.version}). Nothing was changed.`);
    return 0;
  }

  const folder = `upgrade-${release.version}`;
  const plan = saveIgnored(mergeRelease(repository, { base, site, release: release.commit }), root);
  const news = newsOf(textIn(repository, release.commit, "CHANGELOG.md") ?? "", { after: before, upTo: release.version });
  const text = reportText(plan, { from: before, to: release.version, folder, news, isDry: given["dry-run"] === true });
  if (given["dry-run"]) {
    console.log(`\n${text}\n\nNothing was changed.`);
    return 0;
  }
  const [lockBefore, lock] = [base, release.commit].map((commit) => textIn(repository, commit, LOCKFILE));
  writeResult(repository, plan, { root, folder, lockfile: lock === lockBefore ? undefined : lock });
  const place = withoutPassword(existsSync(from) ? (tryGit(from, ["remote", "get-url", "origin"])?.trim() ?? "") : from);
  writeFileSync(join(root, NOTE), `${JSON.stringify({ version: release.version, ...(release.hasHistory && { commit: release.commit }), ...(place && place !== RELEASES && { from: place }) }, null, 2)}\n`);
  const failed = given["files-only"] ? [] : finish(root, before, plan.hasOwnPackages);
  console.log(`\n${text}\n\n${closing(failed, before, given["files-only"] === true)}`);
  return failed.length === 0 ? 0 : 1;
}

/**
 * Installs the packages, changes the content where the release needs it, checks and builds.
 *
 * @param {string} root @param {string} before @param {boolean} hasOwnPackages
 * @returns {string[]} the command that failed and those after it
 */
function finish(root, before, hasOwnPackages) {
  const bootstrap = ["scripts/bootstrap.mjs"];
  const steps = [
    ...(hasOwnPackages ? [{ says: "Adding your own packages to package-lock.json …", command: ["npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"] }] : []),
    { says: "Installing packages, and changing the content where the release needs it …", command: [process.execPath, ...bootstrap, "migrate", before] },
    { says: "Checking the content …", command: [process.execPath, ...bootstrap, "check-content"] },
    { says: "Building …", command: [process.execPath, ...bootstrap, "build"] },
  ];
  const { READYSLOT_FETCHED: _, ...env } = process.env;
  for (const [i, { says, command: [program = "", ...args] }] of steps.entries()) {
    console.log(`\n${says}`);
    const { status, error } = spawnSync(program, args, { cwd: root, env, stdio: "inherit", shell: program === "npm" && process.platform === "win32" });
    if (error) console.error(`${program} could not be started: ${error.message}`);
    if (status !== 0) return steps.slice(i).map(({ command }) => command.map((word) => (word === process.execPath ? "node" : word)).join(" "));
  }
  return [];
}

/** @param {readonly string[]} failed @param {string} before @param {boolean} isUnfinished */
function closing([failed, ...rest], before, isUnfinished) {
  // The dots keep to the site's folder: around it, the repository may have changes that are not committed.
  const back = "To go back: git restore --staged --worktree . && git clean -fd .";
  if (isUnfinished) return `Now run: node scripts/bootstrap.mjs migrate ${before} && npm run check:content && npm run build\n${back}`;
  if (failed) return `The files are new, but this failed; its message is above:\n  ${failed}\nMend what it names, and run it again${rest.length > 0 ? `, then the steps that are left:\n  ${rest.join(" && ")}` : "."}\n${back}`;
  return `The site is installed, checked and built. Look at it with npm start, then commit it:\n  git add -A . && git commit -m "Upgrade Readyslot"\n${back}`;
}

/** @param {string} root @throws {UpgradeError} */
function requireSite(root) {
  if (!existsSync(join(root, "scripts/bootstrap.mjs")) || !existsSync(join(root, "src/content"))) throw new UpgradeError(`${root} is no site made with Readyslot: it has no scripts/bootstrap.mjs, or no src/content. Name the site's folder with --site.`);
  try {
    git(root, ["rev-parse", "--verify", "HEAD"]);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    // The folder belongs to another user, for example in a container. git's message has the command that allows it.
    if (error instanceof UpgradeError || message.includes("safe.directory")) throw new UpgradeError(message);
    throw new UpgradeError("The site is not in a git repository, or has no commit yet. Without one, nothing could be taken back. Run: git init && git add -A && git commit -m \"My site\"");
  }
  const changed = git(root, ["status", "--porcelain", "--untracked-files=all", "--", "."]).split("\n").filter(Boolean);
  if (changed.length > 0) throw new UpgradeError(`These files have changes that are not committed:\n${changed.slice(0, 10).join("\n")}${changed.length > 10 ? `\nand ${changed.length - 10} more` : ""}\nCommit them first (git add -A && git commit), or put them away (git stash -u).`);
}

/** @typedef {{ version?: string, commit?: string, from?: string }} Note what the last upgrade has noted */

/** @param {string} root @returns {Note} */
function noteOf(root) {
  const file = join(root, NOTE);
  if (!existsSync(file)) return {};
  try {
    const { version, commit, from } = JSON.parse(readFileSync(file, "utf8"));
    if ([commit, from].some((value) => !["string", "undefined"].includes(typeof value)) || !/^\d+\.\d+\.\d+/.test(version)) throw new TypeError(NOTE);
    return { version, commit, from };
  } catch {
    throw new UpgradeError(`${relative(process.cwd(), file).split(sep).join("/")} cannot be read. Restore it with git, or remove it: the release is then looked for.`);
  }
}

/** @param {string} repository @param {string} commit */
function versionIn(repository, commit) {
  return String(JSON.parse(textIn(repository, commit, "package.json") ?? "{}").version ?? "0.0.0");
}

/** @param {string} repository @param {string} a @param {string} b */
function isSameTree(repository, a, b) {
  return git(repository, ["rev-parse", `${a}^{tree}`]) === git(repository, ["rev-parse", `${b}^{tree}`]);
}
