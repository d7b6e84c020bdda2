/**
 * npm run doctor: checks this setup, or a running site, and prints a remedy for each problem. It changes
 * nothing except for one key in the store, which it deletes again.
 */
import { readFileSync } from "node:fs";
import { parseArgs, parseEnv } from "node:util";
import { placeOf, type Env, type Place } from "../src/host/settings/setting-problems.ts";
import { exitCode, findingsText } from "./doctor/findings.ts";
import { LiveSite, siteUrl } from "./live-site/live-site.ts";
import { lookForBrowser } from "./machine/programs.ts";
import { loadDotEnv, root } from "./settings.ts";

const PLACES: readonly string[] = ["local", "preview", "production"] satisfies Place[];

const USAGE = `npm run doctor -- [URL] [options]

  without URL     check this setup: Node, settings, build, store, Cal, alerts, policy, budgets and clock, and
                  open the event in a browser, if one is installed
  URL             check a running site, for example https://example.com: headers, redirects, health and access,
                  and open its calendar in a browser, if one is installed. For a site behind Vercel's Deployment
                  Protection, set VERCEL_AUTOMATION_BYPASS_SECRET

  --settings F    read the settings from this file instead of the environment
                  (vercel env pull F --environment=production)
  --as PLACE      check the settings for local, preview or production (default: from VERCEL and VERCEL_ENV)
  --send-test     send a test notice to the receivers of alerts
  --no-browser    do not open the calendar
  --json          print JSON
  --help          print this help

Exit code: 0 if there is no problem, 1 if there is one, 2 for wrong arguments.`;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        settings: { type: "string" },
        as: { type: "string" },
        "send-test": { type: "boolean", default: false },
        "no-browser": { type: "boolean", default: false },
        json: { type: "boolean" },
        help: { type: "boolean" },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return 0;
    }
    if (positionals.length > 1) throw new Error("Give at most one address.");
    if (values.as !== undefined && !PLACES.includes(values.as)) throw new Error(`Unknown place: --as ${values.as}. Use local, preview or production.`);
    const env = settingsOf(values.settings);
    const setup = { env, place: (values.as as Place | undefined) ?? placeOf(env), root, sendTest: values["send-test"], isElsewhere: values.settings !== undefined, browser: values["no-browser"] ? undefined : lookForBrowser() };
    const site = positionals[0] === undefined ? undefined : new LiveSite(siteUrl(positionals[0]), process.env);
    if (site && values["send-test"]) throw new Error("--send-test checks this setup. Run it without an address.");
    // Loaded only now, so that the usage is printed at once.
    const findings = site ? await (await import("./doctor/remote.ts")).examineSite(site, setup, { browser: setup.browser }) : await (await import("./doctor/local.ts")).examine(setup);
    const head = site ? site.url.href : "This setup";
    console.log(values.json ? JSON.stringify({ of: head, findings }, null, 2) : `\n${head}\n\n${findingsText(findings, { colour: process.stdout.isTTY })}\n`);
    return exitCode(findings);
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    return 2;
  }
}

/** The option is not named --env-file, which Node itself would read. */
function settingsOf(file: string | undefined): Env {
  if (file !== undefined) return parseEnv(readFileSync(file, "utf8"));
  loadDotEnv();
  return process.env;
}
