import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ok, problem, type Finding } from "./findings.ts";
import type { Setup } from "./setup.ts";

/** Compares this Node and the installed packages with package.json and the lockfile. */
export function nodeFinding({ root }: Pick<Setup, "root">, version = process.versions.node): Finding {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { devDependencies: { node: string } };
  if (version !== devDependencies.node) {
    return problem("Node", `This is Node ${version}, but the project uses ${devDependencies.node}.`, "Start it with npm (npm run doctor), which uses the Node in node_modules. If that does not help, run npm ci.");
  }
  const missing = missingPackages(root);
  if (missing.length > 0) return problem("Node", `Packages are missing or have another version: ${missing.slice(0, 3).join(", ")}${missing.length > 3 ? " …" : ""}.`, "Run npm ci.");
  return ok("Node", `${version}. All packages match the lockfile.`);
}

type Packages = Record<string, { version?: string; optional?: boolean }>;

function missingPackages(root: string): string[] {
  const installed = packagesOf(join(root, "node_modules", ".package-lock.json"));
  // A copy of the project links its packages one by one and has no such file.
  if (!installed) return existsSync(join(root, "node_modules")) ? [] : ["all of them"];
  const wanted = packagesOf(join(root, "package-lock.json")) ?? {};
  return Object.entries(wanted).flatMap(([path, { version, optional }]) => {
    const isThere = path === "" || installed[path]?.version === version || (optional && !installed[path]);
    return isThere ? [] : [path.replace(/^.*node_modules\//, "")];
  });
}

function packagesOf(file: string): Packages | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { packages: Packages }).packages : undefined;
}
