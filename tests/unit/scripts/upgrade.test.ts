/**
 * npm run upgrade, with made-up releases: what it takes of a release, and what it leaves to the owner of a site.
 *
 * @module-tag posix
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { mergeJson } from "../../../scripts/upgrade/merge-json.mjs";
import { isOwners } from "../../../scripts/upgrade/owners-files.mjs";
import { withoutPassword } from "../../../scripts/upgrade/release.mjs";
import { compareVersions, newsOf } from "../../../scripts/upgrade/versions.mjs";
import { root as project } from "../../../scripts/settings.ts";

type Files = Record<string, string | undefined>;

const LINES = (changed: Record<number, string> = {}) => `${Array.from({ length: 30 }, (_, i) => changed[i + 1] ?? `line ${i + 1}`).join("\n")}\n`;
const manifest = (version: string, more: object = {}) => `${JSON.stringify({ name: "readyslot", version, scripts: { start: "node scripts/bootstrap.mjs start" }, dependencies: { astro: "7.0.0" }, ...more }, null, 2)}\n`;

/** Notes the steps of an upgrade, and fails in the one that a file of the site names. */
const BOOTSTRAP = `import { appendFileSync, existsSync, readFileSync } from "node:fs";
appendFileSync(".data-steps", process.argv.slice(2).join(" ") + "\\n");
if (existsSync("public/fails") && readFileSync("public/fails", "utf8").trim() === process.argv[2]) process.exit(3);
`;

const ONE: Files = {
  ".gitignore": ".data-steps\nnode_modules\n",
  "package.json": manifest("0.1.0"),
  "package-lock.json": '{"lock":1}\n',
  "vercel.json": `${JSON.stringify({ regions: ["iad1"], crons: [{ path: "/a", schedule: "1" }] }, null, 2)}\n`,
  "astro.config.mjs": "export default 1;\n",
  "README.md": "# Readyslot\n\nOne.\n",
  "CHANGELOG.md": "# Changelog\n\n## 0.1.0\n\nThe first.\n",
  ".github/workflows/test.yml": "name: test\non: push\n",
  "scripts/bootstrap.mjs": BOOTSTRAP,
  "src/engine/steady.ts": LINES(),
  "src/engine/changed.ts": LINES(),
  "src/engine/fought.ts": LINES(),
  "src/engine/old-name.ts": LINES({ 1: "old" }),
  "src/engine/dropped.ts": "dropped\n",
  "src/engine/dropped too.ts": "dropped too\n",
  "src/pages/admin/index.astro": "admin 1\n",
  "src/content/site.yaml": "# demo\nname: Demo\n",
  "src/content/pages/index.md": "demo\n",
  "src/site.config.ts": "demo config\n",
};

const TWO: Files = {
  ...ONE,
  "package.json": manifest("0.2.0", { scripts: { start: "node scripts/bootstrap.mjs start", upgrade: "node scripts/upgrade.mjs" }, dependencies: { astro: "7.1.0", zod: "4.0.0" } }),
  "package-lock.json": '{"lock":2}\n',
  "vercel.json": `${JSON.stringify({ regions: ["iad1"], crons: [{ path: "/a", schedule: "1" }, { path: "/b", schedule: "2" }] }, null, 2)}\n`,
  "astro.config.mjs": "export default 2;\n",
  "README.md": "# Readyslot\n\nTwo.\n",
  "CHANGELOG.md": "# Changelog\n\n## 0.2.0\n\n- Videos.\n\n### To do\n\n- Nothing.\n\n## 0.1.0\n\nThe first.\n",
  ".github/workflows/test.yml": "name: test\non: [push, pull_request]\n",
  "src/engine/changed.ts": LINES({ 2: "changed by the release" }),
  "src/engine/fought.ts": LINES({ 5: "changed by the release" }),
  "src/engine/old-name.ts": undefined,
  "src/engine/new-name.ts": LINES({ 1: "old", 28: "changed by the release" }),
  "src/engine/dropped.ts": undefined,
  "src/engine/dropped too.ts": undefined,
  "src/engine/added/new.ts": "new\n",
  "src/pages/admin/index.astro": "admin 2\n",
  "src/content/site.yaml": "# demo\nname: Demo two\n",
  "src/content/pages/more.md": "more demo\n",
  "src/site.config.ts": "demo config two\n",
};

