import type { Page } from "playwright";
import type { CalSample } from "../../src/metrics/shared/sample.ts";
import { found, problem, skipped, type Finding } from "../doctor/findings.ts";
import { calendarFindings } from "./calendar.ts";
import { embedScriptFinding, healthFinding, pageFinding } from "./checks.ts";
import { arrive, isPreview, type LiveSite } from "./live-site.ts";
import { measureOpening } from "./opening.ts";
import { sampleWithoutTimes, syntheticSampleFinding, type SampleAnswer } from "./synthetic-sample.ts";

export interface SmokeOptions {
  /** The path of a Chrome or Chromium; "without" for --no-browser; undefined if none is installed. */
  readonly browser: string | "without" | undefined;
  readonly browserArgs?: readonly string[];
}

/** Checks everything that a visitor needs. Nothing of it is counted in the site's statistics. */
export async function smoke(site: LiveSite, { browser, browserArgs = [] }: SmokeOptions): Promise<readonly Finding[]> {
  const home = await arrive(site, "smoke");
  if ("verdict" in home) return [home];
  const kind = { isPreview: isPreview(home) };
  const answers = await Promise.all([found("Page", () => pageFinding(site)), found("Health", () => healthFinding(site, kind)), found("embed.js", () => embedScriptFinding(site))]);
  return [...answers.flat(), ...(await opened())];

  async function opened(): Promise<readonly Finding[]> {
    if (browser === "without") return [skipped("Calendar", "Not opened, because of --no-browser."), ...(await found("Sample", sampleFromHere))];
    if (browser === undefined) {
      const remedy = "Install Chrome or Chromium, set CHROME_PATH to its executable, or use --no-browser.";
      return [problem("Calendar", "There is no browser to open it in.", remedy), ...(await found("Sample", sampleFromHere))];
    }
    return found("Calendar", async () => {
      let taken: SampleAnswer | undefined;
      const opening = await measureOpening(site, {
        browser,
        browserArgs,
        async afterwards(page, { state, sample }) {
          if ((state === "ready" || state === "opened") && sample) taken = await postFrom(page, { ...sample, synthetic: true });
        },
      });
      return [...calendarFindings(opening), taken ? syntheticSampleFinding(taken, kind) : await sampleFromHere()];
    });
  }

  async function sampleFromHere(): Promise<Finding> {
    const body = JSON.stringify(sampleWithoutTimes());
    return syntheticSampleFinding(await site.ask("/api/cal-metrics", { method: "POST", headers: { "content-type": "application/json" }, body }), kind);
  }
}

/** Sends the sample like the page itself: from its origin, under its policy. */
function postFrom(page: Page, sample: CalSample): Promise<SampleAnswer> {
  return page.evaluate(async (body) => {
    const response = await fetch("/api/cal-metrics", { method: "POST", headers: { "content-type": "application/json" }, body });
    return { status: response.status, text: await response.text() };
  }, JSON.stringify(sample));
}
