import { resolve } from "node:path";
import { existsSync } from "node:fs";
import { filesOf, git, tryGit, UpgradeError } from "./git.mjs";
import { isOwners } from "./owners-files.mjs";
import { commitOfFolder, named } from "./release.mjs";

/** How much of a site's engine has to be that of a release, for the site to be made from it. */
const LEAST_SHARE = 0.7;

/** How much of the engine a site has to have at all. Some owners remove the tests and the documents, which are half of it. */
const LEAST_PRESENT = 0.3;

/**
 * The release that a site came from: the one that --base names, the one that the last upgrade has noted, or the one in the
 * release's history that has most files in common with the site.
 *
 * @param {string} repository
 * @param {{ site: string, release: import("./release.mjs").Release, base: string | undefined, noted: string | undefined, from: string, cwd: string }} known
 * @returns {string} a commit
 * @throws {UpgradeError}
 */
export function baseOf(repository, { site, release, base, noted, from, cwd }) {
  if (base !== undefined) return existsSync(resolve(cwd, base)) ? commitOfFolder(repository, resolve(cwd, base)) : (commitIn(repository, base) ?? named(repository, base, from));
  const known = noted === undefined ? undefined : commitIn(repository, noted);
  if (known) return known;
  if (!release.hasHistory) {
    throw new UpgradeError(`${from} has no history, because it is a folder, an archive or a shallow clone. So it is not known which release this site came from. Take a whole clone, or name that release with --base: a folder with it, or a commit of this site, for example the first one: --base ${firstCommit(repository)}`);
  }
  const found = nearest(repository, site, release.commit);
  if (found) return found;
  throw new UpgradeError(`No release in ${from} resembles this site. If the site was made from another repository, name that with --from; otherwise name the release that it was made from with --base.`);
}

/** @param {string} repository @param {string} name */
function commitIn(repository, name) {
  return /^[0-9a-f]{7,40}$/.test(name) ? tryGit(repository, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`])?.trim() : undefined;
}

/** @param {string} repository */
function firstCommit(repository) {
  return git(repository, ["rev-list", "--max-parents=0", "refs/site"]).split("\n")[0]?.slice(0, 10);
}

/**
 * The commit whose engine has the most files that are the same in the site, less those that the site does not have at all.
 *
 * @param {string} repository @param {string} site @param {string} newest
 */
function nearest(repository, site, newest) {
  const files = filesOf(repository, site);
  let best = { commit: "", score: -Infinity, share: 0 };
  for (const commit of git(repository, ["rev-list", "--topo-order", newest, "--glob=refs/release"]).split("\n").filter(Boolean)) {
    let [same, missing, all] = [0, 0, 0];
    for (const [path, { hash }] of filesOf(repository, commit)) {
      if (isOwners(path)) continue;
      all++;
      const here = files.get(path);
      if (here?.hash === hash) same++;
      if (!here) missing++;
    }
    if (same - missing > best.score) best = { commit, score: same - missing, share: all - missing >= all * LEAST_PRESENT ? same / Math.max(1, all - missing) : 0 };
    if (same === all) break;
  }
  return best.share >= LEAST_SHARE ? best.commit : undefined;
}
