import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * A repository with HEAD of this one, and on top of it what is changed and not yet committed, so that a run says
 * something of what is on the disk. What git ignores is not in it.
 */
export function makeOrigin(root: string, folder: string): void {
  git(["clone", "--quiet", "--no-hardlinks", root, folder]);
  // Against HEAD and not the index: what is staged is on the disk as well.
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
  git(["-C", folder, "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--allow-empty", "--message", "What is on the disk"]);
}

/** The variables that have git find the repository's public address in a folder. */
export function insteadOf(address: string, folder: string): Record<string, string> {
  return { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: `url.${folder}.insteadOf`, GIT_CONFIG_VALUE_0: address };
}

function git(args: string[]): string {
  return execFileSync("git", args, { encoding: "utf8" });
}
