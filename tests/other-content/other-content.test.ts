/** All tests hold for a project whose demo content has been replaced: here, by a German practice with pages and islands of its own. */
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, relative, sep } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root as project } from "../../scripts/settings.ts";
import { layOutSite, linkPackages } from "../fixtures/builds/project-copy.ts";
import { writeOwnCode } from "../fixtures/content/own-code.ts";

const MADE = new Set(["node_modules", ".git", ".vercel", ".astro", ".data", ".env", "dist", "tests/.results", "tests/.site"]);
const SITE = ["--name", "Praxis Müller", "--language", "de", "--calendar", "praxis/30min", "--color", "#0a7", "--yes", "--replace"];

let root: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "readyslot-other-"));
  await cp(project, root, { recursive: true, filter: (path) => !MADE.has(relative(project, path).split(sep).join("/")) && !/[\\/]node_modules$/.test(path) });
  await linkPackages(root);
  execFileSync(process.execPath, [join(root, "scripts/new.ts"), "site", ...SITE], { cwd: root, env: { PATH: process.env.PATH, CONTENT_ROOT: root } });
  await writeOwnCode(root);
});

afterAll(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));

/** Runs a command in the other project with the demo calendar, as npm test does. */
function run(...command: string[]): { status: number | null; output: string } {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST|NODE_ENV$|DEV$|PROD$|SSR$|MODE$|BASE_URL$|PUBLIC_|VERCEL)/.test(name));
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: root, encoding: "utf8", env: { ...Object.fromEntries(inherited), PATH: [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter), PUBLIC_CAL_LINK: "", NO_COLOR: "1" }, maxBuffer: 2 ** 28 });
  return { status, output: stdout + stderr };
}

test("the demo's content is gone", async () => {
  expect(await readdir(join(root, "src/content"))).toEqual(expect.not.arrayContaining(["posts", "images", "brand"]));
  expect(await readFile(join(root, "src/content/site.yaml"), "utf8")).toContain("Praxis Müller");
});

test("the engine's browser tests see the same files", async () => {
  const [ours, theirs] = [await mkdtemp(join(tmpdir(), "readyslot-")), await mkdtemp(join(tmpdir(), "readyslot-"))];
  try {
    await layOutSite(ours);
    const other = (await import(join(root, "tests/fixtures/builds/project-copy.ts"))) as { layOutSite: typeof layOutSite };
    await other.layOutSite(theirs);
    const [before, after] = [await filesIn(ours), await filesIn(theirs)];
    // Its own components are not among the pages, and so in no build.
    expect(Object.fromEntries(Object.entries(after).filter(([name]) => !name.startsWith("src/components/")))).toEqual(before);
  } finally {
    for (const folder of [ours, theirs]) await rm(folder, { recursive: true, force: true });
  }
});

test("the unit, contract, endpoint and content tests pass", () => {
  const { status, output } = run("node_modules/vitest/vitest.mjs", "run", "--config", "tests/vitest.config.ts", "--tags-filter=!full", "--reporter=dot");
  expect(status === 0 || output.slice(-20_000)).toBe(true);
});

test("the tests of its own pages pass", () => {
  const { status, output } = run("scripts/test.ts", "--site");
  expect(status === 0 || output.slice(-20_000)).toBe(true);
  expect(output).toMatch(/\d+ passed, 0 failed/);
  for (const path of ["/lab", "/lab/tools", "/shop/one"]) expect(output).toContain(`${path} is valid`);
});

/** The hashes of all files below a folder, without the packages. */
async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const files = entries.map((entry) => join(entry.parentPath, entry.name)).filter((file) => !file.includes(`${sep}node_modules${sep}`));
  return Object.fromEntries(await Promise.all(files.toSorted().map(async (file) => [relative(folder, file).split(sep).join("/"), createHash("sha256").update(await readFile(file)).digest("hex")] as const)));
}
