import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Makes a repository with HEAD of this one, and a commit of all uncommitted changes, so that a run tests the files on
 * the disk. Ignored files are left out.
 */
export function makeOrigin(root: string, folder: string): void {
  git(["clone", "--quiet", "--no-hardlinks", root, folder]);
  // Compared with HEAD and not with the index, to include staged changes.
  const tracked = git(["-C", root, "diff", "--name-only", "--no-renames", "-z", "HEAD"]);
  const others = git(["-C", root, "ls-files", "-z", "--others", "--exclude-standard"]);
  const changed = (tracked + others).split("\0").filter((name) => name && name !== "node_modules");
  if (changed.length === 0) return;
  for (const name of new Set(changed)) {
    rmSync(join(folder, name), { force: true, recursive: true });
    if (!existsSync(join(root, name))) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(root, name), join(folder, name));
  }
  git(["-C", folder, "add", "--all"]);
  git(["-C", folder, "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--allow-empty", "--message", "Uncommitted changes"]);
}

/** The variables that make git use a folder instead of the repository's public address. */
export function insteadOf(address: string, folder: string): Record<string, string> {
  return { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: `url.${folder}.insteadOf`, GIT_CONFIG_VALUE_0: address };
}

function git(args: string[]): string {
  return execFileSync("git", args, { encoding: "utf8" });
}
