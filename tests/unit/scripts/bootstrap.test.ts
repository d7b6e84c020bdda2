/** The first command in a fresh clone: installs with the pinned Node and a recent npm, or says in one sentence why not. */
import { spawnSync } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root as project } from "../../../scripts/settings.ts";

const thisNode = process.versions.node;
const NATIVE = `node_modules/native-${process.platform}-${process.arch}`;
const MUSL = "node_modules/native-musl";
/** A range of versions that this Node does not satisfy. */
const NEWER = ">=999";

interface Call {
  command: string;
  args: string[];
  cwd: string;
  path: string;
}

let folder: string;
let root: string;
let calls: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  root = join(folder, "a clone");
  calls = join(folder, "calls");
  await mkdir(join(root, "scripts"), { recursive: true });
  for (const name of ["bootstrap", "bootstrap.mjs"]) await cp(join(project, "scripts", name), join(root, "scripts", name), { recursive: true });
  // Of all commands, start is one that needs no package of the tests.
  for (const name of ["hello", "start"]) await writeFile(join(root, "scripts", `${name}.ts`), 'console.log("hello", ...process.argv.slice(2) satisfies string[]);');
  await pinNode(thisNode);
  const packages = {
    "": { dependencies: { build: "1.0.0" }, optionalDependencies: { [NATIVE.replace("node_modules/", "")]: "1.0.0" } },
    "node_modules/build": { version: "1.0.0" },
    // What only tests/package.json asks for.
    tests: { devDependencies: { "for-tests": "1.0.0" } },
    "node_modules/readyslot-tests": { resolved: "tests", link: true },
    "node_modules/for-tests": { version: "1.0.0" },
    [NATIVE]: { version: "1.0.0", optional: true, os: [process.platform], cpu: [process.arch], libc: ["glibc"] },
    [MUSL]: { version: "1.0.0", optional: true, os: [process.platform], cpu: [process.arch], libc: ["musl"] },
    "node_modules/native-elsewhere": { version: "1.0.0", optional: true, os: ["aix"], cpu: ["s390x"] },
    "node_modules/nice-to-have": { version: "1.0.0", optional: true },
  };
  await writeFile(join(root, "package-lock.json"), JSON.stringify({ packages }));
});

afterEach(async () => {
  await chmod(root, 0o755);
  await rm(folder, { recursive: true, force: true });
});

function pinNode(node: string): Promise<void> {
  return writeFile(join(root, "package.json"), JSON.stringify({ type: "module", engines: { node: ">=18" }, devDependencies: { node } }));
}

/** The path of the npm-cli.js of an npm that pretends to be of this version. */
async function npmOfVersion(version: string, { isDebians = false } = {}): Promise<string> {
  const npm = join(folder, `npm-${version}`);
  await mkdir(join(npm, "bin"), { recursive: true });
  if (!isDebians) {
    await mkdir(join(npm, "node_modules", "semver"), { recursive: true });
    await writeFile(join(npm, "node_modules", "semver", "index.js"), `exports.satisfies = (version, range) => range !== "${NEWER}";`);
  }
  await writeFile(join(npm, "package.json"), JSON.stringify({ version, type: "module" }));
  await cp(join(project, "tests", "fixtures", "fake-npm.mjs"), join(npm, "bin", "npm-cli.js"));
  return join(npm, "bin", "npm-cli.js");
}

function start({ npm, script = "hello", env = {}, uid }: { npm: string | undefined; script?: "hello" | "start"; env?: NodeJS.ProcessEnv; uid?: number }) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts", "bootstrap.mjs"), script, "world"], {
    encoding: "utf8",
    ...(uid !== undefined && { uid }),
    env: { PATH: dirname(process.execPath), TMPDIR: folder, NPM_CALLS: calls, ...(npm !== undefined && { npm_execpath: npm }), ...env },
  });
  return { status, stdout, stderr, calls: npmCalls() };
}

function npmCalls(): Call[] {
  if (!existsSync(calls)) return [];
  return readFileSync(calls, "utf8").trim().split("\n").map((line) => JSON.parse(line) as Call);
}

