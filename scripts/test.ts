/**
 * npm test: types, lint, content, unit, contract and endpoint tests, and in Chromium the engine on the fixture's content and
 * the pages of this site. Proves what a change can break, in minutes.
 *
 * npm run test:site (--site): types, content, build and this site's pages only. For a site that leaves the engine as it is,
 * in about two minutes.
 *
 * npm run test:all (--all): these without leaving anything out, then what needs longer, other engines or other servers:
 * the documents' commands in a new clone, the soak, all tests in a project with other content, Firefox, WebKit, Mozilla's
 * Observatory, and the first command on every Node that README.md names. Runs every night and before a release.
 *
 * --unit: unit, contract, endpoint and content tests only, on any system. CI runs them on Windows and macOS. On Windows those
 * are left out that need a POSIX system or Redis, which have the tag "posix".
 *
 * Tests that only --all runs carry the tag "full" (vitest) or "@full" (Playwright), or lie in a file *.full.spec.ts. Ends with what failed, by its name,
 * and one line, "N passed, N failed", and how many stages were skipped, if any.
 */
import { spawn, type StdioOptions } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildSiteUnderTest } from "../tests/fixtures/builds/site-under-test.ts";
import { installObservatory } from "../tests/observatory/scan.ts";
import { buildWhenStale } from "./build/build-site.ts";
import { canSoak, findBrowser, findFirefox, findRedis, findWebKit, NO_FIREFOX, NO_SOAK, NO_WEBKIT } from "./machine/programs.ts";
import { forgetSettings, root, runScript } from "./settings.ts";

interface Tally {
  passed: number;
  failed: number;
  /** Stages, or parts of one, that this machine cannot run. */
  skipped?: number;
  /** The names of the tests that failed. A failed stage without any is listed by its own name. */
  names?: readonly string[];
}

interface Stage {
  name: string;
  run: (output: Output) => Promise<Tally>;
  /** The reason why this machine cannot run it. The stage is then skipped, and counted as skipped. */
  missing?: string | false;
}

/** Writes what a command prints: at once, or when the stage is over. */
type Output = (chunk: Buffer | string) => void;

/** Matches a test's file name, title and tags: the files *.full.spec.ts and the tests tagged "@full". */
const FULL_SPEC = "[.@]full\\b";

const results = join(root, "tests", ".results");
const isWindows = process.platform === "win32";
/** Their programs for a shell, which Windows could only start by a shell. */
const VITEST = [process.execPath, join(root, "node_modules", "vitest", "vitest.mjs")];
const PLAYWRIGHT = [process.execPath, join(root, "node_modules", "playwright", "cli.js")];

await runScript(async () => {
  const { values: options } = parseArgs({ options: { all: { type: "boolean", default: false }, site: { type: "boolean", default: false }, unit: { type: "boolean", default: false } } });
  // The tests are about this code with its defaults, not about the calendar or store of the person who runs them.
  forgetSettings();
  process.env.ASTRO_TELEMETRY_DISABLED = "1";
  if (!options.unit) process.env.CHROME_PATH = findBrowser();
  if (!options.site && !isWindows) findRedis();
  await rm(results, { recursive: true, force: true });
  await mkdir(results, { recursive: true });

  // For the tests that are the same in both tiers, but longer in one.
  process.env.TEST_TIER = options.all ? "full" : "fast";
  const left = [...(options.all ? [] : ["full"]), ...(isWindows ? ["posix"] : [])];
  const unit: Stage = { name: "unit, contract and endpoint tests", run: (output) => vitest("tests/vitest.config.ts", output, left.map((tag) => `--tags-filter=!${tag}`)) };
  const types: Stage = { name: "types", run: (output) => single([process.execPath, "--run", "check"], output) };
  const lint: Stage = { name: "lint", run: (output) => single([process.execPath, "--run", "lint"], output) };
  const content: Stage = { name: "content", run: (output) => single([process.execPath, join(root, "scripts", "check-content.ts")], output) };
  const site: Stage = { name: "build", run: (output) => build(buildWhenStale, output) };
  const fixture: Stage = { name: "build of the site under test", run: (output) => build(buildSiteUnderTest, output) };
  const browser: Stage = { name: options.site ? "the pages in Chromium" : "the engine and the pages in Chromium", run: (output) => playwright(output, options.all, options.site ? ["--project=site"] : []) };

  // Types and build both write the types of the content, so they never run at once.
  const [first, second] = options.unit ? [[unit], []] : options.site ? [[types, content, site], []] : [[unit], [types, lint, content, site, fixture]];
  const tallies = [...(await Promise.all([runStages(first, process.stdout), runStages(second)])).flat(), ...(await runStages(options.unit ? [] : [browser], process.stdout))];
  if (options.all && !options.site) tallies.push(...(await runStages(longStages(), process.stdout)));

  const names = tallies.flatMap((one) => one.names ?? []);
  if (names.length > 0) console.log(`\nFailed:\n${names.map((name) => `  ${name}`).join("\n")}`);
  const sum = (of: "passed" | "failed" | "skipped") => tallies.reduce((total, one) => total + (one[of] ?? 0), 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed${sum("skipped") > 0 ? `, ${sum("skipped")} skipped` : ""}`);
  process.exitCode = sum("failed") === 0 ? 0 : 1;
});

function longStages(): Stage[] {
  // A copy without git cannot be cloned.
  const noGit = !existsSync(join(root, ".git")) && "This folder is not a git repository.";
  return [
    { name: "the documents' commands in a new clone", run: documents, missing: noGit },
    { name: "soak test, five minutes", run: soak, missing: !canSoak() && NO_SOAK },
    { name: "all tests on other content", run: (output) => vitest("tests/other-content/vitest.config.ts", output) },
    { name: "Firefox", run: (output) => vitest("tests/firefox/vitest.config.ts", output), missing: !findFirefox() && NO_FIREFOX },
    { name: "WebKit", run: (output) => vitest("tests/webkit/vitest.config.ts", output), missing: !findWebKit() && NO_WEBKIT },
    { name: "HTTP Observatory and CSP evaluator", run: policy },
    { name: "npm start on every supported Node", run: (output) => vitest("tests/node-versions/vitest.config.ts", output), missing: noGit },
  ];
}

/** Runs stages one after the other. Without a stream the output of each is printed when it has ended. */
async function runStages(stages: readonly Stage[], stream?: NodeJS.WriteStream): Promise<Tally[]> {
  const tallies: Tally[] = [];
  for (const { name, missing, run } of stages) {
    const head = `\n── ${name}${missing ? `: skipped. ${missing}` : ""}\n`;
    const chunks: (Buffer | string)[] = [head];
    if (stream) stream.write(head);
    const counted = missing ? { passed: 0, failed: 0, skipped: 1 } : await run((chunk) => (stream ? stream.write(chunk) : chunks.push(chunk)));
    tallies.push(counted.failed > 0 && !counted.names?.length ? { ...counted, names: [name] } : counted);
    if (!stream) for (const chunk of chunks) process.stdout.write(chunk);
  }
  return tallies;
}

/** A check that passes or fails as a whole. */
async function single(command: string[], output: Output): Promise<Tally> {
  return (await execute(command, output)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function build(run: () => Promise<void>, output: Output): Promise<Tally> {
  try {
    await run();
    return { passed: 1, failed: 0 };
  } catch (error) {
    output(`${(error as Error).message}\n`);
    return { passed: 0, failed: 1 };
  }
}

async function vitest(config: string, output: Output, more: string[] = []): Promise<Tally> {
  const file = join(results, `${config.replaceAll("/", "-")}.json`);
  const code = await execute([...VITEST, "run", "--config", config, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`, ...more], output);
  const report = await readReport<{ numPassedTests: number; numFailedTests: number; testResults: { assertionResults: { status: string; fullName: string }[] }[] }>(file);
  const failed = report?.testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === "failed"));
  return tally(code, report && { passed: report.numPassedTests, failed: report.numFailedTests, names: failed?.map(({ fullName }) => fullName) ?? [] });
}

