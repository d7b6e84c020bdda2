/** Every machine installs the same packages, and none of them from anywhere but the registry. `npm ci` and `npm audit` check the rest. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/settings.ts";

interface Needs {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

interface LockedPackage extends Needs {
  name?: string;
  version?: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  hasInstallScript?: boolean;
}

const readJson = <T>(name: string) => JSON.parse(readFileSync(join(root, name), "utf8")) as T;
const manifest = readJson<Needs & { allowScripts: Record<string, boolean> }>("package.json");
const ofTests = readJson<Needs>("tests/package.json");
const lock = readJson<{ lockfileVersion: number; packages: Record<string, LockedPackage> }>("package-lock.json");
/** Without the project itself, and its folder "tests" with a list of its own. */
const packages = Object.entries(lock.packages).filter(([path]) => !["", "tests", "node_modules/readyslot-tests"].includes(path));

const EXACT = /^\d+\.\d+\.\d+(-[\w.-]+)?(\+[\w.-]+)?$/;
/** A path, a repository or a URL. An npm alias stays with the registry. */
const FROM_ELSEWHERE = /^(?!npm:)(?:[\w+.-]+:|\.{0,2}\/|[\w.-]+\/)/;

const pathsWhere = (isWrong: (locked: LockedPackage) => boolean) => packages.filter(([, locked]) => isWrong(locked)).map(([path]) => path);

test("package.json and tests/package.json ask for exact versions, and the lockfile installs them", () => {
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies, ...ofTests.devDependencies });
  expect(wanted.filter(([, version]) => !EXACT.test(version))).toEqual([]);
  expect(wanted.map(([name]) => [name, lock.packages[`node_modules/${name}`]?.version])).toEqual(wanted);
});

test("each locked package has an exact version and a SHA-512, and no link or download address", () => {
  expect(lock.lockfileVersion).toBe(3);
  expect(packages.length).toBeGreaterThan(100);
  expect(pathsWhere(({ version = "", link }) => link === true || !EXACT.test(version))).toEqual([]);
  expect(pathsWhere(({ integrity }) => !integrity?.startsWith("sha512-"))).toEqual([]);
  // .npmrc keeps addresses out: run npm install with it.
  expect(pathsWhere(({ resolved }) => resolved !== undefined)).toEqual([]);
});

test("no package takes another one from a repository, a URL or a folder", () => {
  expect(pathsWhere(({ dependencies, optionalDependencies }) => Object.values({ ...dependencies, ...optionalDependencies }).some((range) => FROM_ELSEWHERE.test(range)))).toEqual([]);
});

test("the bindings for all operating systems are locked", () => {
  // npm resolves a package from the folder that needs it upwards.
  const isLocked = (name: string, from: string): boolean =>
    lock.packages[`${from === "" ? "" : `${from}/`}node_modules/${name}`] !== undefined || (from !== "" && isLocked(name, from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/")))));
  const missing = packages.flatMap(([path, { optionalDependencies = {} }]) => Object.keys(optionalDependencies).filter((name) => !isLocked(name, path)).map((name) => `${path} needs ${name}`));
  // To add them, run npm install in a copy without node_modules and lockfile.
  expect(missing).toEqual([]);
});

test("allowScripts decides on each package with an install script, and on no other", () => {
  const withScript = packages.flatMap(([path, { name, hasInstallScript }]) => (hasInstallScript ? [name ?? path.replace(/.*node_modules\//, "")] : []));
  expect(Object.keys(manifest.allowScripts).toSorted()).toEqual([...new Set(withScript)].toSorted());
});
