/** The build in .vercel/output: that there is one, from these sources and settings, within its budgets and with the right policy. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isHandler, type Route } from "@vercel/routing-utils";
import { calSettings } from "../../src/booking/cal-settings.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { permissionsPolicy } from "../../src/host/headers/permissions-policy.ts";
import { builtStamp, currentStamp } from "../build/build-stamp.ts";
import { ok, problem, skipped, type Finding } from "./findings.ts";
import { bytesText } from "../live-site/bytes-text.ts";
import { BYTE_BUDGETS, measureParts, scriptsBeforeIntent, type Part } from "../build/page-weight.ts";
import { allows } from "./framing.ts";
import type { Patient } from "./patient.ts";

const BUILD = "npm run build";

export async function buildFindings(patient: Patient): Promise<readonly Finding[]> {
  const { env, root, isElsewhere } = patient;
  const stamp = await builtStamp(root);
  if (isElsewhere) return [skipped("Build", "What lies here is of the settings here. Of a deployment's, ask its address: npm run doctor -- URL")];
  // What is malformed is told already, and cannot be compared.
  if (settingProblems(env, "laptop").length > 0) return [skipped("Build", "Not compared: see Settings.")];
  if (!stamp) return [problem("Build", "There is no build.", `Run ${BUILD}, or npm start, which builds when it must.`)];
  if (stamp.fingerprint !== (await currentStamp(env, root)).fingerprint) {
    return [problem("Build", `The build of ${stamp.builtAt.slice(0, 16).replace("T", " ")} UTC is of other sources or settings.`, `Run ${BUILD}: what begins with PUBLIC_, SITE_URL and SENTRY_DSN are parts of a build.`)];
  }
  return [ok("Build", `Of these sources and settings, ${stamp.builtAt.slice(0, 16).replace("T", " ")} UTC.`), await policyFinding(patient), await budgetFinding(patient)];
}

/** Whether the built policy lets in the calendar that is configured. */
async function policyFinding({ env, root }: Patient): Promise<Finding> {
  const { origin, site } = calSettings(env);
  const { routes = [] } = JSON.parse(await readFile(join(root, ".vercel", "output", "config.json"), "utf8")) as { routes?: Route[] };
  const rule = routes.find((route) => !isHandler(route) && route.headers?.["content-security-policy"] && new RegExp(route.src).test("/"));
  const policy = rule && !isHandler(rule) ? (rule.headers?.["content-security-policy"] ?? "") : "";
  const missing = policyGaps(policy, { origin, site });
  if (policy === "") return problem("Policy", "The build sends no content security policy for the home page.", `Run ${BUILD}. If that changes nothing, look at src/host/headers/header-routes.ts.`);
  if (missing.length > 0) return problem("Policy", `The build's policy keeps the calendar out: ${missing.join(" and ")}.`, `Run ${BUILD} with the same PUBLIC_CAL_ORIGIN and PUBLIC_CAL_SITE as now.`);
  const permissions = rule && !isHandler(rule) ? rule.headers?.["permissions-policy"] : undefined;
  if (permissions !== permissionsPolicy(origin)) return problem("Policy", `The build's permissions policy does not let the calendar at ${origin} ask for a payment.`, `Run ${BUILD} with the same PUBLIC_CAL_ORIGIN as now.`);
  const { headers = [] } = JSON.parse(await readFile(join(root, "vercel.json"), "utf8")) as { headers?: { source: string; headers: { key: string }[] }[] };
  const second = headers.find((one) => one.headers.some(({ key }) => key.toLowerCase() === "content-security-policy"));
  if (second) return problem("Policy", `vercel.json sends a second policy for ${second.source}; browsers enforce both.`, "Take it out of vercel.json: src/host/headers/content-policy.ts is the one place.");
  return ok("Policy", `Lets in the calendar at ${[...new Set([origin, site])].join(" and ")}.`);
}

/** What a policy must name for the calendar, and does not. */
export function policyGaps(policy: string, { origin, site }: { origin: string; site: string }): string[] {
  const script = `${origin}/embed/embed.js`;
  // Sent twice, they come as a list, and browsers enforce each.
  const [own = "", ...others] = policy.split(",").map((one) => new Map(one.split(";").map((part) => part.trim().split(/\s+/)).map(([name = "", ...sources]) => [name, sources])));
  const gapsOf = (directives: ReadonlyMap<string, string[]>, isOurs: boolean) => {
    const of = (name: string, ...fallbacks: string[]) => [name, ...fallbacks].map((one) => directives.get(one)).find(Boolean);
    const [frames, scripts] = [of("frame-src", "child-src", "default-src"), of("script-src", "default-src")];
    return [
      ...(frames || isOurs ? [...new Set([origin, site])].filter((one) => lacks(frames, one)).map((one) => `frame-src lacks ${one}`) : []),
      ...((scripts || isOurs) && lacks(scripts, script) ? [`script-src lacks ${script}`] : []),
    ];
  };
  return [...gapsOf(own || new Map(), true), ...others.flatMap((one) => gapsOf(one, false).map((gap) => `a second policy's ${gap}`))];
}

/** In bytes: with its source map at Sentry a script carries the map's id. */
const MAP_ID = 250;

function lacks(sources: readonly string[] | undefined, wanted: string): boolean {
  const url = new URL(wanted);
  return !(sources ?? []).some((source) => source !== "'self'" && allows(source, url, url) && hasPath(source, url));
}

/** A source with a path is of that address, or with a slash at its end of all below it (CSP Level 3, 6.7.2.12). */
function hasPath(source: string, { pathname }: URL): boolean {
  const [, path = ""] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/:]+(?::[\d*]+)?(\/.*)$/i.exec(source) ?? [];
  return path === "" || (path.endsWith("/") ? pathname.startsWith(path) : pathname === path);
}

const NAMES: Record<Part, string> = {
  homePage: "the home page",
  page: "the largest page",
  inlineScript: "a page's inline script",
  bookingCode: "the booking code",
  island: "the island",
  reportingCode: "the reporting code",
};

async function budgetFinding({ env, root }: Patient): Promise<Finding> {
  const folder = join(root, ".vercel", "output", "static");
  const early = scriptsBeforeIntent(folder);
  const measured = Object.entries(await measureParts(folder)) as [Part, number][];
  const allowance = env.SENTRY_AUTH_TOKEN ? MAP_ID : 0;
  const over = measured.filter(([part, bytes]) => bytes > BYTE_BUDGETS[part] + allowance);
  const wrong = [
    ...over.map(([part, bytes]) => `${NAMES[part]} has ${bytes.toLocaleString("en-US")} bytes of ${BYTE_BUDGETS[part].toLocaleString("en-US")}`),
    ...(early.length > 0 ? [`a script is asked for before anybody shows intent (${early[0]})`] : []),
  ];
  if (wrong.length > 0) return problem("Budgets", `${wrong.join("; ")}.`, "Undo what made it grow, or shorten the page. docs/technical-reference.md, “Budgets”, says what each is for.");
  return ok("Budgets", measured.map(([part, bytes]) => `${NAMES[part]} ${bytesText(bytes)}`).join(", ").concat("; no script before intent."));
}