let folder: string;
let releases: string;
let site: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot upgrade-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  [releases, site] = [join(folder, "releases"), join(folder, "a site")];
  await mkdir(releases);
  git(releases, "init", "--quiet", "--initial-branch=main");
  await release(ONE, "0.1.0");
});

const git = (cwd: string, ...args: string[]) => execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgSign=false", ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

async function write(root: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) await rm(join(root, path), { force: true });
    else {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
  }
}

function commit(root: string, message: string): void {
  git(root, "add", "--all");
  git(root, "commit", "--quiet", "--allow-empty", "--message", message);
}

/** A commit with a tag, and from 0.2.0 on with this project's command. */
async function release(files: Files, version: string): Promise<void> {
  await write(releases, files);
  if (version !== "0.1.0") {
    await cp(join(project, "scripts/upgrade.mjs"), join(releases, "scripts/upgrade.mjs"));
    await cp(join(project, "scripts/upgrade"), join(releases, "scripts/upgrade"), { recursive: true });
  }
  commit(releases, version);
  git(releases, "tag", `v${version}`);
}

/** A site from the release that is checked out, without its history, and with these files of its owner's. */
async function makeSite(files: Files = {}, { root = site } = {}): Promise<void> {
  await cp(releases, root, { recursive: true, filter: (path) => !/[\\/]\.git([\\/]|$)/.test(path) });
  if (!existsSync(join(site, ".git"))) git(site, "init", "--quiet");
  await write(root, { "src/content/site.yaml": "name: Mine\n", "src/content/pages/index.md": undefined, "src/content/pages/home.md": "mine\n", "src/site.config.ts": "my config\n", ...files });
  commit(site, "My site");
}

const upgrade = (...args: string[]) => upgradeWith({}, ...args);

function upgradeWith(env: NodeJS.ProcessEnv, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, "scripts/upgrade.mjs"), "--site", site, "--from", releases, ...args], { cwd: folder, encoding: "utf8", env: { PATH: process.env.PATH, HOME: folder, ...env } });
  return { status, text: stdout + stderr };
}

const read = (path: string, root = site) => readFile(join(root, path), "utf8");
const steps = async () => (existsSync(join(site, ".data-steps")) ? (await read(".data-steps")).trim().split("\n") : []);
const status = () => git(site, "status", "--porcelain", "--untracked-files=all").trim();

