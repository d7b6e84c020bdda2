/**
 * npm run upgrade, from the command to the built site: from this version to a made-up later one, and from the first version to
 * this one.
 *
 * @module-tag posix
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root as project } from "../../../scripts/settings.ts";
import { makeOrigin } from "../../docs/fresh-clone.ts";
import { writeOwnCode } from "../../fixtures/content/own-code.ts";
import { newcomersEnv } from "../../fixtures/newcomers-env.ts";

/** The commit of version 0.1.0: see CHANGELOG.md. */
const FIRST = "bf6a045";

let folder: string;
let origin: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-upgrade-"));
  origin = join(folder, "origin");
  makeOrigin(project, origin);
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

const git = (cwd: string, ...args: string[]) => execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@localhost", ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
const commit = (cwd: string, message: string) => void (git(cwd, "add", "--all"), git(cwd, "commit", "--quiet", "--message", message));

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(file, "utf8");
  const changed = change(text);
  expect([file, changed === text]).toEqual([file, false]);
  await writeFile(file, changed);
}

/** A package of the owner's that needs no registry. */
async function addOwnPackage(site: string): Promise<void> {
  await mkdir(join(site, "own-package"));
  await writeFile(join(site, "own-package/package.json"), JSON.stringify({ name: "own-package", version: "1.0.0", type: "module", exports: "./index.js" }));
  await writeFile(join(site, "own-package/index.js"), 'export const word = "from my own package";\n');
  await edit(join(site, "package.json"), (text) => text.replace('"dependencies": {', '"dependencies": {\n    "own-package": "file:own-package",').replace('"scripts": {', '"scripts": {\n    "mine": "echo mine",'));
  await mkdir(join(site, "src/pages"), { recursive: true });
  await writeFile(join(site, "src/pages/mine.astro"), '---\nimport { word } from "own-package";\n---\n\n<!doctype html>\n<html lang="en">\n  <head>\n    <meta charset="utf-8" />\n    <title>Mine</title>\n  </head>\n  <body>\n    <p>{word}</p>\n  </body>\n</html>\n');
}

function upgrade(site: string, script: string, ...args: string[]) {
  // The test runner sets NODE_ENV and the variables of import.meta.env.
  const env = Object.fromEntries(Object.entries(newcomersEnv()).filter(([name]) => !/^(?:VITEST.*|TEST.*|NODE_ENV|DEV|PROD|SSR|MODE|BASE_URL|CONTENT_ROOT)$/.test(name)));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { cwd: site, encoding: "utf8", env, maxBuffer: 2 ** 28 });
  return { status, text: stdout + stderr };
}

const built = (site: string, path: string) => readFile(join(site, ".vercel/output/static", path, "index.html"), "utf8");

