/** npm run smoke: says of a site that works that it does, and of one that does not what is wrong and what to do. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { findingsText, type Finding } from "../../scripts/findings.ts";
import { smoke } from "../../scripts/live-site/smoke.ts";
import type { RunningSite } from "../fixtures/running-site.ts";
import { expect, readMetrics, test } from "./fixtures.ts";

const BROWSER = process.env.CHROME_PATH ?? "";

/** Everything that the smoke test finds, in the browser that finds the demo where it really is. */
function smokeOf(site: RunningSite, browser: string | undefined = BROWSER): Promise<readonly Finding[]> {
  const { built, real } = site.demoPorts;
  return smoke(new URL(site.origin), { browser, browserArgs: [`--host-resolver-rules=MAP 127.0.0.1:${built} 127.0.0.1:${real}`] });
}

const verdicts = (findings: readonly Finding[]) => Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]));
const ALL_WELL = { Page: "ok", Health: "ok", "embed.js": "ok", Calendar: "ok", Sample: "ok" };

test("a site that works: all in order, the calendar measured, and nothing of it among the numbers", async ({ site }) => {
  const before = await readMetrics(site, "?limit=1");
  const findings = await smokeOf(site);
  expect(findingsText(findings)).toMatch(/usable \d+ ms after the click \((cold|warmed), optimized\)/);
  expect(verdicts(findings)).toEqual(ALL_WELL);
  expect(await readMetrics(site, "?limit=1")).toEqual(before);
});

test("without a browser the rest is looked at, and that it was not opened is a problem unless it was asked for", async ({ site }) => {
  const none = await smoke(new URL(site.origin), { browser: undefined });
  expect(verdicts(none)).toEqual({ ...ALL_WELL, Calendar: "problem" });
  expect(findingsText(none)).toContain("--no-browser");
  expect(verdicts(await smoke(new URL(site.origin), { browser: "without" }))).toEqual({ ...ALL_WELL, Calendar: "skipped" });
});

test("an event that Cal does not know is named, with where to look", async ({ site, calendar }) => {
  await calendar({ linkFailed: 404 });
  const findings = await smokeOf(site);
  // The sample is posted all the same: whether the endpoint takes one is another question.
  expect(verdicts(findings)).toEqual({ ...ALL_WELL, Calendar: "problem" });
  expect(findingsText(findings)).toMatch(/link-failed: 404[^]*look at it in Cal, and at\s+PUBLIC_CAL_LINK/);
});

test("a site that does not run, and one that is no site of ours", async () => {
  const closed = await smoke(new URL("http://127.0.0.1:2/"), { browser: "without" });
  expect(findingsText(closed)).toMatch(/does not answer: connect ECONNREFUSED/);

  const other = createServer((_, response) => response.end("<h1>Another site</h1>")).listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const findings = await smoke(new URL(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`), { browser: BROWSER });
  other.close();
  expect(verdicts(findings)).toEqual({ Page: "problem", Health: "problem", "embed.js": "problem", Calendar: "problem", Sample: "problem" });
  expect(findingsText(findings)).toContain("no page of this product");
});

test.describe("a site whose store is down", () => {
  test("is told by its health and its sample; the calendar opens all the same", async ({ site, restartSite }) => {
    await restartSite({ KV_REST_API_URL: "http://127.0.0.1:2", KV_REST_API_TOKEN: "secret-token" });
    const findings = await smokeOf(site);
    await restartSite({ KV_REST_API_URL: "", KV_REST_API_TOKEN: "" });
    expect(verdicts(findings)).toEqual({ ...ALL_WELL, Health: "problem", Sample: "problem" });
    expect(findingsText(findings)).not.toContain("secret-token");
  });
});
