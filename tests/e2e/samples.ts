import { randomUUID } from "node:crypto";
import type { Page } from "playwright/test";
import type { StoredSample } from "../../src/metrics/shared/sample.ts";
import type { RunningSite } from "../fixtures/site/running-site.ts";
import { readMetrics } from "./fixtures.ts";

/** A page of its own for each test, so that its samples can be told from those of others. @returns the release that they carry. */
export async function visit(page: Page, path = "/"): Promise<string> {
  const release = randomUUID();
  await page.addInitScript((mark) => {
    document.addEventListener("DOMContentLoaded", () => document.querySelector("dialog")?.setAttribute("data-release", mark));
  }, release);
  await page.goto(path);
  return release;
}

/** What is kept of that page, the newest first. */
export async function samplesOf(site: RunningSite, release: string): Promise<StoredSample[]> {
  const { metrics } = await readMetrics(site, "?limit=1000");
  return metrics.filter((sample) => sample.release === release);
}

export const outcomesOf = async (site: RunningSite, release: string) => (await samplesOf(site, release)).map(({ outcome }) => outcome);
