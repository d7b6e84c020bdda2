/**
 * The bill of materials of what is deployed: CycloneDX, made by `npm sbom`, and checked against the
 * lockfile.
 *
 * `npm sbom --omit dev` (11.19) leaves out whatever development needs as well: zod, vite and sixty others
 * that we deploy. So npm is asked about a lockfile in which there is nothing for development at all.
 */
import { installedName, type LockedPackage, type Lockfile, type Manifest } from "./lockfile.ts";

export interface Component {
  name: string;
  version: string;
  hashes?: { alg: string; content: string }[];
  licenses?: { license?: { id?: string; name?: string }; expression?: string }[];
}

export interface Sbom {
  bomFormat: string;
  components: Component[];
}

/**
 * The licences that packages keep in a file, where npm does not look. Cal's licence file says: its
 * commercial one, but the AGPLv3 for all that is or becomes client-side JavaScript. Of ours that is the
 * queue function and React's wrapper; embed.js itself comes from Cal.
 */
const CAL = "Cal.com Commercial License; client-side code AGPLv3 (LICENSE in the package)";
const IN_FILES: Readonly<Record<string, string>> = { "@calcom/embed-core": CAL, "@calcom/embed-react": CAL, "@calcom/embed-snippet": CAL };

/** Both without what only development needs. */
export function productionOnly<T extends Manifest>(manifest: T, lock: Lockfile): { manifest: T; lock: Lockfile } {
  const packages = Object.fromEntries(production(lock).map(([path, locked]) => [path, locked]));
  const { devDependencies: _, ...project } = lock.packages[""] ?? {};
  return { manifest: { ...manifest, devDependencies: {} }, lock: { ...lock, packages: { "": project, ...packages } } };
}

/** With the licences that npm does not find. */
export function withLicences(sbom: Sbom): Sbom {
  const components = sbom.components.map((component) => {
    const inFile = IN_FILES[component.name];
    return inFile === undefined || hasLicence(component) ? component : { ...component, licenses: [{ license: { name: inFile } }] };
  });
  return { ...sbom, components };
}

/** What it lacks; empty if it has every package that is deployed, with its version, its hash and its licence. */
export function sbomProblems(sbom: Sbom, lock: Lockfile): string[] {
  if (sbom.bomFormat !== "CycloneDX") return [`The bill of materials is "${sbom.bomFormat}", not CycloneDX.`];
  const listed = new Map(sbom.components.map((component) => [`${component.name}@${component.version}`, component]));
  const wanted = new Map(production(lock).map(([path, locked]) => [`${installedName(path)}@${locked.version}`, locked]));
  return [
    ...[...wanted].flatMap(([id, locked]) => componentProblems(id, listed.get(id), locked)),
    ...[...listed.keys()].filter((id) => !wanted.has(id)).map((id) => `${id} is in it, and is not deployed.`),
  ];
}

function componentProblems(id: string, component: Component | undefined, { integrity = "" }: LockedPackage): string[] {
  if (!component) return [`${id} is not in it.`];
  const hash = Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
  const problems: string[] = [];
  if (!component.hashes?.some(({ alg, content }) => alg === "SHA-512" && content === hash)) problems.push(`${id} has not the lockfile's hash.`);
  if (!hasLicence(component)) problems.push(`${id} has no licence. Read it in the package, and add it to scripts/supply-chain/sbom.ts.`);
  return problems;
}

function hasLicence({ licenses = [] }: Component): boolean {
  return licenses.some(({ license, expression }) => license?.id ?? license?.name ?? expression);
}

/** What is deployed or builds what is: everything but what only development needs. */
function production({ packages }: Lockfile): [path: string, locked: LockedPackage][] {
  return Object.entries(packages).filter(([path, { dev }]) => path !== "" && !dev);
}
