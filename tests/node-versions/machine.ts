import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { runNpm } from "../../scripts/supply-chain/npm.ts";
import { newcomersEnv } from "../fixtures/newcomers-env.ts";

/**
 * The environment of a newcomer whose machine has this Node, and this npm: those of the npm packages `node` and
 * `npm`, installed into a folder.
 *
 * @throws {Error} with npm's words if they cannot be installed.
 */
export async function machineWith(folder: string, { node, npm }: { node: string; npm?: string }): Promise<NodeJS.ProcessEnv> {
  await mkdir(folder, { recursive: true });
  // The install script of "node" fetches the binary.
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, allowScripts: { node: true } }));
  const packages = [`node@${node}`, ...(npm ? [`npm@${npm}`] : [])];
  const { code, stderr } = await runNpm(["install", ...packages, "--no-save", "--prefer-offline", "--loglevel=error", "--no-audit", "--no-fund"], { cwd: folder });
  if (code !== 0) throw new Error(`${packages.join(" and ")} could not be installed.\n${stderr}`);
  const inherited = newcomersEnv();
  const env = { ...inherited, PATH: [join(folder, "node_modules", ".bin"), inherited.PATH].join(delimiter) };
  const said = spawnSync("node", ["--version"], { env, encoding: "utf8" }).stdout.trim();
  if (said !== `v${node}`) throw new Error(`node --version says ${said} and not v${node}.`);
  return env;
}
