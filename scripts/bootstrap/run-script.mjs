import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installPackages } from "./install-packages.mjs";
import { missingPackages, nodeBinary } from "./missing-packages.mjs";
import { nodeNotStarted, SetupError } from "./setup-error.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs scripts/<name>.ts with the pinned Node, and ends this process with its exit code. @param {string} name @param {string[]} args */
export function runScript(name, args) {
  try {
    if (missingPackages(root).length > 0) installPackages(root);
    run(join(root, "scripts", `${name}.ts`), args);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    fail(error.message);
  }
}

/** @param {string} file @param {string[]} args */
function run(file, args) {
  // What the scripts start in turn (astro, vitest) must find the same Node and the installed binaries.
  const PATH = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const child = spawn(nodeBinary(root), [file, ...args], { cwd: root, stdio: "inherit", env: { ...process.env, PATH } });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => child.kill(signal));
  // A SIGTERM to npm ends the shell between npm and us, which passes nothing on: without this, the child would go
  // on without a parent and keep its ports.
  const parent = process.ppid;
  setInterval(() => process.ppid === parent || child.kill("SIGTERM"), 250).unref();
  child.on("error", (error) => fail(nodeNotStarted(error)));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

/** @param {string} message */
function fail(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}
