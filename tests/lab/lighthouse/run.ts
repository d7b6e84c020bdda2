import { availableParallelism } from "node:os";
import { launch } from "chrome-launcher";
import lighthouse, { type Result } from "lighthouse";
import { computeMedianRun } from "lighthouse/core/lib/median-run.js";
import { builtPages } from "../../fixtures/builds/built-pages.ts";
import { startSite } from "../../fixtures/site/running-site.ts";
import type { LighthouseOptions } from "./options.ts";
import { isNoindex, pagesToMeasure } from "./pages.ts";
import { CATEGORIES, type LighthouseResults, type PageResult } from "./results.ts";
import { runFigures } from "./run-figures.ts";

/**
 * Lighthouse over the pages of the build, as phones on a slow 4G, in a browser of its own per page
 * against the deployed output in a process of its own.
 *
 * @param chromePath the browser's executable.
 * @param say told of each page as it is done.
 * @throws {Error} if a page is asked for that the build does not have, or one cannot be measured.
 */
export async function runLighthouse(
  chromePath: string,
  { pages, runs }: LighthouseOptions,
  say: (line: string) => void,
): Promise<LighthouseResults> {
  const chosen = pagesToMeasure(builtPages(), pages);
  const site = await startSite();
  const results: PageResult[] = [];
  let last: Result | undefined;
  try {
    for (const page of chosen) {
      const measured = await measure(chromePath, `${site.origin}${page.path}`, { runs, noindex: isNoindex(page) });
      last = measured[0];
      const result = { path: page.path, noindex: isNoindex(page), median: runFigures(computeMedianRun(measured)), runs: measured.map(runFigures) };
      results.push(result);
      say(`${page.path}: ${CATEGORIES.map((category) => result.median.scores[category]).join(" ")}, LCP ${Math.round(result.median.lcp)} ms`);
    }
  } finally {
    await site.close();
  }
  if (!last) throw new Error("The build has no page to measure.");
  return { ...conditionsOf(last), pages: results };
}

async function measure(chromePath: string, url: string, { runs, noindex }: { runs: number; noindex: boolean }): Promise<Result[]> {
  // Its own switches already keep it from updating, reporting and asking anybody for anything.
  const chrome = await launch({ chromePath, logLevel: "error", chromeFlags: ["--headless=new", "--no-sandbox", "--disable-quic"] });
  try {
    const results: Result[] = [];
    for (let run = 0; run < runs; run++) {
      const answer = await lighthouse(url, {
        port: chrome.port,
        logLevel: "error",
        onlyCategories: [...CATEGORIES],
        // Being left out of search engines is what such a page asks for.
        ...(noindex && { skipAudits: ["is-crawlable"] }),
      });
      if (!answer) throw new Error(`Lighthouse gave nothing for ${url}.`);
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
