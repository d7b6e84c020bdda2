import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "./install-packages.mjs";
import { missingPackages, nodeBinary } from "./missing-packages.mjs";
import { nodeNotStarted, SetupError } from "./setup-error.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The scripts that need none of the packages in tests/package.json. Without those, the first start takes half the time. */
export const WITHOUT_TESTS = ["start", "serve", "build", "dev", "check-content", "check-docs", "new", "doctor", "smoke", "backup", "restore", "hash-password", "demo-data", "migrate"];

/** The command that installs everything and runs no script. */
const ALL_PACKAGES = "all-packages";

/** Runs scripts/<name>.ts with the pinned Node, and ends this process with its exit code. @param {string} name @param {string[]} args */
export async function runScript(name, args) {
  try {
    const needed = { withTests: !WITHOUT_TESTS.includes(name) };
    if (missingPackages(root, needed).length > 0) await installPackages(root, needed);
    if (name !== ALL_PACKAGES) run(name, args);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    fail(error.message);
  }
}

/** @param {string} name @param {string[]} args */
function run(name, args) {
  // Programs that the scripts start (astro, vitest) must find the same Node and the installed binaries.
  const PATH = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  // A server is stopped by a message. A terminal or a service manager may have sent it the signal already, and a second
  // signal would end it immediately.
  const isServer = ["start", "serve"].includes(name);
  const child = spawn(nodeBinary(root), [join(root, "scripts", `${name}.ts`), ...args], {
    cwd: root,
    stdio: isServer ? ["inherit", "inherit", "inherit", "ipc"] : "inherit",
    env: { ...process.env, PATH },
  });
  /** @param {NodeJS.Signals} signal */
  const stop = (signal) => (child.connected ? child.send("stop") : child.kill(signal));
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => stop(signal));
  // A SIGTERM to npm ends the shell between npm and this process, which does not pass it on: without this, the child
  // would keep running, and keep its ports.
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop("SIGTERM");
  }, 250).unref();
  child.on("error", (error) => fail(nodeNotStarted(error)));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

/** @param {string} message */
function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}
