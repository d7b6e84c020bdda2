/**
 * npm run doctor: whether this set-up is right, on one page, with the remedy for what is not; with an address,
 * whether that site is. Nothing is changed but a key of its own in the store, which goes again.
 */
import { readFileSync } from "node:fs";
import { parseArgs, parseEnv } from "node:util";
import { placeOf, type Env, type Place } from "../src/host/settings/setting-problems.ts";
import { examine } from "./doctor/local.ts";
import { examineSite } from "./doctor/remote.ts";
import { exitCode, findingsText } from "./doctor/findings.ts";
import { LiveSite } from "./live-site/live-site.ts";
import { siteUrl } from "./live-site/site-url.ts";
import { lookForBrowser } from "./machine/programs.ts";
import { loadDotEnv, root } from "./settings.ts";

const PLACES: readonly string[] = ["laptop", "preview", "production"] satisfies Place[];

const USAGE = `npm run doctor -- [URL] [options]

  without URL     the set-up here: Node, settings, build, store, Cal, alerts, policy, budgets, clock, and the event
                  opened in a browser where there is one
  URL             a running site, for example https://example.com: headers, redirects, health, access,
                  and a real opening in a browser where there is one; behind Vercel's Deployment Protection
                  with VERCEL_AUTOMATION_BYPASS_SECRET set

  --settings F    the settings of this file in place of the environment's (vercel env pull F --environment=production)
  --as PLACE      look at them as those of a laptop, a preview or production (as VERCEL and VERCEL_ENV say)
  --send-test     really send a test notice to where alerts go
  --no-browser    do not open the calendar
  --json          for programs
  --help          this

Ends with 0 if nothing is wrong, 1 if something is, 2 if it was called wrongly.`;

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
    if (positionals.length > 1) throw new Error("Give one address at most.");
    if (values.as !== undefined && !PLACES.includes(values.as)) throw new Error(`--as ${values.as}: there is laptop, preview and production.`);
    const env = settingsOf(values.settings);
    const patient = { env, place: (values.as as Place | undefined) ?? placeOf(env), root, sendTest: values["send-test"], isElsewhere: values.settings !== undefined, browser: values["no-browser"] ? undefined : lookForBrowser() };
    const site = positionals[0] === undefined ? undefined : new LiveSite(siteUrl(positionals[0]), process.env);
    if (site && values["send-test"]) throw new Error("--send-test is for the set-up here: call it without an address.");
    const findings = site ? await examineSite(site, patient, { browser: patient.browser }) : await examine(patient);
    const head = site ? site.url.href : "This set-up";
    console.log(values.json ? JSON.stringify({ of: head, findings }, null, 2) : `\n${head}\n\n${findingsText(findings, { colour: process.stdout.isTTY })}\n`);
    return exitCode(findings);
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    return 2;
  }
}

/** Not called --env-file: Node would take that for itself. */
function settingsOf(file: string | undefined): Env {
  if (file !== undefined) return parseEnv(readFileSync(file, "utf8"));
  loadDotEnv();
  return process.env;
}
