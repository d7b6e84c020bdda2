import { availableParallelism } from "node:os";
import { launch } from "chrome-launcher";
import lighthouse, { type Result } from "lighthouse";
import { computeMedianRun } from "lighthouse/core/lib/median-run.js";
import { root } from "../../../scripts/settings.ts";
import { builtPages, outputOf } from "../../fixtures/builds/built-pages.ts";
import { startSite } from "../../fixtures/site/running-site.ts";
import type { LighthouseOptions } from "./options.ts";
import { isNoindex, pagesToMeasure } from "./pages.ts";
import { CATEGORIES, type LighthouseResults, type PageResult } from "./results.ts";
import { runFigures } from "./run-figures.ts";

/**
 * Runs Lighthouse on the pages of the build, as a phone on a slow 4G, with a new browser for each page. The deployed
 * output runs in a separate process.
 *
 * @param chromePath the browser's executable.
 * @param log prints the result of each page.
 * @throws {Error} if the build lacks a page of the options, or a page cannot be measured.
 */
export async function runLighthouse(
  chromePath: string,
  { pages, runs }: LighthouseOptions,
  log: (line: string) => void,
): Promise<LighthouseResults> {
  const chosen = pagesToMeasure(builtPages(outputOf(root)), pages);
  const site = await startSite({ TEST_SITE_ROOT: root, CONTENT_ROOT: root });
  const results: PageResult[] = [];
  let last: Result | undefined;
  try {
    for (const page of chosen) {
      const measured = await measure(chromePath, `${site.origin}${page.path}`, { runs, noindex: isNoindex(page) });
      last = measured[0];
      const result = { path: page.path, noindex: isNoindex(page), median: runFigures(computeMedianRun(measured)), runs: measured.map(runFigures) };
      results.push(result);
      log(`${page.path}: ${CATEGORIES.map((category) => result.median.scores[category]).join(" ")}, LCP ${Math.round(result.median.lcp)} ms`);
    }
  } finally {
    await site.close();
  }
  if (!last) throw new Error("The build has no page to measure.");
  return { ...conditionsOf(last), pages: results };
}

async function measure(chromePath: string, url: string, { runs, noindex }: { runs: number; noindex: boolean }): Promise<Result[]> {
  // Its own switches already turn off updates, reports and background requests.
  const chrome = await launch({ chromePath, logLevel: "error", chromeFlags: ["--headless=new", "--no-sandbox", "--disable-quic"] });
  try {
    const results: Result[] = [];
    for (let run = 0; run < runs; run++) {
      const answer = await lighthouse(url, {
        port: chrome.port,
        logLevel: "error",
        onlyCategories: [...CATEGORIES],
        // Such a page asks search engines to leave it out.
        ...(noindex && { skipAudits: ["is-crawlable"] }),
      });
      if (!answer) throw new Error(`Lighthouse gave nothing for ${url}.`);
      const { runtimeError } = answer.lhr;
      if (runtimeError) throw new Error(`${url}: ${runtimeError.message} (${runtimeError.code})`);
      results.push(answer.lhr);
    }
    return results;
  } finally {
    chrome.kill();
  }
}

function conditionsOf({ lighthouseVersion, fetchTime, environment, configSettings }: Result): Omit<LighthouseResults, "pages"> {
  const { rttMs = NaN, throughputKbps = NaN, cpuSlowdownMultiplier = NaN } = configSettings.throttling;
  return {
    takenAt: fetchTime,
    environment: {
      lighthouse: lighthouseVersion,
      browser: /(?:Headless)?Chrome\/[\d.]+/.exec(environment.hostUserAgent)?.[0] ?? environment.hostUserAgent,
      node: process.version,
      platform: process.platform,
      cpus: availableParallelism(),
    },
    throttling: {
      formFactor: configSettings.formFactor,
      method: configSettings.throttlingMethod,
      rttMs,
      throughputKbps,
      cpuSlowdown: cpuSlowdownMultiplier,
    },
  };
}
