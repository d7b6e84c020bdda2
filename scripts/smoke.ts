/**
 * npm run smoke -- URL: checks from outside that a deployment works. It opens the calendar in a browser and sends one
 * test sample, which is excluded from the statistics. Made for pipelines, right after a deployment.
 */
import { parseArgs } from "node:util";
import { exitCode, findingsText } from "./doctor/findings.ts";
import { lookForBrowser } from "./machine/programs.ts";
import { LiveSite, siteUrl } from "./live-site/live-site.ts";
import { smoke } from "./live-site/smoke.ts";

const USAGE = `npm run smoke -- URL [options]

  URL            the site, for example https://example.com or http://localhost:4321

  --no-browser   do not open the calendar
  --json         print JSON
  --help         print this help

For a site behind Vercel's Deployment Protection, set VERCEL_AUTOMATION_BYPASS_SECRET.
Exit code: 0 if all checks pass, 1 if one fails, 2 for wrong arguments.`;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { "no-browser": { type: "boolean" }, json: { type: "boolean" }, help: { type: "boolean" } },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    if (positionals.length !== 1) throw new Error("Give one address.");
    const site = new LiveSite(siteUrl(positionals[0] ?? ""), process.env);
    const findings = await smoke(site, { browser: values["no-browser"] ? "without" : lookForBrowser() });
    console.log(values.json ? JSON.stringify({ site: site.url.href, findings }, null, 2) : `\n${site.url.href}\n\n${findingsText(findings, { colour: process.stdout.isTTY })}\n`);
    return exitCode(findings);
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    return 2;
  }
}
