import { existsSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { blobOf, commitOf, filesOf, git, gitEnv, textIn, UpgradeError, writeBlob } from "./git.mjs";
import { isReleasesField, mergeJson } from "./merge-json.mjs";
import { isCode, isOwners, LOCKFILE, SHARED } from "./owners-files.mjs";

/**
 * What an upgrade does to a site.
 *
 * @typedef {object} Plan
 * @property {{ status: "added" | "changed" | "removed", path: string }[]} files of the engine
 * @property {string[]} kept files of the engine that the owner has changed, in which the changes stay
 * @property {{ path: string, note: "patch" | "file" | "owner" }[]} conflicts files that both have changed in the same place: the release's is taken and the owner's change is saved as a patch or a file, or the owner's file stays
 * @property {string[]} restored files of the engine's code that the owner had removed and the release has changed
 * @property {string[]} notes on values of package.json and its like
 * @property {Map<string, Buffer | string>} saved what is written into the folder of the upgrade, by path
 * @property {Map<string, string>} shared the new texts of the files that both change
 * @property {boolean} hasOwnPackages package.json asks for other packages than the release's
 * @property {string} result the commit with the engine's new files
 */

/**
 * Joins a release with a site, as git would if the site were a branch of the release that it came from. Nothing is written
 * outside of the repository.
 *
 * @param {string} repository with its files checked out nowhere else
 * @param {{ base: string, site: string, release: string }} commits
 * @returns {Plan & { start: string }} `start` is the commit with the engine's files as they are
 */
export function mergeRelease(repository, { base, site, release }) {
  const left = new Set([...SHARED, LOCKFILE]);
  const enginesOf = (/** @type {string} */ commit) => new Map([...filesOf(repository, commit)].filter(([path]) => !isOwners(path) && !left.has(path)));
  const from = commitOf(repository, enginesOf(base));
  const start = commitOf(repository, enginesOf(site), from);
  const next = commitOf(repository, enginesOf(release), from);
  git(repository, ["checkout", "--quiet", "--force", "--detach", start]);
  // It fails where there is a conflict, and then has a merge that is not finished.
  const output = spawnSync("git", ["merge", "--no-commit", "--no-ff", next], { cwd: repository, encoding: "utf8", env: gitEnv() });
  if (!existsSync(join(repository, ".git", "MERGE_HEAD"))) throw new Error(`git merge: ${output.stderr || output.stdout}`);

  const changed = changesOf(repository, from, start).filter(({ status }) => status !== "added").map(({ path }) => path);
  const { conflicts, restored, saved } = settle(repository);
  git(repository, ["add", "--all"]);
  const result = commitOf(repository, filesOf(repository, git(repository, ["write-tree"]).trim()), start);
  const there = filesOf(repository, result);
  const { shared, notes } = sharedFiles(repository, { base, site, release });
  const unsettled = new Set([...conflicts.map(({ path }) => path), ...restored]);
  return {
    start,
    result,
    files: changesOf(repository, start, result),
    kept: changed.filter((path) => !unsettled.has(path) && there.has(path)),
    conflicts,
    restored,
    saved,
    shared,
    notes,
    hasOwnPackages: packagesIn(shared.get("package.json") ?? textIn(repository, site, "package.json")) !== packagesIn(textIn(repository, release, "package.json")),
  };
}

/** @param {string} repository @param {string} from @param {string} to @returns {Plan["files"]} */
function changesOf(repository, from, to) {
  const parts = git(repository, ["diff", "--name-status", "--no-renames", "-z", from, to]).split("\0");
  const kinds = /** @type {const} */ ({ A: "added", D: "removed" });
  const files = [];
  for (let i = 0; i + 1 < parts.length; i += 2) files.push({ status: kinds[/** @type {"A"} */ (parts[i])] ?? /** @type {const} */ ("changed"), path: /** @type {string} */ (parts[i + 1]) });
  return files;
}

/**
 * Takes a side in each conflict of the merge, in the files that are checked out: the release's for code, because the rest of the
 * engine needs it, and the owner's for all else.
 *
 * @param {string} repository
 */
function settle(repository) {
  /** @type {Map<string, Record<number, string>>} the hashes of a path's versions: 1 base, 2 the site's, 3 the release's */
  const unmerged = new Map();
  for (const line of git(repository, ["ls-files", "--unmerged", "-z"]).split("\0")) {
    const [, hash = "", stage, path] = /^\d+ ([0-9a-f]+) (\d)\t(.*)$/s.exec(line) ?? [];
    if (path !== undefined) unmerged.set(path, { ...unmerged.get(path), [Number(stage)]: hash });
  }
  /** @type {Plan["conflicts"]} */
  const conflicts = [];
  /** @type {string[]} */
  const restored = [];
  /** @type {Plan["saved"]} */
  const saved = new Map();
  for (const [path, { 1: before, 2: ours, 3: theirs }] of unmerged) {
    const isReleases = isCode(path);
    const taken = isReleases ? theirs : ours;
    if (taken) writeBlob(repository, taken, join(repository, path));
    else rmSync(join(repository, path), { force: true });
    if (ours === undefined) {
      if (isReleases && before && theirs) restored.push(path);
      continue;
    }
    if (!isReleases) {
      conflicts.push({ path, note: "owner" });
      continue;
    }
    if (before && theirs) saved.set(`${path}.patch`, patchOf(repository, path, before, ours));
    else saved.set(path, blobOf(repository, ours));
    conflicts.push({ path, note: before && theirs ? "patch" : "file" });
  }
  return { conflicts, restored, saved };
}

/** The owner's change of a file, for git apply. @param {string} repository @param {string} path @param {string} before @param {string} ours */
function patchOf(repository, path, before, ours) {
  return git(repository, ["diff", "--binary", "--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", "--dst-prefix=b/", before, ours]).replace(/^diff --git .*$/m, `diff --git a/${path} b/${path}`).replace(/^--- a\/.*$/m, `--- a/${path}`).replace(/^\+\+\+ b\/.*$/m, `+++ b/${path}`);
}

/**
 * package.json and its like: the owner's text or the release's where only one has changed it, otherwise both, field by field.
 *
 * @param {string} repository @param {{ base: string, site: string, release: string }} commits
 */
function sharedFiles(repository, { base, site, release }) {
  /** @type {Map<string, string>} */
  const shared = new Map();
  /** @type {string[]} */
  const notes = [];
  for (const path of SHARED) {
    const [before, ours, theirs] = [base, site, release].map((commit) => textIn(repository, commit, path));
    if (theirs === undefined || ours === theirs || before === theirs) continue;
    if (ours === undefined || ours === before) {
      if (ours !== undefined || before === undefined) shared.set(path, theirs);
      continue;
    }
    try {
      const merged = mergeJson({ base: JSON.parse(before ?? "{}"), ours: JSON.parse(ours.replace(/^\uFEFF/, "")), theirs: JSON.parse(theirs) }, {
        isReleases: (field) => path === "package.json" && isReleasesField(field),
        overruled: (field, own, new_) => {
          const isTheirs = path === "package.json" && isReleasesField(field);
          if (field.join() !== "version") notes.push(`${path}, ${field.join(".")}: yours is ${JSON.stringify(own) ?? "removed"}, the release's is ${JSON.stringify(new_) ?? "removed"}. ${isTheirs ? "The release's was taken." : "Yours was kept."}`);
        },
      });
      shared.set(path, `${JSON.stringify(merged, null, 2)}\n`);
    } catch {
      if (path === "package.json") throw new UpgradeError("The site's package.json is not valid JSON, so the release's packages cannot be added to it. Mend it, commit it, and run the command again.");
      notes.push(`${path} has comments or is not valid JSON, so the two cannot be joined. Yours was kept; compare it with the release's.`);
    }
  }
  return { shared, notes };
}

/** The packages that a package.json asks for, to be compared. @param {string | undefined} text */
function packagesIn(text = "{}") {
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {}, overrides = {} } = JSON.parse(text);
  // oxlint-disable-next-line unicorn/no-array-sort -- Node 18 has no toSorted().
  return JSON.stringify([dependencies, devDependencies, optionalDependencies, overrides].map((one) => Object.entries(one).sort()));
}
