import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { rounded } from "../command/statistics.ts";
import { copyProject } from "../../fixtures/builds/project-copy.ts";
import { makeSite } from "./made-site.ts";
import type { ContentBenchOptions } from "./options.ts";
import { buildResult, ratios, targetsOf, type ContentResults } from "./results.ts";
import { environmentNow, loadNow } from "../command/environment.ts";

interface Measured {
  readonly pages: number;
  readonly seconds: number[];
  readonly cpu: number[];
  files: string[];
}

/** Builds sites of three sizes in turn, the smaller one twice a round, each in a fresh copy of the project. `log` prints the progress. */
export async function runContentBench({ rounds, few, many, seed }: ContentBenchOptions, log: (text: string) => void): Promise<ContentResults> {
  const takenAt = new Date().toISOString();
  const environment = environmentNow();
  const sizes = { one: measured(1), few: measured(few), many: measured(many) };
  let checkSeconds: number | null = null;

  for (let round = 0; round < rounds; round++) {
    // The smaller site is built before and after the larger one, so that other programs on the machine affect both.
    for (const size of [sizes.one, sizes.few, sizes.many, sizes.few]) {
      const copy = await copyProject();
      try {
        await makeSite(copy.root, { count: size.pages, seed });
        if (size === sizes.many) checkSeconds ??= await checkedIn(copy.root);
        log(`Building ${size.pages} ${size.pages === 1 ? "page" : "pages"} …`);
        const { seconds, cpu } = await timed(copy.root, [join("node_modules", "astro", "bin", "astro.mjs"), "build"]);
        log(`  ${seconds.toFixed(1)} s, ${cpu.toFixed(1)} s of CPU time`);
        size.seconds.push(seconds);
        size.cpu.push(cpu);
        size.files = await deployedFiles(copy.root, size.pages);
      } finally {
        await copy.remove();
      }
    }
  }

  const results = { one: resultOf(sizes.one), few: resultOf(sizes.few), many: resultOf(sizes.many) };
  const { ratio, ratioOfAdded } = ratios(results, "median");
  const ofCpu = ratios(results, "medianCpu");
  return rounded({
    takenAt,
    environment: { ...environment, loadAverageAfter: loadNow() },
    seed,
    builds: Object.values(results),
    checkSeconds,
    ratio,
    ratioOfAdded,
    cpuRatio: ofCpu.ratio,
    cpuRatioOfAdded: ofCpu.ratioOfAdded,
    targets: targetsOf({ ratio, checkSeconds, many }),
  });
}

function measured(pages: number): Measured {
  return { pages, seconds: [], cpu: [], files: [] };
}

function resultOf({ pages, seconds, cpu, files }: Measured) {
  return buildResult(pages, { seconds, cpu }, { pictures: files.filter((file) => /\.(avif|webp)$/.test(file)).length, files: files.length });
}

/** @throws {Error} if a page is missing: a build that does less is not faster. */
async function deployedFiles(root: string, pages: number): Promise<string[]> {
  const files = await readdir(join(root, ".vercel", "output", "static"), { recursive: true });
  const made = files.filter((file) => /^made[\\/][^\\/]+[\\/]index\.html$/.test(file)).length;
  if (made !== pages) throw new Error(`The build has ${made} of ${pages} pages.`);
  return files;
}

async function checkedIn(root: string): Promise<number | null> {
  const script = join("scripts", "check-content.ts");
  return existsSync(join(root, script)) ? (await timed(root, [script])).seconds : null;
}

/** Runs a program with Node in a folder. @returns its duration and CPU time in seconds. @throws {Error} with its output if it fails. */
async function timed(cwd: string, args: string[]): Promise<{ seconds: number; cpu: number }> {
  const cpuFile = join(cwd, "cpu.txt");
  const writeCpu = pathToFileURL(join(import.meta.dirname, "write-cpu.ts")).href;
  const start = performance.now();
  const child = spawn(process.execPath, ["--import", writeCpu, ...args], {
    cwd,
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: "1", CPU_FILE: cpuFile },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  if (code !== 0) throw new Error(`${args.join(" ")} failed.\n${said}`);
  return { seconds: (performance.now() - start) / 1000, cpu: Number(await readFile(cpuFile, "utf8")) };
}
