/** `npm start` in a new clone, with every Node version in README.md and the npm of its time. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { missingPackages } from "../../scripts/bootstrap/missing-packages.mjs";
import { root } from "../../scripts/settings.ts";
import { makeOrigin } from "../docs/fresh-clone.ts";
import { openShell } from "../docs/shell-session.ts";
import { freePorts } from "../fixtures/site/ports.ts";
import { newcomersEnv } from "../fixtures/newcomers-env.ts";

/** The first is that of Debian 12. Node 20.10 and 22.12 are older than the `engines` of some packages. */
const SUPPORTED = [
  { node: "18.19.1", npm: "9.2.0" },
  { node: "18.20.8", npm: "10.8.2" },
  { node: "20.10.0", npm: "10.2.3" },
  { node: "22.12.0", npm: "10.9.0" },
  { node: "24.8.0", npm: "11.6.0" },
];

const TOO_OLD = ["16.20.2", "12.22.12"];

let folder: string;
let clone: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  clone = join(folder, "readyslot");
  makeOrigin(root, clone);
});

afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

describe("npm start in a new clone", () => {
  test.each(SUPPORTED)("on Node $node with npm $npm: installs everything, builds and serves, and starts again without either", async ({ node, npm }) => {
    const env = await machineWith(join(folder, "machine"), { node, npm });
    const port = await freePorts();
    const shell = openShell({ cwd: clone, env: { ...env, PORT: String(port) }, limitMs: 800_000 });
    try {
      expect(await shell.run("node --version; npm --version 2> /dev/null")).toBe(`v${node}\n${npm}\n`);

      expect(await shell.serve("npm start")).toContain("Installing packages");
      expect(missingPackages(clone, { withTests: false })).toEqual([]);
      const home = await fetch(`http://localhost:${port}/`);
      expect(home.status).toBe(200);
      expect(await home.text()).toContain("data-booking-dialog");
      // The temporary folder of the installation is removed, and git sees no new files.
      expect(existsSync(join(clone, ".install"))).toBe(false);
      expect(await shell.run("git status --short")).toBe("");

      const again = await shell.serve("npm start");
      expect(again).not.toMatch(/Installing|Building/);
      expect((await fetch(`http://localhost:${port}/api/health`)).status).toBe(200);
    } finally {
      await shell.close();
    }
  });

  test.each(TOO_OLD)("on Node %s: one sentence that says which Node to install, before anything is installed", async (node) => {
    const env = await machineWith(join(folder, "machine"), { node });
    // Without npm, because the machine's own npm may not run with such an old Node.
    const { status, stdout, stderr } = spawnSync("node", ["scripts/bootstrap.mjs", "start"], { cwd: clone, env, encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toBe(`\nThis is Node ${node}, but Readyslot needs Node 18 or newer. Install one from https://nodejs.org and run the same command again.\n\n`);
    expect(existsSync(join(clone, "node_modules"))).toBe(false);
  });
});

/**
 * The environment of a newcomer with this Node and npm, which are installed into a folder from the npm packages `node`
 * and `npm`.
 *
 * @throws {Error} with npm's message if they cannot be installed.
 */
async function machineWith(home: string, { node, npm }: { node: string; npm?: string }): Promise<NodeJS.ProcessEnv> {
  await mkdir(home, { recursive: true });
  // The install script of "node" fetches the binary.
  await writeFile(join(home, "package.json"), JSON.stringify({ private: true, allowScripts: { node: true } }));
  const packages = [`node@${node}`, ...(npm ? [`npm@${npm}`] : [])];
  // npm sets npm_execpath to its own file in what it runs.
  const ownNpm = process.env.npm_execpath;
  const args = ["install", ...packages, "--no-save", "--prefer-offline", "--loglevel=error", "--no-audit", "--no-fund"];
  const { status, stderr } = ownNpm ? spawnSync(process.execPath, [ownNpm, ...args], { cwd: home, encoding: "utf8" }) : spawnSync("npm", args, { cwd: home, encoding: "utf8" });
  if (status !== 0) throw new Error(`${packages.join(" and ")} could not be installed.\n${stderr}`);
  const inherited = newcomersEnv();
  const env = { ...inherited, PATH: [join(home, "node_modules", ".bin"), inherited.PATH].join(delimiter) };
  const said = spawnSync("node", ["--version"], { env, encoding: "utf8" }).stdout.trim();
  if (said !== `v${node}`) throw new Error(`node --version says ${said} and not v${node}.`);
  return env;
}
