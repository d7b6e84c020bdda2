#!/usr/bin/env node
/**
 * The way into every npm script, on any Node ≥ 18 with nothing installed: installs what is missing
 * and goes on under the Node that the lockfile names, whatever Node the machine has.
 *
 *     node scripts/bootstrap.mjs <script> [arguments]      runs scripts/<script>.ts
 */
import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nodeBinary = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const [script = "start", ...scriptArguments] = process.argv.slice(2);

if (!isInstalled()) install();
run(join(root, "scripts", `${script}.ts`), scriptArguments);

/** Whether node_modules holds what the lockfile says. npm leaves its own record of what it installed. */
function isInstalled() {
  const wanted = lockedPackages("package-lock.json");
  const present = lockedPackages(join("node_modules", ".package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || (optional && !present[path]) || present[path]?.version === version,
  );
}

/** @param {string} file @returns {Record<string, {version: string, optional?: boolean}> | undefined} */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

function install() {
  console.log("Installing packages (once, about a minute) …");
  const npm = process.env.npm_execpath;
  // The tools are among what NODE_ENV=production would leave out.
  // npm 11.19 then refuses a package whose install script package.json does not decide on; an older npm does not know the word.
  const args = ["ci", "--loglevel=error", "--no-audit", "--no-fund", "--strict-allow-scripts", "--include=dev"];
  // Through a shell only on Windows, where npm is a .cmd file that nothing else can start.
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) {
    console.error("\nThe packages could not be installed; npm says why above. Mend that and run the same command again.");
    process.exit(status ?? 1);
  }
}

/** @param {string} file @param {string[]} args */
function run(file, args) {
  // What the scripts start in turn (astro, vitest) must find the same Node and the installed binaries.
  const PATH = [join(root, "node_modules", ".bin"), process.env.PATH].join(process.platform === "win32" ? ";" : ":");
  // A server is asked to stop by a message: a signal that is passed on would be its second where it had
  // the first itself, from the terminal or a service manager, and end it at once.
  const isServer = ["start", "serve"].includes(script);
  const child = spawn(nodeBinary, [file, ...args], { cwd: root, stdio: isServer ? ["inherit", "inherit", "inherit", "ipc"] : "inherit", env: { ...process.env, PATH } });
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => (child.connected ? child.send("stop") : child.kill(signal));
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => stop(signal));
  // A SIGTERM to npm ends the shell between npm and us, which passes nothing on: without this, what
  // was started here would go on, nobody's child, and keep its ports.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop("SIGTERM");
  }, 250).unref();
  child.on("error", (error) => {
    console.error(`Node 24 from node_modules did not start: ${error.message}. Delete node_modules and try again.`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}
