import { spawn } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/settings.ts";
import { CAL, CAL_LINK } from "./hosts.ts";

/** The site as the working tree has it, built for the bench's hosts in a folder of its own. */
export interface SiteCopy {
  readonly folder: string;
  /** The built home page. */
  readonly home: string;
  /** Whether a text occurs in the home page or in the scripts that it can load. */
  contains(text: string): Promise<boolean>;
  remove(): Promise<void>;
}

const SOURCES = ["src", "public", "scripts", "astro.config.mjs", "package.json", "package-lock.json", "tsconfig.json", "vercel.json"];

/** @throws {Error} with Astro's words if the build fails. */
export async function buildSiteCopy(): Promise<SiteCopy> {
  const folder = await mkdtemp(join(tmpdir(), "readyslot-bench-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  // A run that is cut short must not leave it behind.
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  try {
    for (const source of SOURCES) {
      if (existsSync(join(root, source))) await cp(join(root, source), join(folder, source), { recursive: true });
    }
    await linkPackages(join(folder, "node_modules"));
    await build(folder);
  } catch (error) {
    await remove();
    throw error;
  }
  const files = join(folder, ".vercel", "output", "static");
  return {
    folder,
    home: await readFile(join(files, "index.html"), "utf8"),
    async contains(text) {
      const scripts = (await readdir(join(files, "_astro"))).filter((name) => name.endsWith(".js"));
      for (const file of ["index.html", ...scripts.map((name) => join("_astro", name))]) {
        if ((await readFile(join(files, file), "utf8")).includes(text)) return true;
      }
      return false;
    },
    remove,
  };
}

/** A folder of links instead of one link: Astro keeps its cache in it, and that must not be the working tree's. */
async function linkPackages(folder: string): Promise<void> {
  await mkdir(folder);
  for (const name of await readdir(join(root, "node_modules"))) {
    if (!name.startsWith(".")) await symlink(join(root, "node_modules", name), join(folder, name), "junction");
  }
}

async function build(folder: string): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env, ASTRO_TELEMETRY_DISABLED: "1" };
  Object.assign(env, { PUBLIC_CAL_LINK: CAL_LINK, PUBLIC_CAL_ORIGIN: CAL, PUBLIC_CAL_SITE: CAL });
  const child = spawn(process.execPath, [join(root, "node_modules", "astro", "bin", "astro.mjs"), "build"], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`The site could not be built for the benchmark.\n${output}`);
}
