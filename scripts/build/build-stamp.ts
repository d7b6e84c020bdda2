import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { calSettings } from "../../src/booking/cal-settings.ts";
import { SETTINGS } from "../../src/host/settings/settings.ts";
import { root } from "../settings.ts";

/** The sources and settings of a build, kept beside it in .vercel. */
export interface BuildStamp {
  /** A hash of every source file and every setting that the build reads. */
  fingerprint: string;
  calOrigin: string;
  isDemo: boolean;
  /** ISO 8601. */
  builtAt: string;
  /** The build's settings, without secrets. Older builds have none. */
  settings?: Readonly<Record<string, string>>;
}

const STAMP_NAME = "readyslot-build.json";
export const STAMP_FILE = stampFile(root);
/** Vercel's own variables that a build reads: in src/site/publication.ts and src/site/seo/site-address.ts. */
const VERCELS = ["VERCEL_ENV", "VERCEL_PROJECT_PRODUCTION_URL"];
const READ = new Set([...SETTINGS.filter(({ readBy }) => readBy === "build" || readBy === "both").map(({ name }) => name), ...VERCELS]);
/** A stamp keeps the values of these, so that a start can compare them. */
const SHOWN = SETTINGS.filter(({ name, isSecret }) => READ.has(name) && !isSecret).map(({ name }) => name);
const SOURCES = ["src", "public", "docs/bench.json", "astro.config.mjs", "package-lock.json", "tsconfig.json", "vercel.json"];

/** The stamp that a build would have now. */
export async function currentStamp(env: Readonly<Record<string, string | undefined>> = process.env, folder = root): Promise<BuildStamp> {
  const hash = createHash("sha256");
  for (const file of await sourceFiles(folder)) hash.update(`${relative(folder, file)}\0`).update(await readFile(file));
  const settings = Object.entries(env).filter(([name]) => READ.has(name));
  const cal = calSettings(env);
  hash.update(JSON.stringify([settings.toSorted(), cal]));
  return { fingerprint: hash.digest("hex"), calOrigin: cal.origin, isDemo: cal.isDemo, builtAt: new Date().toISOString(), settings: shownSettings(env) };
}

/** The settings that have changed since the build: its server reads the new values, its pages have the old ones. */
export function changedSince({ settings }: BuildStamp, env: Readonly<Record<string, string | undefined>>): string[] {
  if (!settings) return [];
  const now = shownSettings(env);
  return SHOWN.filter((name) => settings[name] !== now[name]);
}

function shownSettings(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(SHOWN.flatMap((name) => (env[name]?.trim() ? [[name, env[name]]] : [])));
}

/** The stamp of the build in .vercel/output; undefined without a whole build by npm run build. */
export async function builtStamp(folder = root): Promise<BuildStamp | undefined> {
  const [output, stamp] = [join(folder, ".vercel", "output", "config.json"), stampFile(folder)];
  return existsSync(output) && existsSync(stamp) ? (JSON.parse(await readFile(stamp, "utf8")) as BuildStamp) : undefined;
}

export async function writeStamp(stamp: BuildStamp, folder = root): Promise<void> {
  const file = stampFile(folder);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(stamp));
}

function stampFile(folder: string): string {
  return join(folder, ".vercel", STAMP_NAME);
}

async function sourceFiles(folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const source of SOURCES) {
    const path = join(folder, source);
    if (!existsSync(path)) continue;
    if (/\.\w+$/.test(source)) files.push(path);
    else {
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      files.push(...entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)));
    }
  }
  return files.toSorted();
}