describe("an upgrade", () => {
  test("takes what a release has changed, added, renamed and removed, and leaves everything of the owner's", async () => {
    const own: Files = { "src/pages/lab.astro": "lab\n", "src/components/Counter.tsx": "counter\n", "public/Über uns.pdf": "pdf\n", "src/content/images/a.svg": "<svg/>\n", "tests/own.test.ts": "own\n" };
    await makeSite(own);
    await release(TWO, "0.2.0");
    const { status: code, text } = upgrade();
    expect([code, text]).toEqual([0, expect.stringContaining("from Readyslot 0.1.0 to 0.2.0")]);
    for (const [path, content] of Object.entries(own)) expect(await read(path)).toBe(content);
    expect([await read("src/content/site.yaml"), await read("src/site.config.ts")]).toEqual(["name: Mine\n", "my config\n"]);
    expect(await readdir(join(site, "src/content/pages"))).toEqual(["home.md"]);
    for (const path of ["src/engine/changed.ts", "src/engine/new-name.ts", "src/engine/added/new.ts", "src/pages/admin/index.astro", "package.json", "package-lock.json", "vercel.json", "README.md"]) expect([path, await read(path)]).toEqual([path, TWO[path]]);
    for (const path of ["src/engine/old-name.ts", "src/engine/dropped.ts", "src/engine/dropped too.ts"]) expect([path, existsSync(join(site, path))]).toEqual([path, false]);
    expect(await readdir(site)).not.toContain("upgrade-0.2.0");
    expect(await steps()).toEqual(["migrate 0.1.0", "check-content", "build"]);
    expect(text).toMatch(/What is new:\s+## 0\.2\.0\s+- Videos\.\s+### To do/);
    expect(text).not.toContain("The first.");
    expect(JSON.parse(await read(".readyslot.json"))).toEqual({ version: "0.2.0", commit: git(releases, "rev-parse", "HEAD").trim() });
  });

  test("keeps the owner's change of an engine's file, where the release has changed another place of it, or its name", { tags: ["full"] }, async () => {
    await makeSite({ "src/engine/steady.ts": LINES({ 9: "mine" }), "src/engine/changed.ts": LINES({ 20: "mine" }), "src/engine/old-name.ts": LINES({ 1: "old", 10: "mine" }) });
    await release(TWO, "0.2.0");
    const { text } = upgrade();
    expect(await read("src/engine/steady.ts")).toBe(LINES({ 9: "mine" }));
    expect(await read("src/engine/changed.ts")).toBe(LINES({ 2: "changed by the release", 20: "mine" }));
    expect(await read("src/engine/new-name.ts")).toBe(LINES({ 1: "old", 10: "mine", 28: "changed by the release" }));
    expect(text).toMatch(/with your changes in the new version:\n {2}src\/engine\/changed\.ts\n/);
    expect(await readdir(site)).not.toContain("upgrade-0.2.0");
  });

  test("takes the release's version where both have changed the same place, and saves the owner's change", async () => {
    await makeSite({ "src/engine/fought.ts": LINES({ 5: "mine" }), "src/engine/dropped.ts": "dropped, and mine\n", "src/engine/added/new.ts": "mine\n" });
    const before = git(site, "rev-parse", "HEAD").trim();
    await release(TWO, "0.2.0");
    const { status: code, text } = upgrade();
    expect(code).toBe(0);
    expect(await read("src/engine/fought.ts")).toBe(TWO["src/engine/fought.ts"]);
    expect(await read("src/engine/added/new.ts")).toBe("new\n");
    expect(existsSync(join(site, "src/engine/dropped.ts"))).toBe(false);
    expect([await read("upgrade-0.2.0/src/engine/dropped.ts"), await read("upgrade-0.2.0/src/engine/added/new.ts")]).toEqual(["dropped, and mine\n", "mine\n"]);
    for (const path of ["src/engine/fought.ts.patch", "src/engine/dropped.ts", "src/engine/added/new.ts"]) expect(text).toContain(`(upgrade-0.2.0/${path})`);
    // The patch is the whole change: on the release that it was made for, it gives the owner's file.
    const old = join(folder, "old");
    git(folder, "clone", "--quiet", "--branch", "v0.1.0", releases, old);
    git(old, "apply", join(site, "upgrade-0.2.0/src/engine/fought.ts.patch"));
    expect(await read("src/engine/fought.ts", old)).toBe(LINES({ 5: "mine" }));
    expect(git(site, "rev-parse", "HEAD").trim()).toBe(before);
  });

  test("leaves the owner's README, workflows and documents, and what the owner has removed of them", { tags: ["full"] }, async () => {
    await makeSite({ "README.md": "# My site\n", ".github/workflows/test.yml": undefined });
    await release(TWO, "0.2.0");
    const { text } = upgrade();
    expect(await read("README.md")).toBe("# My site\n");
    expect(existsSync(join(site, ".github/workflows/test.yml"))).toBe(false);
    expect(text).toMatch(/Yours stayed; compare them if you miss something:\n {2}README\.md/);
  });

  test("brings back code that the owner has removed and the release has changed", { tags: ["full"] }, async () => {
    await makeSite({ "src/engine/changed.ts": undefined });
    await release(TWO, "0.2.0");
    expect(upgrade().text).toMatch(/removed and the engine needs:\n {2}src\/engine\/changed\.ts/);
    expect(await read("src/engine/changed.ts")).toBe(TWO["src/engine/changed.ts"]);
  });

  test("joins package.json and vercel.json field by field, and adds the owner's packages to the lockfile", async () => {
    const npm = join(folder, "bin");
    await write(npm, { npm: `#!/bin/sh\necho "npm $*" >> .data-steps\n` });
    await chmod(join(npm, "npm"), 0o755);
    await makeSite({
      "package.json": manifest("1.5.0", { name: "praxis", scripts: { start: "node scripts/bootstrap.mjs start", own: "node own.mjs" }, dependencies: { astro: "7.0.0", "@astrojs/svelte": "8.0.0" } }),
      "vercel.json": `${JSON.stringify({ regions: ["fra1"], crons: [{ path: "/a", schedule: "9" }] }, null, 2)}\n`,
    });
    await release(TWO, "0.2.0");
    const { status: code } = spawnSync(process.execPath, [join(project, "scripts/upgrade.mjs"), "--site", site, "--from", releases], { cwd: folder, env: { PATH: `${npm}:${process.env.PATH}`, HOME: folder } });
    expect(code).toBe(0);
    expect(JSON.parse(await read("package.json"))).toEqual({
      name: "praxis",
      version: "0.2.0",
      scripts: { start: "node scripts/bootstrap.mjs start", own: "node own.mjs", upgrade: "node scripts/upgrade.mjs" },
      dependencies: { astro: "7.1.0", zod: "4.0.0", "@astrojs/svelte": "8.0.0" },
    });
    expect(JSON.parse(await read("vercel.json"))).toEqual({ regions: ["fra1"], crons: [{ path: "/b", schedule: "2" }, { path: "/a", schedule: "9" }] });
    expect(await steps()).toEqual([expect.stringMatching(/^npm install --package-lock-only --ignore-scripts/), "migrate 0.1.0", "check-content", "build"]);
  });

  test("works for a site with the release's history, for one in a folder of its repository, and a second time", { tags: ["full"] }, async () => {
    git(folder, "clone", "--quiet", releases, site);
    await write(site, { "src/pages/lab.astro": "lab\n", "src/engine/changed.ts": LINES({ 20: "mine" }) });
    commit(site, "Mine");
    await release(TWO, "0.2.0");
    expect(upgrade().status).toBe(0);
    commit(site, "Upgrade");
    await release({ "package.json": manifest("0.3.0"), "src/engine/changed.ts": LINES({ 2: "again" }) }, "0.3.0");
    expect(upgrade().text).toContain("from Readyslot 0.2.0 to 0.3.0");
    expect(await read("src/engine/changed.ts")).toBe(LINES({ 2: "again", 20: "mine" }));
    commit(site, "Upgrade");
    expect(upgrade()).toEqual({ status: 0, text: expect.stringContaining("has this release of Readyslot already (0.3.0)") });

    await rm(site, { recursive: true });
    git(releases, "checkout", "--quiet", "v0.1.0");
    await mkdir(site);
    const below = join(site, "web");
    await makeSite({ "src/pages/lab.astro": "lab\n" }, { root: below });
    git(releases, "checkout", "--quiet", "main");
    expect(upgrade("--site", below, "--to", "0.2.0").status).toBe(0);
    expect([await read("web/src/engine/changed.ts"), await read("web/src/pages/lab.astro"), existsSync(join(site, "src"))]).toEqual([TWO["src/engine/changed.ts"], "lab\n", false]);
  });

  test("keeps line ends and the bit that makes a file executable", { tags: ["full"] }, async () => {
    await makeSite({ "src/engine/steady.ts": "mine\r\n" });
    await write(releases, { ".ci/run": "#!/bin/sh\n", "src/engine/changed.ts": "new\r\n" });
    await chmod(join(releases, ".ci/run"), 0o755);
    await release({ "package.json": manifest("0.2.0") }, "0.2.0");
    expect(upgrade().status).toBe(0);
    expect([await read("src/engine/steady.ts"), await read("src/engine/changed.ts")]).toEqual(["mine\r\n", "new\r\n"]);
    expect((await stat(join(site, ".ci/run"))).mode & 0o111).toBe(0o111);
  });

  test("with --dry-run says the same and changes nothing", async () => {
    await makeSite({ "src/engine/fought.ts": LINES({ 5: "mine" }), "src/engine/changed.ts": LINES({ 20: "mine" }) });
    await release(TWO, "0.2.0");
    const { status: code, text } = upgrade("--dry-run");
    expect([code, status(), await steps()]).toEqual([0, "", []]);
    for (const line of ["This would take the site from Readyslot 0.1.0 to 0.2.0", "src/engine/changed.ts", "upgrade-0.2.0/src/engine/fought.ts.patch", "Videos.", "Nothing was changed."]) expect(text).toContain(line);
  });

  test("with --files-only stops before the installation, and says how to go on", { tags: ["full"] }, async () => {
    await makeSite();
    await release(TWO, "0.2.0");
    expect(upgrade("--files-only").text).toContain("node scripts/bootstrap.mjs migrate 0.1.0 && npm run check:content && npm run build");
    expect([await steps(), await read("src/engine/added/new.ts")]).toEqual([[], "new\n"]);
  });

  test.each(["migrate 0.1.0", "check-content", "build"])("that fails in a step names it and those that are left: %s", async (step) => {
    await makeSite({ "public/fails": `${step.split(" ")[0]}\n` });
    await release(TWO, "0.2.0");
    const { status: code, text } = upgrade();
    const all = ["migrate 0.1.0", "check-content", "build"];
    const [done, rest] = [all.slice(0, all.indexOf(step) + 1), all.slice(all.indexOf(step) + 1).map((name) => `node scripts/bootstrap.mjs ${name}`)];
    expect([code, await steps()]).toEqual([1, done]);
    expect(text).toContain(`this failed; its message is above:\n  node scripts/bootstrap.mjs ${step}\nMend what it names, and run it again${rest.length > 0 ? `, then the steps that are left:\n  ${rest.join(" && ")}` : "."}\n`);
    expect(await read("src/engine/added/new.ts")).toBe("new\n");
  });

  test("can be taken back with the command that it prints, which leaves what is around the site", { tags: ["full"] }, async () => {
    await mkdir(site);
    await makeSite({ "src/engine/fought.ts": LINES({ 5: "mine" }) }, { root: join(site, "web") });
    await write(site, { "notes.txt": "not committed\n" });
    const before = status();
    await release(TWO, "0.2.0");
    const { text } = upgrade("--site", join(site, "web"));
    expect(status()).not.toBe(before);
    execFileSync("sh", ["-c", /^To go back: (.*)$/m.exec(text)?.[1] ?? ""], { cwd: join(site, "web"), stdio: "pipe" });
    expect([status(), await read("notes.txt")]).toEqual([before, "not committed\n"]);
  });

  test.each<[string, Files, string, string[]]>([
    ["the release has not changed", { "package.json": manifest("0.2.0") }, "export default mine;\n", []],
    ["the release has changed", TWO, "export default 2;\n", ["(upgrade-0.2.0/astro.config.mjs.patch)"]],
  ])("of a site with an astro.config.mjs of its own, which %s", { tags: ["full"] }, async (_, files, result, named) => {
    await makeSite({ "astro.config.mjs": "export default mine;\n" });
    await release(files, "0.2.0");
    const { status: code, text } = upgrade();
    expect([code, text.match(/\(upgrade-.*\)/g) ?? []]).toEqual([0, named]);
    expect(await read("astro.config.mjs")).toBe(result);
    for (const place of named) expect(await read(place.slice(1, -1))).toContain("+export default mine;");
  });

  test("saves a file that git ignores, where the release has one with its name", async () => {
    await makeSite({ ".gitignore": `${ONE[".gitignore"]}src/engine/added/\n` });
    await write(site, { "src/engine/added/new.ts": "mine, and in no commit\n" });
    await release(TWO, "0.2.0");
    expect(upgrade("--dry-run").text).toContain("(upgrade-0.2.0/src/engine/added/new.ts)");
    expect(await read("src/engine/added/new.ts")).toBe("mine, and in no commit\n");
    expect(upgrade().status).toBe(0);
    expect([await read("src/engine/added/new.ts"), await read("upgrade-0.2.0/src/engine/added/new.ts")]).toEqual(["new\n", "mine, and in no commit\n"]);
  });

  test("is not changed by git's own variables and settings of the owner's", { tags: ["full"] }, async () => {
    const hooks = join(folder, "hooks");
    await write(hooks, { "post-checkout": "#!/bin/sh\nexit 1\n", "pre-merge-commit": "#!/bin/sh\nexit 1\n" });
    for (const name of await readdir(hooks)) await chmod(join(hooks, name), 0o755);
    await write(folder, { ".gitconfig": `[core]\n\thooksPath = ${hooks}\n[diff]\n\tnoprefix = true\n[merge]\n\trenames = false\n` });
    await makeSite({ "src/engine/fought.ts": LINES({ 5: "mine" }), "src/engine/old-name.ts": LINES({ 1: "old", 10: "mine" }) });
    await release(TWO, "0.2.0");
    expect(upgradeWith({ GIT_DIR: join(folder, "elsewhere"), GIT_INDEX_FILE: join(folder, "index") }).status).toBe(0);
    expect(await read("src/engine/new-name.ts")).toBe(LINES({ 1: "old", 10: "mine", 28: "changed by the release" }));
    expect(await read("upgrade-0.2.0/src/engine/fought.ts.patch")).toMatch(/^diff --git a\/src\/engine\/fought\.ts b\/src[\s\S]*^--- a\/src\/engine[\s\S]*^\+\+\+ b\/src\/engine/m);
  });

  test("finds the release of a site without the tests and the documents of it", { tags: ["full"] }, async () => {
    const rest = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`tests/${i}.test.ts`, `test ${i}\n`]));
    await write(releases, rest);
    git(releases, "add", "--all");
    git(releases, "commit", "--quiet", "--amend", "--no-edit");
    git(releases, "tag", "--force", "v0.1.0");
    await makeSite(Object.fromEntries(Object.keys(rest).map((path) => [path, undefined])));
    await release(TWO, "0.2.0");
    expect(upgrade()).toEqual({ status: 0, text: expect.stringContaining("from Readyslot 0.1.0 to 0.2.0") });
    expect(existsSync(join(site, "tests/0.test.ts"))).toBe(false);
  });

  test("uses the release's own code", { tags: ["full"] }, async () => {
    await makeSite();
    await release(TWO, "0.2.0");
    await write(releases, { "package.json": manifest("0.3.0"), "scripts/upgrade.mjs": 'console.log("the code of 0.3.0", process.argv.slice(2).join(" "));\n' });
    commit(releases, "0.3.0");
    expect(upgrade("--to", "main", "--dry-run").text).toContain(`the code of 0.3.0 --site ${site} --from ${releases} --to main --dry-run`);
  });

  test("of a site without the command is run by the release's script", { tags: ["full"] }, async () => {
    await makeSite();
    await release(TWO, "0.2.0");
    const { status: code, stdout } = spawnSync(process.execPath, [join(releases, "scripts/upgrade.mjs"), "--site", "."], { cwd: site, encoding: "utf8", env: { PATH: process.env.PATH, HOME: folder } });
    expect([code, stdout]).toEqual([0, expect.stringContaining("from Readyslot 0.1.0 to 0.2.0")]);
  });
});

