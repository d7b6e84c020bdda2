import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser } from "playwright";
import { launchBrowser, newVisitor, type Visitor } from "./browser.ts";
import { LOADED } from "./calendar-load.ts";
import { checkCpu } from "./cpu-check.ts";
import type { BenchOptions } from "./options.ts";
import { measurePageLoad } from "./page-load.ts";
import { CONTENDERS, planLegs, SITUATIONS, type Contender, type Leg, type Visit } from "./plan.ts";
import { seededRandom, shuffled } from "../openings/dice.ts";
import { rowsOf, type BenchResults, type LegResult } from "./results.ts";
import { rounded } from "../command/statistics.ts";
import { startRig, type Rig } from "./rig.ts";
import { judge, TARGET_NETWORK } from "./targets.ts";
import { SituationFailed, visit } from "./visit.ts";
import { NETWORKS } from "./wire/networks.ts";
import { checkWire } from "./wire/wire-check.ts";
import { SITE_HOST } from "./hosts.ts";
import { environmentNow } from "../command/environment.ts";

/** Page loads hardly vary; three are enough to notice an outlier. */
const MOST_PAGE_LOADS = 3;

/** Runs the measurements of the options. `log` prints the progress. */
export async function runBench(executablePath: string, options: BenchOptions, log: (text: string) => void): Promise<BenchResults> {
  const environment = environmentNow();
  log("Building the site …");
  const rig = await startRig();
  const browsers = new Map<number, Browser>();
  const random = seededRandom(options.seed);
  try {
    const { legs, skipped } = await possibleLegs(rig, options);
    const results: BenchResults = {
      takenAt: new Date().toISOString(),
      environment: { browser: "", ...environment },
      seed: options.seed,
      calendar: LOADED,
      networks: {},
      cpuChecks: {},
      skipped,
      legs: [],
      targets: [],
    };
    for (const leg of legs) {
      const network = NETWORKS[leg.network];
      results.networks[leg.network] ??= { ...network, check: await checkWire(rig.wire, network, SITE_HOST) };
      const browser = browsers.get(leg.cpu) ?? (await launchBrowser(executablePath, rig.wire, leg.cpu));
      browsers.set(leg.cpu, browser);
      results.environment.browser = `Chromium ${browser.version()}`;
      results.cpuChecks[leg.cpu] ??= await checkCpu(browser, rig.wire, leg.cpu);
      log(checksText(results, leg));
      const result = await runLeg({ rig, browser, leg, options, random, log });
      results.legs.push({ ...result, rows: rowsOf(result) });
    }
    results.targets = judge(results.legs);
    return rounded(results);
  } finally {
    for (const browser of browsers.values()) await browser.close();
    await rig.stop();
  }
}

/** The legs without situations that this build of the site does not support. */
async function possibleLegs(rig: Rig, options: BenchOptions): Promise<{ legs: Leg[]; skipped: BenchResults["skipped"] }> {
  const legs = planLegs(options);
  const skipped: BenchResults["skipped"] = [];
  if (!(await rig.siteContains("bookingWarmOnView"))) {
    skipped.push({ contender: "ours", situation: "inView", reason: "no script of this build reads data-booking-warm-on-view" });
  }
  if (!(await rig.siteContains("data-booking-times"))) {
    const situations = new Set(legs.flatMap(({ visits }) => visits.filter(({ contender }) => contender === "instant").flatMap((one) => one.situations)));
    for (const situation of situations) skipped.push({ contender: "instant", situation, reason: "the dialog of this build has no data-booking-times" });
  }
  const can = ({ contender, situations }: Visit) => !skipped.some((one) => one.contender === contender && situations.includes(one.situation));
  return { legs: legs.map((leg) => ({ ...leg, visits: leg.visits.filter(can) })), skipped };
}

interface LegRun {
  rig: Rig;
  browser: Browser;
  leg: Leg;
  options: BenchOptions;
  random: () => number;
  log: (text: string) => void;
}

/** Runs all rounds of a leg, each in a random order, so that changes of the machine's load affect all contenders. */
async function runLeg({ rig, browser, leg, options, random, log }: LegRun): Promise<LegResult> {
  const result: LegResult = { network: leg.network, cpu: leg.cpu, rounds: leg.rounds, samples: [], pageLoads: [], failures: [] };
  const loads = leg.network === TARGET_NETWORK && !options.situations ? [...new Set(leg.visits.map(({ contender }) => contender))] : [];
  const network = NETWORKS[leg.network];
  if (options.screenshots) await mkdir(options.screenshots, { recursive: true });

  async function once(one: Visit): Promise<void> {
    const isPhone = one.situations.some((situation) => situation === "touch" || situation === "inView");
    let visitor: Visitor | undefined;
    const picture = (name: string) => join(options.screenshots ?? "", `${leg.network}-${leg.cpu}x-${one.contender}-${name}.png`);
    try {
      const { page } = (visitor = await newVisitor(browser, rig.wire, { network, cpu: leg.cpu, isPhone }));
      await visit(visitor, one, async (sample) => {
        result.samples.push(sample);
        if (options.screenshots) await page.screenshot({ path: picture(sample.situation) });
      });
    } catch (error) {
      const situation = error instanceof SituationFailed ? error.situation : one.situations[0];
      result.failures.push({ contender: one.contender, situation, reason: (error as Error).message });
    } finally {
      await visitor?.leave();
    }
  }

  async function load(contender: Contender): Promise<void> {
    const visitor = await newVisitor(browser, rig.wire, { network, cpu: leg.cpu, isPhone: false });
    try {
      result.pageLoads.push(await measurePageLoad(visitor, contender));
    } catch (error) {
      result.failures.push({ contender, situation: "page load", reason: (error as Error).message.split("\n")[0] ?? "" });
      await visitor.leave();
    }
  }

  for (let round = 1; round <= leg.rounds; round++) {
    const started = performance.now();
    const works = [
      ...leg.visits.map((one) => () => once(one)),
      ...(round <= MOST_PAGE_LOADS ? loads.map((contender) => () => load(contender)) : []),
    ];
    for (const work of shuffled(works, random)) await work();
    log(`  round ${round} of ${leg.rounds}: ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  const contenders = Object.keys(CONTENDERS);
  const situations = Object.keys(SITUATIONS);
  result.samples.sort(
    (a, b) =>
      contenders.indexOf(a.contender) - contenders.indexOf(b.contender) || situations.indexOf(a.situation) - situations.indexOf(b.situation),
  );
  result.pageLoads.sort((a, b) => contenders.indexOf(a.contender) - contenders.indexOf(b.contender));
  return result;
}

function checksText({ networks, cpuChecks }: BenchResults, { network, cpu }: Leg): string {
  const check = networks[network]?.check;
  const slow = cpuChecks[cpu];
  return [
    `${NETWORKS[network].name}, CPU ${cpu}x. The wire: TCP ${msText(check?.connect)}, TLS ${msText(check?.tls)}, request ${msText(check?.request)},`,
    `  all three on a new connection ${msText(check?.all)}, ${((check?.downKbit ?? NaN) / 1000).toFixed(2)} Mbit/s down.`,
    `  The same loop: page ${msText(slow?.page)}, calendar's frame ${msText(slow?.frame)}, booking page ${msText(slow?.bookingPage)}.`,
  ].join("\n");
}

function msText(value: number | undefined): string {
  return value === undefined ? "–" : `${Math.round(value)} ms`;
}
