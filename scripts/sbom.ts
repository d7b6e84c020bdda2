/**
 * npm run sbom: the bill of materials of what is deployed, in CycloneDX, checked against the lockfile:
 * tests/.results/sbom.cdx.json.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, runScript } from "./settings.ts";
import type { Lockfile, Manifest } from "./supply-chain/lockfile.ts";
import { runNpm } from "./supply-chain/npm.ts";
import { productionOnly, sbomProblems, withLicences, type Sbom } from "./supply-chain/sbom.ts";

await runScript(async () => {
  const [manifest, lock] = await Promise.all([readJson<Manifest & { name: string }>("package.json"), readJson<Lockfile>("package-lock.json")]);
  const sbom = withLicences(await npmSbom(productionOnly(manifest, lock)));
  const problems = sbomProblems(sbom, lock);
  if (problems.length > 0) throw new Error(`The bill of materials is not complete:\n${problems.join("\n")}`);
  const file = join("tests", ".results", "sbom.cdx.json");
  await mkdir(join(root, "tests", ".results"), { recursive: true });
  await writeFile(join(root, file), `${JSON.stringify(sbom, null, 1)}\n`);
  console.log(`Written: ${file}, with ${sbom.components.length} components.`);
});

async function npmSbom({ manifest, lock }: { manifest: Manifest & { name: string }; lock: Lockfile }): Promise<Sbom> {
  const folder = await mkdtemp(join(tmpdir(), "readyslot-sbom-"));
  try {
    // npm names the project after its folder.
    const project = join(folder, manifest.name);
    await mkdir(project);
    await writeFile(join(project, "package.json"), JSON.stringify(manifest));
    await writeFile(join(project, "package-lock.json"), JSON.stringify(lock));
    const { code, stdout, stderr } = await runNpm(["sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--sbom-type", "application"], { cwd: project });
    if (code !== 0) throw new Error(`npm made no bill of materials.\n${stderr}`);
    return JSON.parse(stdout) as Sbom;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readJson<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(join(root, name), "utf8")) as T;
}
