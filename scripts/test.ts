/**
 * npm test: types, lint, the content, unit, contract and endpoint tests, the documents' commands in a new clone, and
 * against the deployed output three real browsers and three minutes of mixed traffic. npm run test:all (--all): these,
 * and the first command on every Node that README.md names. Ends with one line: "N passed, N failed", and how many stages
 * were skipped, if any.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installObservatory } from "../tests/observatory/scan.ts";
import { buildWhenStale } from "./build.ts";
import { canSoak, findBrowser, findFirefox, findRedis, findWebKit, NO_FIREFOX, NO_SOAK, NO_WEBKIT } from "./machine.ts";
import { forgetSettings, root, runScript } from "./settings.ts";

interface Tally {
  passed: number;
  failed: number;
  /** Parts of a stage that this machine cannot run. */
  skipped?: number;
}

interface Stage {
  name: string;
  run: () => Promise<Tally>;
  /** Why this machine cannot run it. It is then skipped, and counted as skipped. */
  missing?: string | false;
}

const results = join(root, "tests", ".results");

await runScript(async () => {
  const { values: options } = parseArgs({ options: { all: { type: "boolean", default: false } } });
  // The tests are about this code with its defaults, not about the calendar or store of whoever runs them.
  forgetSettings();
  process.env.ASTRO_TELEMETRY_DISABLED = "1";
  process.env.CHROME_PATH = findBrowser();
  findRedis();
  await rm(results, { recursive: true, force: true });
  await mkdir(results, { recursive: true });

  // A copy without git has nothing to be cloned from.
  const noGit = !existsSync(join(root, ".git")) && "This folder is no git repository.";
  const stages: Stage[] = [
    { name: "types", run: () => single(["node", "--run", "check"]) },
    { name: "lint", run: () => single(["node", "--run", "lint"]) },
    { name: "content", run: () => single([process.execPath, join(root, "scripts", "check-content.ts")]) },
    { name: "unit, contract and endpoint tests", run: () => vitest("tests/vitest.config.ts") },
    { name: "the documents, followed in a new clone", run: documents, missing: noGit },
    { name: "end to end, in a browser", run: playwright },
    { name: "three minutes of mixed traffic", run: soak, missing: !canSoak() && NO_SOAK },
    { name: "the booking in Firefox", run: () => vitest("tests/firefox/vitest.config.ts"), missing: !findFirefox() && NO_FIREFOX },
    { name: "the booking in WebKit", run: () => vitest("tests/webkit/vitest.config.ts"), missing: !findWebKit() && NO_WEBKIT },
    { name: "the served policy, judged from outside", run: policy },
  ];
  if (options.all) stages.push({ name: "the first command, on every Node", run: () => vitest("tests/node-versions/vitest.config.ts"), missing: noGit });

  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, missing, ...stage } of stages) {
    console.log(`\n── ${name}${missing ? `: skipped. ${missing}` : ""}`);
    const { passed, failed, skipped = 0 } = missing ? { passed: 0, failed: 0, skipped: 1 } : await stage.run();
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ""}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
});

/** A check that passes or fails as a whole. */
async function single(command: string[]): Promise<Tally> {
  return (await run(command)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitest(config: string): Promise<Tally> {
  const file = join(results, `${config.replaceAll("/", "-")}.json`);
  const code = await run(["vitest", "run", "--config", config, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`]);
  const report = await readReport<{ numPassedTests: number; numFailedTests: number }>(file);
  return tally(code, report && { passed: report.numPassedTests, failed: report.numFailedTests });
}

/** Builds first, for the stages behind it as well. */
async function playwright(): Promise<Tally> {
  await buildWhenStale();
  const file = join(results, "playwright.json");
  process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = file;
  const code = await run(["playwright", "test", "--config", "tests/playwright.config.ts", "--reporter=list,json"]);
  const report = await readReport<{ stats: { expected: number; unexpected: number; flaky: number } }>(file);
  return tally(code, report && { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky });
}

/** Alone: what else works on the machine would be in its pace. Each of its checks is a test. */
async function soak(): Promise<Tally> {
  const code = await run([process.execPath, join(root, "scripts", "soak.ts"), "--minutes", "3"]);
  const report = await readReport<{ checks: { isMet: boolean }[] }>(join(results, "soak.json"));
  const passed = report?.checks.filter(({ isMet }) => isMet).length ?? 0;
  return tally(code, report && { passed, failed: report.checks.length - passed });
}

async function policy(): Promise<Tally> {
  const isThere = installObservatory();
  const counted = await vitest("tests/observatory/vitest.config.ts");
  if (isThere) return counted;
  console.log("\n── Mozilla's HTTP Observatory: skipped. It could not be installed; npm says why above.");
  return { ...counted, skipped: 1 };
}

/** Each command that ran is a test; the run itself names those that it leaves out. */
async function documents(): Promise<Tally> {
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
