#!/usr/bin/env node
/**
 * The entry point of every npm script. Installs the packages if they are missing, then runs the script with the
 * Node version that package.json pins, whichever Node the machine has.
 *
 *     node scripts/bootstrap.mjs <script> [arguments]      runs scripts/<script>.ts
 *     node scripts/bootstrap.mjs all-packages              installs those of the tests as well, for programs that run without a script
 *
 * Uses old syntax and imports nothing before the check: Node 12 has to run this file to say that it is too old.
 */
import { readFileSync } from "node:fs";

const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const minimum = Number(/\d+/.exec(engines.node));

if (parseInt(process.versions.node, 10) < minimum) {
  console.error(`\nThis is Node ${process.versions.node}, but Readyslot needs Node ${minimum} or newer. Install one from https://nodejs.org and run the same command again.\n`);
  process.exitCode = 1;
} else {
  import("./bootstrap/run-script.mjs").then(({ runScript }) => runScript(process.argv[2] || "start", process.argv.slice(3)));
}
