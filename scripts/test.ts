/**
 * npm test: everything that shows that this works. Types, lint, the content, unit, contract and endpoint tests, the
 * documents' commands in a new clone, and against the deployed output real browsers and three minutes of mixed traffic. Ends with one line:
 * "N passed, N failed", and how many stages were skipped, if any.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { installObservatory } from "../tests/observatory/scan.ts";
import { buildWhenStale } from "./build.ts";
import { canSoak, findBrowser, findFirefox, findRedis, NO_FIREFOX, NO_SOAK } from "./machine.ts";
import { forgetSettings, root, runScript } from "./settings.ts";

interface Tally {
  passed: number;
  failed: number;
}

const results = join(root, "tests", ".results");

await runScript(async () => {
  // The tests are about this code with its defaults, not about the calendar or store of whoever runs them.
  forgetSettings();
  process.env.ASTRO_TELEMETRY_DISABLED = "1";
  process.env.CHROME_PATH = findBrowser();
  findRedis();
  const firefox = findFirefox();
  await rm(results, { recursive: true, force: true });
  await mkdir(results, { recursive: true });

  const tallies: Tally[] = [];
  tallies.push(await single("types", ["node", "--run", "check"]));
  tallies.push(await single("lint", ["node", "--run", "lint"]));
  tallies.push(await single("content", [process.execPath, join(root, "scripts", "check-content.ts")]));
  tallies.push(await vitest("unit, contract and endpoint tests", "tests/vitest.config.ts"));
  // A copy without git has nothing to be cloned from.
  const hasGit = existsSync(join(root, ".git"));
  if (hasGit) tallies.push(await documents());
  else console.log("\n── the documents, followed in a new clone: skipped. This folder is no git repository.");
  await buildWhenStale();
  tallies.push(await playwright());
  if (canSoak()) tallies.push(await soak());
  else console.log(`\n── three minutes of mixed traffic: skipped. ${NO_SOAK}`);
  if (firefox) tallies.push(await vitest("the booking in Firefox", "tests/firefox/vitest.config.ts"));
  else console.log(`\n── the booking in Firefox: skipped. ${NO_FIREFOX}`);
  const observatory = installObservatory();
  tallies.push(await vitest("the served policy, judged from outside", "tests/observatory/vitest.config.ts"));
  if (!observatory) console.log("\n── Mozilla's HTTP Observatory: skipped. It could not be installed; npm says why above.");

  const passed = tallies.reduce((sum, one) => sum + one.passed, 0);
  const failed = tallies.reduce((sum, one) => sum + one.failed, 0);
  const skipped = [hasGit, firefox, observatory, canSoak()].filter((isThere) => !isThere).length;
  console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
  process.exitCode = failed === 0 ? 0 : 1;
});

/** A check that passes or fails as a whole. */
async function single(name: string, command: string[]): Promise<Tally> {
  console.log(`\n── ${name}`);
  return (await run(command)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitest(name: string, config: string): Promise<Tally> {
  console.log(`\n── ${name}`);
  const file = join(results, `${config.replaceAll("/", "-")}.json`);
  const code = await run(["vitest", "run", "--config", config, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  const report = await readReport<{ numPassedTests: number; numFailedTests: number }>(file);
  return tally(code, report && { passed: report.numPassedTests, failed: report.numFailedTests });
}

async function playwright(): Promise<Tally> {
  console.log("\n── end to end, in a browser");
  const file = join(results, "playwright.json");
  process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = file;
  const code = await run(["playwright", "test", "--config", "tests/playwright.config.ts", "--reporter=list,json"]);
  const report = await readReport<{ stats: { expected: number; unexpected: number; flaky: number } }>(file);
  return tally(code, report && { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky });
}

/** Alone: what else works on the machine would be in its pace. Each of its checks is a test. */
async function soak(): Promise<Tally> {
  console.log("\n── three minutes of mixed traffic");
  const code = await run([process.execPath, join(root, "scripts", "soak.ts"), "--minutes", "3"]);
  const report = await readReport<{ checks: { isMet: boolean }[] }>(join(results, "soak.json"));
  const passed = report?.checks.filter(({ isMet }) => isMet).length ?? 0;
  return tally(code, report && { passed, failed: report.checks.length - passed });
}

/** Each command that ran is a test; the run itself names those that it leaves out. */
async function documents(): Promise<Tally> {
  console.log("\n── the documents, followed in a new clone");
  const code = await run([process.execPath, join(root, "scripts", "check-docs.ts")]);
  const report = await readReport<{ verdict: string }[]>(join(results, "docs.json"));
  const counted = (verdict: string) => report?.filter((one) => one.verdict === verdict).length ?? 0;
  return tally(code, report && { passed: counted("ran"), failed: counted("failed") });
}

/** A runner that broke off, or failed outside of any test, has failed at least once. */
function tally(code: number, counted: Tally | undefined): Tally {
  if (!counted) return { passed: 0, failed: 1 };
  return code !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}

async function readReport<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as T;
  } catch {
    return undefined;
  }
}

function run([command = "", ...args]: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"], shell: process.platform === "win32" });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