describe("the place of a release", { tags: ["full"] }, () => {
  test("may be a repository of which the newest tag is taken, or a version, a branch or a commit", async () => {
    await makeSite();
    await release(TWO, "0.2.0");
    await release({ "package.json": manifest("0.10.0") }, "0.10.0");
    await release({ "package.json": manifest("0.9.0") }, "0.9.0");
    const url = `file://${encodeURI(releases)}`;
    expect(upgrade("--from", url, "--dry-run").text).toContain("to 0.10.0");
    for (const to of ["0.2.0", "v0.2.0", git(releases, "rev-parse", "v0.2.0").trim()]) expect(upgrade("--from", url, "--to", to, "--dry-run").text).toContain("to 0.2.0");
    expect(upgrade("--from", url, "--to", "main", "--dry-run").text).toContain("to 0.9.0");
    expect(upgrade("--from", url, "--to", "0.7.0")).toEqual({ status: 1, text: expect.stringMatching(/There is no release "0\.7\.0".*The newest are .*v0\.9\.0, v0\.10\.0\./) });
  });

  test("may be a folder, an archive or a shallow clone, which have no history: --base names the release before", async () => {
    await makeSite({ "src/engine/changed.ts": LINES({ 20: "mine" }) });
    const old = join(folder, "old");
    git(folder, "clone", "--quiet", releases, old);
    await release(TWO, "0.2.0");
    const archive = join(folder, "readyslot-0.2.0.tar.gz");
    git(releases, "archive", "--format=tar.gz", "--prefix=readyslot-0.2.0/", `--output=${archive}`, "HEAD");
    const plain = join(folder, "plain");
    await cp(releases, plain, { recursive: true, filter: (path) => !/[\\/]\.git([\\/]|$)/.test(path) });
    const first = git(site, "rev-list", "--max-parents=0", "HEAD").slice(0, 10);
    const shallow = join(folder, "shallow");
    git(folder, "clone", "--quiet", "--depth=1", `file://${encodeURI(releases)}`, shallow);
    for (const from of [archive, plain, shallow]) {
      expect(upgrade("--from", from)).toEqual({ status: 1, text: expect.stringContaining(`--base ${first}`) });
      expect(upgrade("--from", from, "--base", old)).toEqual({ status: 0, text: expect.stringContaining("from Readyslot 0.1.0 to 0.2.0") });
      expect(await read("src/engine/changed.ts")).toBe(LINES({ 2: "changed by the release", 20: "mine" }));
      git(site, "reset", "--quiet", "--hard");
      git(site, "clean", "--quiet", "-fdx");
    }
  });

  test.each([
    ["no-such-place", /no-such-place does not exist/],
    ["file:///no/such/repository", /could not be fetched from file:.*git says/s],
    [".", /no release of Readyslot|could not be unpacked/],
  ])("%s is refused with the reason", async (from, reason) => {
    await makeSite();
    expect(upgrade("--from", from)).toEqual({ status: 1, text: expect.stringMatching(reason) });
    expect(status()).toBe("");
  });

  test("that has nothing in common with the site is refused", async () => {
    await makeSite(Object.fromEntries(Object.keys(ONE).filter((path) => path.startsWith("src/engine")).map((path) => [path, "another product\n"])));
    await write(site, { "README.md": "x\n", "CHANGELOG.md": "x\n", "vercel.json": "{}\n", "astro.config.mjs": "x\n", "src/pages/admin/index.astro": "x\n", ".gitignore": ".data-steps\n", "package.json": "{}\n" });
    commit(site, "Another product");
    await release(TWO, "0.2.0");
    expect(upgrade()).toEqual({ status: 1, text: expect.stringContaining("resembles this site") });
  });
});