test("a site of this version takes a later one: it is built, and everything of the owner's is as it was", { tags: ["full"], timeout: 1_200_000 }, async () => {
  const site = join(folder, "site");
  git(folder, "clone", "--quiet", origin, site);
  // It has no packages yet: linked ones would be written through.
  execFileSync(process.execPath, [join(project, "scripts/new.ts"), "site", "--name", "Praxis Müller", "--language", "de", "--calendar", "praxis/30min", "--color", "#0a7", "--yes"], { env: { PATH: process.env.PATH, CONTENT_ROOT: site } });
  await writeOwnCode(site);
  await addOwnPackage(site);
  await edit(join(site, "src/site/Footer.astro"), (text) => text.replace('<p class="small quiet">', '<p class="small quiet" data-mine>'));
  await edit(join(site, "src/site/Breadcrumb.astro"), (text) => text.replace("<nav", "<nav data-mine"));
  await rm(join(site, ".github/workflows/nightly.yml"));
  commit(site, "My site");

  await edit(join(origin, "package.json"), (text) => text.replace(/"version": "[^"]+"/, '"version": "99.0.0"'));
  await edit(join(origin, "CHANGELOG.md"), (text) => text.replace("## Unreleased\n", "## Unreleased\n\n## 99.0.0\n\n- Something **new**.\n"));
  await edit(join(origin, "src/site/Footer.astro"), (text) => text.replace('<footer class="wrap">', '<footer class="wrap" data-release>'));
  await edit(join(origin, "src/site/Breadcrumb.astro"), (text) => text.replace("<nav", "<nav data-release"));
  await writeFile(join(origin, "src/site/added.ts"), "export const added = 1;\n");
  git(origin, "mv", "src/site/filled-in.ts", "src/site/filled-out.ts");
  for (const file of git(origin, "grep", "--files-with-matches", "filled-in.ts", "--", "src", "tests").trim().split("\n")) await edit(join(origin, file), (text) => text.replaceAll("filled-in.ts", "filled-out.ts"));
  await rm(join(origin, "docs/long-texts.png"));
  await writeFile(
    join(origin, "scripts/upgrade/migrations/footer.ts"),
    'import { readFile, writeFile } from "node:fs/promises";\nimport { join } from "node:path";\nimport type { Migration } from "../migrations.ts";\n\nexport const footer: Migration = {\n  to: "99.0.0",\n  text: "The footer says so.",\n  async run(root) {\n    const file = "src/content/site.yaml";\n    const text = await readFile(join(root, file), "utf8");\n    if (text.includes("# moved")) return [];\n    await writeFile(join(root, file), `${text}# moved\\n`);\n    return [file];\n  },\n};\n',
  );
  await edit(join(origin, "scripts/upgrade/migrations.ts"), (text) => `import { footer } from "./migrations/footer.ts";\n${text.replace(/= \[([^\]]*)\];/, "= [$1, footer];")}`);
  commit(origin, "Release 99.0.0");
  git(origin, "tag", "v99.0.0");

  const { status, text } = upgrade(site, "scripts/upgrade.mjs", "--from", `file://${origin}`);
  expect(status === 0 || text.slice(-20_000)).toBe(true);
  for (const line of ["to 99.0.0", "Something **new**.", "The footer says so.", "checked and built", "src/site/Footer.astro", "(upgrade-99.0.0/src/site/Breadcrumb.astro.patch)"]) expect(text).toContain(line);

  const own = ["src/content", "src/site.config.ts", "src/components", "src/pages/mine.astro", "src/pages/lab.astro", "own-package", "public"];
  expect(git(site, "diff", "--name-only", "HEAD", "--", ...own).trim()).toBe("src/content/site.yaml");
  expect(await readFile(join(site, "src/content/site.yaml"), "utf8")).toMatch(/Praxis Müller[\s\S]*# moved\n$/);
  expect(JSON.parse(await readFile(join(site, "package.json"), "utf8"))).toMatchObject({ version: "99.0.0", scripts: { mine: "echo mine" }, dependencies: { "own-package": "file:own-package" } });
  expect([existsSync(join(site, "src/site/filled-in.ts")), existsSync(join(site, "src/site/filled-out.ts")), existsSync(join(site, "docs/long-texts.png")), existsSync(join(site, ".github/workflows/nightly.yml"))]).toEqual([false, true, false, false]);
  const home = await built(site, "");
  expect(home).toContain("Praxis Müller");
  expect(home).toMatch(/<footer[^>]* data-release[^>]*>[\s\S]*data-mine/);
  expect(await built(site, "mine")).toContain("from my own package");
  expect(await built(site, "lab")).toContain("astro-island");
});

test("a site of version 0.1.0 takes this one with the script of this one", { tags: ["full"], timeout: 1_200_000 }, async ({ skip }) => {
  skip(spawnSync("git", ["cat-file", "-e", `${FIRST}^{commit}`], { cwd: project }).status !== 0, `This checkout does not have the commit of version 0.1.0 (${FIRST}), because it is a shallow clone.`);
  const site = join(folder, "old-site");
  // As from a template: without the history of the engine.
  git(folder, "clone", "--quiet", "--no-checkout", origin, site);
  git(site, "checkout", "--quiet", FIRST);
  await rm(join(site, ".git"), { recursive: true });
  git(site, "init", "--quiet");
  await edit(join(site, "src/content/site.yaml"), (text) => text.replace("name: Lapwing", "name: Old Studio"));
  await edit(join(site, "src/site/tokens.css"), (text) => text.replace(/#[0-9a-f]{6}/i, "#123456"));
  await addOwnPackage(site);
  commit(site, "My site");

  const { status, text } = upgrade(site, join(origin, "scripts/upgrade.mjs"), "--site", ".");
  expect(status === 0 || text.slice(-20_000)).toBe(true);
  expect(text).toContain("from Readyslot 0.1.0 to ");
  expect(text).toContain("### To do");
  expect(JSON.parse(await readFile(join(site, "package.json"), "utf8"))).toMatchObject({ dependencies: { "own-package": "file:own-package" }, scripts: { mine: "echo mine", upgrade: expect.any(String) } });
  expect(await built(site, "")).toContain("Old Studio");
  expect(await built(site, "mine")).toContain("from my own package");
  // Its own content is as it was, except for what a migration has changed.
  expect(git(site, "diff", "--name-only", "HEAD", "--", "src/content/pages", "src/content/site.yaml", "src/pages/mine.astro").trim()).toBe("");
  expect(JSON.parse(await readFile(join(site, ".readyslot.json"), "utf8"))).toMatchObject({ commit: git(origin, "rev-parse", "HEAD").trim() });
});
