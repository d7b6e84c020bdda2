/** Checks the build in .vercel/output: that it exists, is made from the current sources and settings, is within its budgets and has the right policy. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isHandler, type Route } from "@vercel/routing-utils";
import { calSettings } from "../../src/booking/cal-settings.ts";
import { consentMode } from "../../src/booking/consent-mode.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { permissionsPolicy } from "../../src/host/headers/permissions-policy.ts";
import { builtStamp, currentStamp } from "../build/build-stamp.ts";
import { ok, problem, skipped, type Finding } from "./findings.ts";
import { bytesText } from "../live-site/ask.ts";
import { BYTE_BUDGETS, CONSENT_BYTES, measureParts, scriptsBeforeIntent, type Part } from "../build/page-weight.ts";
import { allows } from "./framing.ts";
import type { Setup } from "./setup.ts";

const BUILD = "npm run build";

export async function buildFindings(setup: Setup): Promise<readonly Finding[]> {
  const { env, root, isElsewhere } = setup;
  const stamp = await builtStamp(root);
  if (isElsewhere) return [skipped("Build", "Skipped, because the local build belongs to the local settings. To check a deployment: npm run doctor -- URL")];
  // Invalid settings are reported under Settings and cannot be compared.
  if (settingProblems(env, "local").length > 0) return [skipped("Build", "Skipped because of the problem under Settings.")];
  if (!stamp) return [problem("Build", "There is no build.", `Run ${BUILD}, or npm start, which builds if necessary.`)];
  if (stamp.fingerprint !== (await currentStamp(env, root)).fingerprint) {
    return [problem("Build", `The build of ${stamp.builtAt.slice(0, 16).replace("T", " ")} UTC was made from other sources or settings.`, `Run ${BUILD}. The PUBLIC_ settings, SITE_URL and SENTRY_DSN are compiled into the build.`)];
  }
  return [ok("Build", `Built from the current sources and settings at ${stamp.builtAt.slice(0, 16).replace("T", " ")} UTC.`), await policyFinding(setup), await budgetFinding(setup)];
}

/** Whether the built policy allows the configured calendar. */
async function policyFinding({ env, root }: Setup): Promise<Finding> {
  const { origin, site } = calSettings(env);
  const { routes = [] } = JSON.parse(await readFile(join(root, ".vercel", "output", "config.json"), "utf8")) as { routes?: Route[] };
  const rule = routes.find((route) => !isHandler(route) && route.headers?.["content-security-policy"] && new RegExp(route.src).test("/"));
  const policy = rule && !isHandler(rule) ? (rule.headers?.["content-security-policy"] ?? "") : "";
  const missing = policyGaps(policy, { origin, site });
  if (policy === "") return problem("Policy", "The build sends no content security policy for the home page.", `Run ${BUILD}. If that does not help, check src/host/headers/header-routes.ts.`);
  if (missing.length > 0) return problem("Policy", `The build's content security policy blocks the calendar: ${missing.join(" and ")}.`, `Run ${BUILD} with the current PUBLIC_CAL_ORIGIN and PUBLIC_CAL_SITE.`);
  const permissions = rule && !isHandler(rule) ? rule.headers?.["permissions-policy"] : undefined;
  if (permissions !== permissionsPolicy(origin)) return problem("Policy", `The build's permissions policy does not allow payments in the calendar at ${origin}.`, `Run ${BUILD} with the current PUBLIC_CAL_ORIGIN.`);
  const { headers = [] } = JSON.parse(await readFile(join(root, "vercel.json"), "utf8")) as { headers?: { source: string; headers: { key: string }[] }[] };
  const second = headers.find((one) => one.headers.some(({ key }) => key.toLowerCase() === "content-security-policy"));
  if (second) return problem("Policy", `vercel.json sets a second content security policy for ${second.source}, and browsers enforce both.`, "Remove it from vercel.json. The policy is defined in src/host/headers/content-policy.ts.");
  return ok("Policy", `Allows the calendar at ${[...new Set([origin, site])].join(" and ")}.`);
}

/** The sources that the calendar needs and a policy lacks. */
export function policyGaps(policy: string, { origin, site }: { origin: string; site: string }): string[] {
  const script = `${origin}/embed/embed.js`;
  // Headers that are sent twice arrive as a list, and browsers enforce each policy.
  const [own = "", ...others] = policy.split(",").map((one) => new Map(one.split(";").map((part) => part.trim().split(/\s+/)).map(([name = "", ...sources]) => [name, sources])));
  const gapsOf = (directives: ReadonlyMap<string, string[]>, isOwn: boolean) => {
    const of = (name: string, ...fallbacks: string[]) => [name, ...fallbacks].map((one) => directives.get(one)).find(Boolean);
    const [frames, scripts] = [of("frame-src", "child-src", "default-src"), of("script-src", "default-src")];
    return [
      ...(frames || isOwn ? [...new Set([origin, site])].filter((one) => lacks(frames, one)).map((one) => `frame-src lacks ${one}`) : []),
      ...((scripts || isOwn) && lacks(scripts, script) ? [`script-src lacks ${script}`] : []),
    ];
  };
  return [...gapsOf(own || new Map(), true), ...others.flatMap((one) => gapsOf(one, false).map((gap) => `a second policy's ${gap}`))];
}

/** In bytes. With source maps at Sentry, each script contains its map's id. */
const MAP_ID = 250;

function lacks(sources: readonly string[] | undefined, wanted: string): boolean {
  const url = new URL(wanted);
  return !(sources ?? []).some((source) => source !== "'self'" && allows(source, url, url) && hasPath(source, url));
}

/** A source with a path allows that address, or with a slash at its end everything below it (CSP Level 3, 6.7.2.12). */
function hasPath(source: string, { pathname }: URL): boolean {
  const [, path = ""] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/:]+(?::[\d*]+)?(\/.*)$/i.exec(source) ?? [];
  return path === "" || (path.endsWith("/") ? pathname.startsWith(path) : pathname === path);
}

const NAMES: Record<Part, string> = {
  homePage: "the home page",
  page: "the largest page",
  inlineScript: "a page's inline script",
  nextFreeScript: "the script of a next free time",
  sectionScript: "the inline script of a video or a form",
  formCode: "the forms' code",
  listCode: "the list of free times",
  bookingCode: "the booking code",
  island: "the island",
  reportingCode: "the reporting code",
};

async function budgetFinding({ env, root }: Setup): Promise<Finding> {
  const folder = join(root, ".vercel", "output", "static");
  const early = scriptsBeforeIntent(folder);
  const measured = Object.entries(await measureParts(folder)) as [Part, number][];
  const allowance = env.SENTRY_AUTH_TOKEN ? MAP_ID : 0;
  const asks = consentMode(env) !== "none";
  const over = measured.filter(([part, bytes]) => bytes > BYTE_BUDGETS[part] + allowance + ((asks && CONSENT_BYTES[part]) || 0));
  const wrong = [
    ...over.map(([part, bytes]) => `${NAMES[part]} has ${bytes.toLocaleString("en-US")} bytes, over its budget of ${BYTE_BUDGETS[part].toLocaleString("en-US")}`),
    ...(early.length > 0 ? [`a script is requested before the visitor shows intent (${early[0]})`] : []),
  ];
  if (wrong.length > 0) return problem("Budgets", `${wrong.join("; ")}.`, "Undo the change that caused it, or make the page smaller. The budgets are listed in docs/reference/tests.md, “Budgets”.");
  return ok("Budgets", measured.map(([part, bytes]) => `${NAMES[part]} ${bytesText(bytes)}`).join(", ").concat("; no script before intent."));
}