describe("the first command", () => {
  test("installs the lockfile's packages, whatever the user's npm settings leave out, and runs the script", async () => {
    const { status, stdout, calls: [call, ...others] } = start({ npm: await npmOfVersion("11.20.0") });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "Installing packages (once, about half a minute) …\nhello world\n" });
    expect(others).toEqual([]);
    expect(call).toMatchObject({ command: "ci", cwd: root });
    expect(call?.args).toEqual(expect.arrayContaining(["--include=dev", "--include=optional", "--ignore-scripts=false", "--strict-allow-scripts"]));
    expect(await readdir(root)).not.toContain(".install");
  });

  test("installs once: the second start does not call npm", async () => {
    const npm = await npmOfVersion("11.20.0");
    start({ npm });
    const { status, stdout, calls: all } = start({ npm });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "hello world\n" });
    expect(all).toHaveLength(1);
  });

  test.each([
    ["an npm of Node 18's time", "9.2.0", false],
    ["an npm that does not enforce allowScripts yet", "11.18.9", false],
    ["the next major version of npm", "12.0.0", false],
    ["Debian's npm, which needs Debian's Node", "11.20.0", true],
  ])("with %s: fetches a recent one, and installs with that", async (_, version, isDebians) => {
    const { status, calls: all } = start({ npm: await npmOfVersion(version, { isDebians }) });
    expect(status).toBe(0);
    expect(all.map(({ command, cwd }) => ({ command, cwd }))).toEqual([{ command: "install", cwd: join(root, ".install") }, { command: "ci", cwd: root }]);
    expect(all[0]?.args.filter((one) => one.includes("@"))).toEqual(["npm@11.19.1"]);
    // The install script of "node" calls npm.
    expect(all[1]?.path.split(delimiter)).toContain(join(root, ".install", "node_modules", ".bin"));
    expect(await readdir(root)).not.toContain(".install");
  });

  test.each([
    ["another major version", "25.0.0"],
    ["an older version", thisNode.replace(/\d+$/, (patch) => String(Number(patch) + 1))],
  ])("on %s of Node than the pinned one, which a native package does not support: fetches that, and installs with it", async (_, pinned) => {
    await pinNode(pinned);
    await lockNative({ node: NEWER });
    const { status, calls: all } = start({ npm: await npmOfVersion("11.20.0") });
    expect(status).toBe(0);
    const [fetched] = all[0]?.args.filter((one) => one.includes("@")) ?? [];
    expect(fetched).toMatch(new RegExp(`^node-.*-${process.arch}@${pinned}$`));
    expect(all[1]?.path.split(delimiter)[0]).toBe(join(root, ".install", "node_modules", fetched?.split("@")[0] ?? "", "bin"));
  });

  test.each([
    { npm: "10.8.2", fetches: ["node"], by: "itself" },
    { npm: "9.2.0", fetches: ["node", "npm"], by: "the fetched one" },
  ])("on another Node that all native packages support, with npm $npm: fetches $fetches, and installs by $by", { tags: ["posix"] }, async ({ npm, fetches, by }) => {
    await pinNode("99.0.0");
    await lockNative({ node: ">=18" });
    const { status, calls: all } = start({ npm: await npmOfVersion(npm) });
    expect(status).toBe(0);
    const of = (wanted: string) => all.find(({ command }) => command === wanted);
    expect(of("install")?.args.flatMap((one) => /^(node|npm)(?:-[\w-]+)?@/.exec(one)?.[1] ?? [])).toEqual(fetches);
    expect(of("ci")?.path.split(delimiter)[0]?.startsWith(root)).toBe(by !== "itself");
  });

  test("a fetched Node is the one of the packages from then on, and is not fetched again by an install script", { tags: ["posix"] }, async () => {
    await pinNode("99.0.0");
    const { status, stdout, calls: all } = start({ npm: await npmOfVersion("11.20.0") });
    expect({ status, stdout: stdout.split("\n").at(-2) }).toEqual({ status: 0, stdout: "hello world" });
    expect(all.find(({ command }) => command === "ci")?.args).toContain("--ignore-scripts");
    for (const path of [["node", "bin", "node"], [".bin", "node"]]) expect(spawnSync(join(root, "node_modules", ...path), ["--version"], { encoding: "utf8" }).stdout.trim()).toBe(process.version);
    expect(await readdir(root)).not.toContain(".install");
  });

  test("npm start leaves out what only tests need, and a command that needs it installs everything", async () => {
    const npm = await npmOfVersion("11.20.0");
    for (const script of ["start", "start", "hello", "start"] as const) expect(start({ npm, script }).status).toBe(0);
    expect(npmCalls().map(({ args }) => args.includes("--workspaces=false"))).toEqual([true, false]);
  });

  test("on a Node older than package.json allows: says so in one sentence, and installs nothing", async () => {
    await writeFile(join(root, "package.json"), JSON.stringify({ type: "module", engines: { node: ">=99" }, devDependencies: { node: "99.0.0" } }));
    const { status, stderr, calls: all } = start({ npm: await npmOfVersion("11.20.0") });
    expect({ status, all }).toEqual({ status: 1, all: [] });
    expect(stderr).toBe(`\nThis is Node ${thisNode}, but Readyslot needs Node 99 or newer. Install one from https://nodejs.org and run the same command again.\n\n`);
  });
});

