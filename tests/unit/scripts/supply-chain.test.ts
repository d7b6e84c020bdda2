import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../../scripts/settings.ts";
import { lockfileProblems, scriptProblems, type Lockfile, type Manifest } from "../../../scripts/supply-chain/lockfile.ts";
import { productionOnly, sbomProblems, withLicences, type Sbom } from "../../../scripts/supply-chain/sbom.ts";

const readJson = <T>(name: string) => JSON.parse(readFileSync(join(root, name), "utf8")) as T;
const manifest = readJson<Manifest>("package.json");
const lock = readJson<Lockfile>("package-lock.json");

const SHA = `sha512-${Buffer.alloc(64, 7).toString("base64")}`;
const HASH = "07".repeat(64);

/** A project with one package for production, which needs another, and one for development. */
function sound() {
  return {
    manifest: { dependencies: { zod: "4.6.7" }, devDependencies: { vitest: "5.1.1" }, allowScripts: { esbuild: true } } as Manifest,
    lock: {
      lockfileVersion: 3,
      packages: {
        "": { dependencies: { zod: "4.6.7" }, devDependencies: { vitest: "5.1.1" } },
        "node_modules/zod": { version: "4.6.7", integrity: SHA, license: "MIT", dependencies: { ms: "^2.0.0", other: "npm:ms@2.1.3" } },
        "node_modules/zod/node_modules/ms": { version: "2.1.3", integrity: SHA, license: "MIT" },
        "node_modules/esbuild": { version: "0.28.2", integrity: SHA, license: "MIT", hasInstallScript: true },
        "node_modules/vitest": { version: "5.1.1", integrity: SHA, license: "MIT", dev: true },
      },
    } as { lockfileVersion: number; packages: Record<string, Lockfile["packages"][string]> },
  };
}

type Project = ReturnType<typeof sound>;

describe("what is installed", () => {
  test("is the same everywhere: exact versions, each with its hash, nothing from outside the registry", () => {
    expect(lockfileProblems(manifest, lock)).toEqual([]);
    expect(lockfileProblems(sound().manifest, sound().lock)).toEqual([]);
  });

  test.each<[string, (project: Project) => void, string[]]>([
    [
      "a range",
      (project) => {
        project.manifest.dependencies = { zod: "^4.6.7" };
        project.lock.packages[""] = { ...project.lock.packages[""], dependencies: { zod: "^4.6.7" } };
      },
      ['zod is asked for as "^4.6.7". Write the exact version.'],
    ],
    ["a version that the lockfile has not", (project) => (project.manifest.dependencies = { zod: "4.7.0" }), ["package.json asks for zod 4.7.0, and the lockfile for 4.6.7. Run npm install.", "package.json asks for zod 4.7.0, and 4.6.7 would be installed. Run npm install."]],
    ["a dependency that has gone", (project) => (project.manifest.dependencies = {}), ["package.json asks for zod no more, and the lockfile for 4.6.7. Run npm install."]],
    ["a package without a hash", ({ lock: { packages } }) => (packages["node_modules/esbuild"] = { version: "0.28.2" }), ["node_modules/esbuild has no SHA-512 to be checked against. Delete it from the lockfile and run npm install."]],
    ["a weak hash", ({ lock: { packages } }) => (packages["node_modules/esbuild"] = { version: "0.28.2", integrity: "sha1-AAAA" }), ["node_modules/esbuild has no SHA-512 to be checked against. Delete it from the lockfile and run npm install."]],
    [
      "an address",
      ({ lock: { packages } }) => (packages["node_modules/esbuild"] = { version: "0.28.2", integrity: SHA, resolved: "https://example.com/esbuild.tgz" }),
      ["node_modules/esbuild names an address to be fetched from. .npmrc keeps addresses out: run npm install with it."],
    ],
    ["a link", ({ lock: { packages } }) => (packages["node_modules/esbuild"] = { integrity: SHA, link: true }), ["node_modules/esbuild does not come from a registry, but is a link."]],
    ["a repository", ({ lock: { packages } }) => (packages["node_modules/esbuild"] = { version: "git+ssh://git@example.com/a.git#1", integrity: SHA }), ['node_modules/esbuild does not come from a registry, but is "git+ssh://git@example.com/a.git#1".']],
    ["a package that takes one from a repository", ({ lock: { packages } }) => (packages["node_modules/esbuild"] = { version: "0.28.2", integrity: SHA, dependencies: { ms: "vercel/ms#main" } }), ['node_modules/esbuild takes ms from "vercel/ms#main", which no lockfile can hold still.']],
    [
      "a binding that another system needs",
      ({ lock: { packages } }) => (packages["node_modules/zod/node_modules/ms"] = { version: "2.1.3", integrity: SHA, optionalDependencies: { esbuild: "0.28.2", "@ms/win32-x64": "2.1.3" } }),
      ["node_modules/zod/node_modules/ms may need @ms/win32-x64, which the lockfile lacks, so it would not install everywhere. Run npm install in a copy without node_modules and lockfile, or stay with the version before."],
    ],
    ["an old lockfile", (project) => (project.lock.lockfileVersion = 1), ["package-lock.json has version 1, not 3. Write it with npm 7 or newer."]],
  ])("is not with %s", (_what, plant, problems) => {
    const project = sound();
    plant(project);
    expect(lockfileProblems(project.manifest, project.lock)).toEqual(problems);
  });

  test("runs scripts only where package.json has decided on it by name", () => {
    expect(scriptProblems(manifest, lock)).toEqual([]);
    const { manifest: decided, lock: locked } = sound();
    expect(scriptProblems(decided, locked)).toEqual([]);
    expect(scriptProblems({ allowScripts: { "left-pad": true } }, locked)).toEqual([
      "esbuild would run a script when it is installed. Look at it, and say in package.json's allowScripts whether it may.",
      "allowScripts names left-pad, which has no install script. Take it out, so that it is asked again.",
    ]);
  });
});

