import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The first line of the demo's site.yaml. A site's own content does not have it, and is never replaced without --replace. */
const DEMO_MARK = "# The demo's content. npm run new site replaces it.";

/** Everything of the demo. */
const DEMO = ["src/content", "src/site.config.ts"] as const;

/** @throws {TypeError} if the content is not the demo's, or not committed. */
export async function refuseToLose(root: string): Promise<void> {
  const site = await readFile(join(root, "src/content/site.yaml"), "utf8").catch(() => "");
  if (!site.startsWith(DEMO_MARK)) throw new TypeError("src/content is not the demo's any more, and this command would replace it. To replace it all the same, add --replace: the files are kept in .data.");
  const changed = uncommitted(root);
  if (changed.length > 0) throw new TypeError(`These files have changes that are not committed:\n${changed.slice(0, 10).join("\n")}\nCommit them first, or add --replace: the files are kept in .data.`);
}

/** The changed files, as git names them; none outside a repository. */
function uncommitted(root: string): string[] {
  try {
    return execFileSync("git", ["-c", "core.quotePath=false", "status", "--porcelain", "--untracked-files=all", "--", ...DEMO], { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

/**
 * Puts `files` in place of the demo, which is kept in a new folder in .data.
 *
 * @returns the folder's path from the root
 * @throws {Error} if a file cannot be written; the demo is put back.
 */
export async function replaceDemo(root: string, files: Readonly<Record<string, string>>): Promise<string> {
  const kept = `.data/replaced-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
  await mkdir(join(root, kept), { recursive: true });
  const existing = DEMO.filter((path) => existsSync(join(root, path)));
  for (const path of existing) await cp(join(root, path), join(root, kept, path), { recursive: true });
  try {
    for (const path of existing) await rm(join(root, path), { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
  } catch (error) {
    for (const path of existing) {
      await rm(join(root, path), { recursive: true, force: true });
      await cp(join(root, kept, path), join(root, path), { recursive: true });
    }
    throw error;
  }
  return kept;
}
