import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { newcomersEnv } from "../fixtures/newcomers-env.ts";

/**
 * The environment of a newcomer with this Node and npm, which are installed into a folder from the npm packages `node`
 * and `npm`.
 *
 * @throws {Error} with npm's message if they cannot be installed.
 */
export async function machineWith(folder: string, { node, npm }: { node: string; npm?: string }): Promise<NodeJS.ProcessEnv> {
  await mkdir(folder, { recursive: true });
  // The install script of "node" fetches the binary.
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, allowScripts: { node: true } }));
  const packages = [`node@${node}`, ...(npm ? [`npm@${npm}`] : [])];
  // npm sets npm_execpath to its own file in what it runs.
  const ownNpm = process.env.npm_execpath;
  const args = ["install", ...packages, "--no-save", "--prefer-offline", "--loglevel=error", "--no-audit", "--no-fund"];
  const { status, stderr } = ownNpm ? spawnSync(process.execPath, [ownNpm, ...args], { cwd: folder, encoding: "utf8" }) : spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${packages.join(" and ")} could not be installed.\n${stderr}`);
  const inherited = newcomersEnv();
  const env = { ...inherited, PATH: [join(folder, "node_modules", ".bin"), inherited.PATH].join(delimiter) };
  const said = spawnSync("node", ["--version"], { env, encoding: "utf8" }).stdout.trim();
  if (said !== `v${node}`) throw new Error(`node --version says ${said} and not v${node}.`);
  return env;
}