const component = (name: string, version: string) => ({ name, version, hashes: [{ alg: "SHA-512", content: HASH }], licenses: [{ license: { id: "MIT" } }] });

/** As npm makes it from the lockfile above. */
function bill(): Sbom {
  return { bomFormat: "CycloneDX", components: [component("zod", "4.6.7"), component("ms", "2.1.3"), component("esbuild", "0.28.2")] };
}

describe("the bill of materials", () => {
  test("is asked for without anything that only development needs", () => {
    const { manifest: asked, lock: locked } = productionOnly(sound().manifest, sound().lock);
    expect(asked.devDependencies).toEqual({});
    expect(Object.keys(locked.packages)).toEqual(["", "node_modules/zod", "node_modules/zod/node_modules/ms", "node_modules/esbuild"]);
    expect(locked.packages[""]).toEqual({ dependencies: { zod: "4.6.7" } });
  });

  test("keeps what production and development share", () => {
    const kept = Object.keys(productionOnly(manifest, lock).lock.packages);
    for (const name of Object.keys(manifest.dependencies ?? {})) expect(kept).toContain(`node_modules/${name}`);
  });

  test("has every package that is deployed, with its hash and its licence", () => {
    expect(sbomProblems(bill(), sound().lock)).toEqual([]);
  });

  test.each<[string, (sbom: Sbom) => void, string[]]>([
    ["a package that is missing", (sbom) => sbom.components.shift(), ["zod@4.6.7 is not in it."]],
    ["another version", (sbom) => ((sbom.components[0] as { version: string }).version = "4.6.8"), ["zod@4.6.7 is not in it.", "zod@4.6.8 is in it, and is not deployed."]],
    ["another hash", (sbom) => ((sbom.components[0] as { hashes: object[] }).hashes = [{ alg: "SHA-512", content: "08".repeat(64) }]), ["zod@4.6.7 has not the lockfile's hash."]],
    ["no licence", (sbom) => ((sbom.components[0] as { licenses: object[] }).licenses = [{ license: {} }]), ["zod@4.6.7 has no licence. Read it in the package, and add it to scripts/supply-chain/sbom.ts."]],
    ["another format", (sbom) => (sbom.bomFormat = "SPDX"), ['The bill of materials is "SPDX", not CycloneDX.']],
  ])("is not complete with %s", (_what, plant, problems) => {
    const sbom = bill();
    plant(sbom);
    expect(sbomProblems(sbom, sound().lock)).toEqual(problems);
  });

  test("names the licences of Cal's packages, which stand in a file, and changes no other", () => {
    const cal = { name: "@calcom/embed-core", version: "1.5.3" };
    const { components } = withLicences({ bomFormat: "CycloneDX", components: [cal, ...bill().components] });
    expect(components[0]?.licenses?.[0]?.license?.name).toMatch(/^Cal\.com Commercial License; client-side code AGPLv3/);
    expect(components.slice(1)).toEqual(bill().components);
    // The sentence is about these words of theirs.
    expect(readFileSync(join(root, "node_modules", "@calcom", "embed-core", "LICENSE"), "utf8").replaceAll(/\s+/g, " ")).toContain("client-side JavaScript, in whole or in part, is copyrighted under the AGPLv3 license");
  });
});
