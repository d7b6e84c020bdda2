import { readdirSync, readFileSync } from "node:fs";
import { cp, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, onTestFinished, test } from "vitest";
import { WITHOUT_TESTS } from "../../../scripts/bootstrap/run-script.mjs";
import { root } from "../../../scripts/settings.ts";
import { npmCi } from "../../fixtures/npm-ci.ts";

interface Declared {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

interface Source {
  path: string;
  text: string;
}

/** Packages that no file imports, and their purpose. */
const TOOLS: Record<string, string> = {
  node: "bootstrap.mjs runs the scripts with it",
  oxlint: "npm run lint",
  "@astrojs/check": "npm run check: astro asks for it",
};

/** Packages of the build that are no part of its result, or whose code is bundled into it. An image of the site does not contain them. */
const BUILD = new Set(["@astrojs/markdown-satteri", "@astrojs/react", "@astrojs/rss", "@astrojs/vercel", "@capsizecss/unpack", "@fontsource/noto-sans-arabic", "@fontsource/outfit", "@sentry/astro", "@sveltia/cms", "astro", "esbuild", "github-slugger", "postcss", "rolldown", "satori", "satteri", "sharp", "sitemap", "subset-font", "vite"]);

const SOURCES = /\.(ts|tsx|mjs|astro|css)$/;
const readJson = <T>(name: string) => JSON.parse(readFileSync(join(root, name), "utf8")) as T;
const manifest = readJson<Declared>("package.json");
/** Those that npm start does not install. */
const ofTests = readJson<Pick<Declared, "devDependencies">>("tests/package.json").devDependencies;
const all: Declared = { dependencies: manifest.dependencies, devDependencies: { ...manifest.devDependencies, ...ofTests } };

function sources(): Source[] {
  return ["astro.config.mjs", ...["src", "scripts", "tests"].flatMap(filesBelow)].filter((path) => SOURCES.test(path)).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Without what runs and builds write beside the tests, which may change meanwhile. */
function filesBelow(folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).filter(({ name }) => !/^(?:\..*|node_modules)$/.test(name));
  return entries.flatMap((entry) => (entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** The packages that a file imports, including types and `import()`, found by TypeScript's own scanner. */
function importedPackages({ path, text }: Source): string[] {
  if (path.endsWith(".css")) return [];
  const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(text, true, true);
  const names = [...importedFiles, ...typeReferenceDirectives].map(({ fileName }) => fileName).filter((name) => !/^(?:[./]|node:|astro:|virtual:)/.test(name));
  return names.map((name) => name.split("/").slice(0, name.startsWith("@") ? 2 : 1).join("/"));
}

/** Imported packages that package.json lacks. @types/x counts for x. */
function undeclared(files: readonly Source[], { dependencies, devDependencies }: Declared): string[] {
  const declared = new Set(Object.keys({ ...dependencies, ...devDependencies }).flatMap((name) => [name, name.replace(/^@types\//, "")]));
  return files.flatMap((file) => importedPackages(file).filter((name) => !declared.has(name)).map((name) => `${file.path} imports ${name}`));
}

/** The packages that a program loads, with all files that it imports, except for their types. */
function loadedBy(entry: string): Set<string> {
  const [packages, seen] = [new Set<string>(), new Set<string>()];
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const text = readFileSync(join(root, path), "utf8").replaceAll(/^(?:import|export) type [^;]*;$/gm, "");
    for (const { fileName } of ts.preProcessFile(text, true, true).importedFiles) {
      if (/^\.\.?\//.test(fileName)) waiting.push(join(dirname(path), fileName));
    }
    for (const name of importedPackages({ path, text })) packages.add(name);
  }
  return packages;
}

/** Packages in package.json that are neither imported nor named in quotes. */
function unused(files: readonly Source[], { dependencies, devDependencies }: Declared, tools: Readonly<Record<string, string>>): string[] {
  const imported = new Set(files.flatMap(importedPackages));
  const isNamed = (name: string) => files.some(({ text }) => ['"', "'", "`"].some((quote) => text.includes(`${quote}${name}${quote}`) || text.includes(`${quote}${name}/`)));
  return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => {
    const typed = name.replace(/^@types\//, "");
    return !(name in tools) && !imported.has(typed) && typed !== "node" && !isNamed(typed);
  });
}

describe("package.json", () => {
  const files = sources();

  test("has every package that is imported, so that none is installed by chance", () => {
    expect(undeclared(files, all)).toEqual([]);
  });

  test("has no package that is not used", () => {
    expect(unused(files, all, TOOLS)).toEqual([]);
  });

  test("has the packages of pages and of the function in dependencies, and those of the build apart from them", () => {
    const deployed = { dependencies: manifest.dependencies, devDependencies: {} };
    const built = files.filter(({ path }) => path.startsWith("src") || path === "astro.config.mjs");
    // These two only provide types.
    const types = ["imports schema-dts", "imports hast"];
    const problems = undeclared(built, deployed).filter((problem) => !types.some((one) => problem.endsWith(one)));
    expect(problems.filter((problem) => !BUILD.has(problem.replace(/^.* imports /, "")))).toEqual([]);
    for (const name of BUILD) expect(Object.keys(manifest.devDependencies)).toContain(name);
  });

  test("has everything that the running server loads in dependencies", () => {
    const loaded = loadedBy("scripts/serve.ts");
    expect(loaded.size).toBeGreaterThan(5);
    expect([...loaded].filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });

  test.each(WITHOUT_TESTS)("has everything that scripts/%s.ts loads, which does not install the packages of tests/package.json", (name) => {
    expect([...loadedBy(`scripts/${name}.ts`)].filter((one) => one in ofTests)).toEqual([]);
  });

  test("installs less than 250 MB for a server that only serves", { tags: ["full"], timeout: 300_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "readyslot-production-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    for (const name of ["package.json", "package-lock.json", ".npmrc", "tests/package.json"]) await cp(join(root, name), join(folder, name));
    expect(npmCi(folder, "--omit=dev", "--workspaces=false")).toBe(true);
    const installed = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    const sizes = await Promise.all(installed.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0) / 1e6).toBeLessThan(250);
  });

  test.each([
    ['import { a } from "left-pad";', "left-pad"],
    ['import type { A } from "@scope/types/deep";', "@scope/types"],
    ['const a = await import("lazy");', "lazy"],
    ['export * from "again";', "again"],
    ['---\nimport A from "astro-thing/A.astro";\n---\n<A />', "astro-thing"],
  ])("lacks the package of %j", (text, name) => {
    expect(undeclared([{ path: "src/a.ts", text }], { dependencies: {}, devDependencies: {} })).toEqual([`src/a.ts imports ${name}`]);
  });

  test("has a package too many", () => {
    const declared = { dependencies: { react: "19.3.1", "left-pad": "1.3.0", font: "1.0.0", tool: "1.0.0" }, devDependencies: { "@types/react": "19.3.0", "@types/d3": "1.0.0" } };
    const some = [
      { path: "src/a.ts", text: 'import React from "react"; // left-pad would do' },
      { path: "src/a.css", text: 'src: url("font/a.woff2")' },
    ];
    expect(unused(some, declared, { tool: "npm run tool" })).toEqual(["left-pad", "@types/d3"]);
  });
});