describe("a site is left as it is", () => {
  test("with changes that are not committed, or files that git does not know", async () => {
    await makeSite();
    await release(TWO, "0.2.0");
    await write(site, { "src/content/pages/home.md": "changed\n", "src/content/pages/new.md": "new\n" });
    const { status: code, text } = upgrade();
    expect([code, text]).toEqual([1, expect.stringMatching(/not committed:\n M src\/content\/pages\/home\.md\n\?\? src\/content\/pages\/new\.md\nCommit them first/)]);
    expect(await read("src/engine/changed.ts")).toBe(ONE["src/engine/changed.ts"]);
  });

  test.each<[string, Files, RegExp]>([
    ["a package.json that is no JSON", { "package.json": '{"name": "mine",}\n' }, /package\.json is not valid JSON.*Mend it, commit it/],
    ["a note of the last upgrade that is none", { ".readyslot.json": "null\n" }, /\.readyslot\.json cannot be read\. Restore it with git/],
    ["a note with another form", { ".readyslot.json": '{"version":"new","from":3}\n' }, /\.readyslot\.json cannot be read\. Restore it with git/],
  ])("with %s", { tags: ["full"] }, async (_, files, message) => {
    await makeSite(files);
    await release(TWO, "0.2.0");
    expect(upgrade()).toEqual({ status: 1, text: expect.stringMatching(message) });
    expect(status()).toBe("");
  });

  test.each<[string, Files, string]>([
    ["folder", { "src/engine/added": "a file\n" }, "a folder at src/engine/added"],
    ["file", { "src/engine/added/new.ts/mine.txt": "in a folder\n" }, "a file at src/engine/added/new.ts"],
  ])("with something that git ignores, where the release has a %s", { tags: ["full"] }, async (_, ignored, message) => {
    await makeSite({ ".gitignore": `${ONE[".gitignore"]}src/engine/added\n` });
    await write(site, ignored);
    await release(TWO, "0.2.0");
    expect(upgrade()).toEqual({ status: 1, text: expect.stringContaining(message) });
    expect([status(), await read("src/engine/changed.ts")]).toEqual(["", ONE["src/engine/changed.ts"]]);
  });

  test("without a network, and without its password in the message", async () => {
    await makeSite();
    const { status: code, text } = upgrade("--from", "https://me:secret@localhost:1/releases");
    expect([code, text]).toEqual([1, expect.stringMatching(/could not be fetched from https:\/\/localhost:1\/releases\. git says: .*\nCheck the network and the address\. --from takes another address, a folder or an archive\./s)]);
    expect([text.includes("secret"), status()]).toEqual([false, ""]);
  });

  test("without a repository, or without a commit", { tags: ["full"] }, async () => {
    await makeSite();
    await rm(join(site, ".git"), { recursive: true });
    expect(upgrade()).toEqual({ status: 1, text: expect.stringContaining("git init && git add -A && git commit") });
    git(site, "init", "--quiet");
    expect(upgrade()).toEqual({ status: 1, text: expect.stringContaining("has no commit yet") });
  });

  test("by a folder that is none, an older release, and an option that does not exist", { tags: ["full"] }, async () => {
    expect(upgrade("--site", folder)).toEqual({ status: 1, text: expect.stringContaining("is no site made with Readyslot") });
    await release(TWO, "0.2.0");
    await makeSite();
    expect(upgrade("--to", "0.1.0")).toEqual({ status: 1, text: expect.stringContaining("this release (0.1.0) is older") });
    expect(upgrade("--dry")).toEqual({ status: 1, text: expect.stringMatching(/'--dry'.*--dry-run/s) });
    expect(upgrade("--help")).toEqual({ status: 0, text: expect.stringContaining("--files-only") });
    expect(status()).toBe("");
  });
});