/** A failed test runs once more with a trace, which is for reading: the test still counts as failed. */
async function playwright(output: Output, isFull: boolean, more: readonly string[]): Promise<Tally> {
  const file = join(results, "playwright.json");
  const command = [...PLAYWRIGHT, "test", "--config", "tests/playwright.config.ts", ...more];
  process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = file;
  const code = await execute([...command, "--reporter=list,json", ...(isFull ? [] : ["--grep-invert", FULL_SPEC])], output);
  const report = await readReport<{ stats: { expected: number; unexpected: number; flaky: number } }>(file);
  const counted = tally(code, report && { passed: report.stats.expected, failed: report.stats.unexpected + report.stats.flaky });
  if (counted.failed > 0 && report) {
    output("\n── running the failed tests again; traces are stored in tests/.results/playwright\n");
    await execute([...command, "--reporter=list", "--last-failed", "--trace=on"], output);
  }
  return counted;
}

/**
 * Runs alone: other work on the machine would disturb its pace. Each of its checks counts as a test. The process' memory grows
 * for up to two minutes and is then flat; the second half of five minutes begins after that.
 */
async function soak(output: Output): Promise<Tally> {
  const code = await execute([process.execPath, join(root, "scripts", "soak.ts"), "--minutes", "5"], output);
  const report = await readReport<{ checks: { isMet: boolean }[] }>(join(results, "soak.json"));
  const passed = report?.checks.filter(({ isMet }) => isMet).length ?? 0;
  return tally(code, report && { passed, failed: report.checks.length - passed });
}

async function policy(output: Output): Promise<Tally> {
  const isInstalled = installObservatory();
  const counted = await vitest("tests/observatory/vitest.config.ts", output);
  if (isInstalled) return counted;
  output("\n── Mozilla's HTTP Observatory: skipped. It could not be installed; npm's message above has the reason.\n");
  return { ...counted, skipped: 1 };
}

/** Each command that ran counts as a test; the run itself names those that it leaves out. */
async function documents(output: Output): Promise<Tally> {
  const code = await execute([process.execPath, join(root, "scripts", "check-docs.ts")], output);
  const report = await readReport<{ verdict: string }[]>(join(results, "docs.json"));
  const counted = (verdict: string) => report?.filter((one) => one.verdict === verdict).length ?? 0;
  return tally(code, report && { passed: counted("ran"), failed: counted("failed") });
}

/** A runner that broke off, or failed outside of any test, counts as one failure at least. */
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

function execute([command = "", ...args]: string[], output: Output): Promise<number> {
  return new Promise((resolve, reject) => {
    const stdio: StdioOptions = ["ignore", "pipe", "pipe"];
    // Colours, which a pipe would take from them.
    const env = { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: "1" }) };
    const child = spawn(command, args, { cwd: root, env, stdio });
    child.stdout?.on("data", output);
    child.stderr?.on("data", output);
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
