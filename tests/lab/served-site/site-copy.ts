import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../../scripts/settings.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { CAL, CAL_LINK } from "../bench/hosts.ts";

/** The site of the working tree, built for the benchmark's hosts in a separate folder. */
export interface SiteCopy {
  readonly folder: string;
  /** The built home page. */
  readonly home: string;
  /** Whether a text occurs in the home page or in the scripts that it can load. */
  contains(text: string): Promise<boolean>;
  remove(): Promise<void>;
}

/**
 * @param change is given the copy's folder before the build.
 * @throws {Error} with Astro's output if the build fails.
 */
export async function buildSiteCopy(change?: (folder: string) => Promise<void>): Promise<SiteCopy> {
  const { root: folder, remove } = await copyProject();
  // An interrupted run must not leave it behind.
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  try {
    await change?.(folder);
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

async function build(folder: string): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env, ASTRO_TELEMETRY_DISABLED: "1" };
  Object.assign(env, { PUBLIC_CAL_LINK: CAL_LINK, PUBLIC_CAL_ORIGIN: CAL, PUBLIC_CAL_SITE: CAL, CAL_API_URL: CAL });
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