test.each<[string, boolean]>([
  ["src/content/pages/index.md", true], ["src/site.config.ts", true], ["public/a.pdf", true], [".env", true], [".env.local", true], [".readyslot.json", true], ["upgrade-0.2.0/a", true],
  [".env.example", false], ["src/site/config/site-config.ts", false], ["src/content.config.ts", false], ["src/content-check/check-content.ts", false], ["src/pages/404.astro", false], ["public.md", false],
])("%s is the owner's: %s", (path, expected) => expect(isOwners(path)).toBe(expected));

test.each([
  ["https://me:secret@git.example/a.git", "https://git.example/a.git"], ["https://token@git.example/a", "https://git.example/a"], ["ssh://git:secret@git.example/a", "ssh://git@git.example/a"],
  ["ssh://git@git.example/a", "ssh://git@git.example/a"], ["git@git.example:a.git", "git@git.example:a.git"], ["https://git.example/a@b", "https://git.example/a@b"], ["../a@b", "../a@b"],
])("%s is noted as %s", (place, expected) => expect(withoutPassword(place)).toBe(expected));

test("fields that both have changed are the release's or the owner's by a rule, and reported", () => {
  const overruled: string[] = [];
  const rules = { isReleases: ([first]: readonly string[]) => first === "version", overruled: (path: readonly string[]) => void overruled.push(path.join(".")) };
  const merged = mergeJson({ base: { version: "1", name: "a", list: [1, 2], old: 1, deep: { a: 1 } }, ours: { version: "9", name: "mine", list: [2, 3], deep: { a: 1, b: 2 } }, theirs: { version: "2", name: "b", list: [1, 2, 4], old: 1, deep: { a: 5 } } }, rules);
  expect(merged).toEqual({ version: "2", name: "mine", list: [2, 4, 3], deep: { a: 5, b: 2 } });
  expect(overruled).toEqual(["version", "name"]);
});

test("versions are compared by their numbers, and the news are those after the site's", () => {
  expect(["0.10.0", "v0.9.1", "0.2.0"].toSorted(compareVersions)).toEqual(["0.2.0", "v0.9.1", "0.10.0"]);
  const changelog = "# Changelog\n\n## Unreleased\n\nu\n\n## 0.3.0\n\nc\n\n## 0.2.0\n\nb\n\n## [0.1.0]\n\na\n";
  expect(newsOf(changelog, { after: "0.1.0", upTo: "0.2.0" })).toBe("## 0.2.0\n\nb");
  expect(newsOf(changelog, { after: "0.1.0", upTo: "0.3.0" })).toBe("## 0.3.0\n\nc\n\n## 0.2.0\n\nb");
});
