/** What is asked of package.json and package-lock.json together. */

/** The part of package.json that says what is installed. */
export interface Manifest {
  dependencies?: Readonly<Record<string, string>>;
  devDependencies?: Readonly<Record<string, string>>;
  /** Which packages may run scripts of their own when they are installed, by name. */
  allowScripts?: Readonly<Record<string, boolean>>;
}

/** One package, by its path under the project. The project itself is under "". */
export interface LockedPackage extends Manifest {
  /** Where it differs from the path's. */
  name?: string;
  version?: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  license?: string;
  /** Only development, or only what is optional, needs it. */
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  hasInstallScript?: boolean;
  optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  lockfileVersion: number;
  packages: Readonly<Record<string, LockedPackage>>;
}

const EXACT = /^\d+\.\d+\.\d+(-[\w.-]+)?$/;
/** An npm alias stays with the registry; a path, a repository and an address do not. */
const FROM_ELSEWHERE = /^(?!npm:)(?:[\w+.-]+:|\.{0,2}\/|[\w.-]+\/)/;

/** What keeps an installation from being the same everywhere, each with what to do; empty if nothing does. */
export function lockfileProblems(manifest: Manifest, lock: Lockfile): string[] {
  const problems: string[] = [];
  if (lock.lockfileVersion !== 3) problems.push(`package-lock.json has version ${lock.lockfileVersion}, not 3. Write it with npm 7 or newer.`);
  for (const kind of ["dependencies", "devDependencies"] as const) {
    const wanted = manifest[kind] ?? {};
    const locked = lock.packages[""]?.[kind] ?? {};
    for (const name of new Set([...Object.keys(wanted), ...Object.keys(locked)])) {
      const version = wanted[name];
      const isExact = version !== undefined && EXACT.test(version);
      if (version !== undefined && !isExact) problems.push(`${name} is asked for as "${version}". Write the exact version.`);
      if (version !== locked[name]) problems.push(`package.json asks for ${name} ${version ?? "no more"}, and the lockfile for ${locked[name] ?? "none"}. Run npm install.`);
      const installed = lock.packages[`node_modules/${name}`]?.version;
      if (isExact && version !== installed) problems.push(`package.json asks for ${name} ${version}, and ${installed ?? "none"} would be installed. Run npm install.`);
    }
  }
  for (const [path, locked] of Object.entries(lock.packages)) {
    if (path !== "") problems.push(...packageProblems(path, locked));
    for (const name of Object.keys(locked.optionalDependencies ?? {})) {
      if (!isReachable(name, path, lock)) problems.push(`${path} may need ${name}, which the lockfile lacks, so it would not install everywhere. Run npm install in a copy without node_modules and lockfile, or stay with the version before.`);
    }
  }
  return problems;
}

/** What runs on installing without having been decided by name, and decisions that decide nothing. */
export function scriptProblems({ allowScripts = {} }: Manifest, { packages }: Lockfile): string[] {
  const running = new Set(Object.entries(packages).flatMap(([path, locked]) => (path !== "" && locked.hasInstallScript ? [locked.name ?? installedName(path)] : [])));
  return [
    ...[...running].filter((name) => allowScripts[name] === undefined).map((name) => `${name} would run a script when it is installed. Look at it, and say in package.json's allowScripts whether it may.`),
    ...Object.keys(allowScripts).filter((name) => !running.has(name)).map((name) => `allowScripts names ${name}, which has no install script. Take it out, so that it is asked again.`),
  ];
}

/** The name that a package is installed under. An alias has been published under another. */
export function installedName(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** Node looks beside a package, then beside the one that it lies in, and so on. */
function isReachable(name: string, from: string, { packages }: Lockfile): boolean {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

function packageProblems(path: string, { version = "", integrity, resolved, link, ...needs }: LockedPackage): string[] {
  const problems: string[] = [];
  if (link || !EXACT.test(version.replace(/\+[\w.-]+$/, ""))) problems.push(`${path} does not come from a registry, but is ${link ? "a link" : `"${version}"`}.`);
  if (!integrity?.startsWith("sha512-")) problems.push(`${path} has no SHA-512 to be checked against. Delete it from the lockfile and run npm install.`);
  if (resolved !== undefined) problems.push(`${path} names an address to be fetched from. .npmrc keeps addresses out: run npm install with it.`);
  for (const wanted of [needs.dependencies, needs.optionalDependencies]) {
    for (const [name, range] of Object.entries(wanted ?? {})) {
      if (FROM_ELSEWHERE.test(range)) problems.push(`${path} takes ${name} from "${range}", which no lockfile can hold still.`);
    }
  }
  return problems;
}