describe("installs again", () => {
  test.each<[string, () => Promise<void>]>([
    ["after an install that was interrupted", () => rm(join(root, "node_modules", ".package-lock.json"))],
    ["when Node's binary is missing, as with ignore-scripts", () => rm(join(root, "node_modules", "node"), { recursive: true })],
    ["when an old Node has left out a native package for this machine", () => forget(NATIVE)],
    ["when a package is of another version", () => change("node_modules/build", { version: "0.9.0" })],
    ["when a fetch was interrupted and left its folder behind", async () => (await mkdir(join(root, ".install", "node_modules"), { recursive: true }), rm(join(root, "node_modules", ".package-lock.json")))],
  ])("%s", async (_, spoil) => {
    const npm = await npmOfVersion("11.20.0");
    start({ npm });
    await spoil();
    const { status, calls: all } = start({ npm });
    expect({ status, commands: all.map(({ command }) => command) }).toEqual({ status: 0, commands: ["ci", "ci"] });
    expect(await readdir(root)).not.toContain(".install");
  });

  test.each([MUSL, "node_modules/native-elsewhere", "node_modules/nice-to-have"])("not for %s, which this machine does not need", async (path) => {
    const npm = await npmOfVersion("11.20.0");
    start({ npm });
    await forget(path);
    expect(start({ npm })).toMatchObject({ status: 0, calls: { length: 1 } });
  });
});

describe("an install that fails ends with one sentence that says what to do", () => {
  test.each([
    ["ENOTFOUND", /^The packages could not be installed\. npm cannot reach its registry \(ENOTFOUND\)\. Check the network/],
    ["EAI_AGAIN", /npm cannot reach its registry \(EAI_AGAIN\)/],
    ["ENOSPC", /The disk is full/],
    ["EACCES", /npm is not allowed to write a file \(EACCES\)/],
    ["E404", /npm's message above has the reason/],
  ])("%s", async (code, says) => {
    const { status, stderr } = start({ npm: await npmOfVersion("11.20.0"), env: { NPM_FAILS_WITH: code } });
    expect(status).toBe(1);
    expect(stderr.trim()).toMatch(says);
    expect(stderr.trim()).not.toContain("\n");
    expect(await readdir(root)).not.toContain(".install");
  });

  test("no npm", { tags: ["posix"] }, () => {
    const { status, stderr } = start({ npm: undefined, env: { PATH: folder } });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\nnpm was not found\. It comes with Node.*\n\n$/);
  });

  test("a native package that npm left out silently", async () => {
    const { status, stderr } = start({ npm: await npmOfVersion("11.20.0"), env: { NPM_LEAVES_OUT: NATIVE } });
    expect(status).toBe(1);
    expect(stderr).toContain(`did not install ${NATIVE}`);
  });

  test("a folder that cannot be written", { tags: ["posix"] }, async () => {
    await chmod(folder, 0o755);
    await chmod(root, 0o555);
    // Root may write everywhere.
    const { status, stderr, calls: all } = start({ npm: await npmOfVersion("11.20.0"), ...(process.getuid?.() === 0 && { uid: 65_534 }) });
    expect({ status, all }).toEqual({ status: 1, all: [] });
    expect(stderr).toMatch(/^\nThe packages cannot be installed: .* is not writable \(E\w+\)\..*\n\n$/);
  });

  test("a lockfile that cannot be read", async () => {
    await writeFile(join(root, "package-lock.json"), "<<<<<<< HEAD");
    const { status, stderr } = start({ npm: await npmOfVersion("11.20.0") });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\n.*package-lock\.json cannot be read: .*\n\n$/);
  });
});

/** Locks the native package for this machine with these versions of Node. */
async function lockNative(engines: { node: string }): Promise<void> {
  const file = join(root, "package-lock.json");
  const { packages } = JSON.parse(await readFile(file, "utf8")) as { packages: Record<string, object> };
  await writeFile(file, JSON.stringify({ packages: { ...packages, [NATIVE]: { ...packages[NATIVE], engines } } }));
}

/** Takes a package out of npm's record of what is installed. */
function forget(path: string): Promise<void> {
  return change(path, undefined);
}

async function change(path: string, locked: object | undefined): Promise<void> {
  const record = join(root, "node_modules", ".package-lock.json");
  const { packages } = JSON.parse(await readFile(record, "utf8")) as { packages: Record<string, object> };
  const { [path]: _, ...others } = packages;
  await writeFile(record, JSON.stringify({ packages: locked ? { ...others, [path]: locked } : others }));
}
