import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { found, ok, problem, skipped, warning, type Finding } from "./findings.ts";
import { buildFindings } from "./build.ts";
import { calFindings } from "./cal.ts";
import { channelFindings } from "./channels.ts";
import { kvFindings } from "./kv.ts";
import { TIME_LIMIT_MS, type Setup } from "./setup.ts";
import { calCorrections, calSettings } from "../../src/booking/cal-settings.ts";
import { settingProblems } from "../../src/host/settings/setting-problems.ts";
import { SETTINGS } from "../../src/host/settings/settings.ts";
import { neededBySite } from "../bootstrap/missing-packages.mjs";
import { linkedEvents } from "../../src/booking/calendar-notices.ts";
import { checkForMoves } from "../../src/booking/moved-events.ts";
import { ask } from "../live-site/ask.ts";

/** Runs all checks of a local setup in parallel, each with a time limit. */
export async function examine(setup: Setup): Promise<readonly Finding[]> {
  const findings = await Promise.all([
    found("Version", async () => versionFinding(setup)),
    found("Node", async () => nodeFinding(setup)),
    found("Settings", async () => settingFindings(setup)),
    found("Build", () => buildFindings(setup)),
    found("Store", () => kvFindings(setup)),
    found("Cal", () => calFindings(setup)),
    found("Other events", () => eventFindings(setup)),
    found("Alerts", () => channelFindings(setup)),
  ]);
  return findings.flat();
}

/** The version of the engine that the site has. */
function versionFinding({ root }: Setup): Finding {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return ok("Version", `Readyslot ${version}. CHANGELOG.md says what is new in it; npm run upgrade takes a later one.`);
}

/** Compares this Node and the installed packages with package.json and the lockfile. */
export function nodeFinding({ root }: Pick<Setup, "root">, version = process.versions.node): Finding {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { devDependencies: { node: string } };
  if (version !== devDependencies.node) {
    return problem("Node", `This is Node ${version}, but the project uses ${devDependencies.node}.`, "Start it with npm (npm run doctor), which uses the Node in node_modules. If that does not help, run npm ci.");
  }
  const missing = missingPackages(root);
  if (missing.length > 0) return problem("Node", `Packages are missing or have another version: ${missing.slice(0, 3).join(", ")}${missing.length > 3 ? " …" : ""}.`, "Run npm ci.");
  return ok("Node", `${version}. All packages match the lockfile.`);
}

type Packages = Record<string, { version: string; optional?: boolean }>;

function missingPackages(root: string): string[] {
  const installed = packagesOf(join(root, "node_modules", ".package-lock.json"));
  // A copy of the project links its packages one by one and has no such file.
  if (!installed) return existsSync(join(root, "node_modules")) ? [] : ["all of them"];
  const wanted = packagesOf(join(root, "package-lock.json")) ?? {};
  return neededBySite(wanted).flatMap((path) => {
    const isThere = path === "" || installed[path]?.version === wanted[path]?.version || (wanted[path]?.optional && !installed[path]);
    return isThere ? [] : [path.replace(/^.*node_modules\//, "")];
  });
}

function packagesOf(file: string): Packages | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { packages: Packages }).packages : undefined;
}

/** Which settings are set and what is wrong with them. No values are shown. */
export function settingFindings({ env, place, isElsewhere }: Setup): readonly Finding[] {
  const all = settingProblems(env, place);
  const unread = isElsewhere ? all.filter(({ kind, names }) => kind === "missing" && names[0] in env && !names[0]?.startsWith("PUBLIC_")) : [];
  const problems = all.filter((one) => !unread.includes(one));
  const set = SETTINGS.filter(({ name }) => env[name]?.trim()).map(({ name }) => name);
  const wrong = problems.map(({ names, message, remedy }) => {
    const setting = SETTINGS.find(({ name }) => name === names[0]);
    return problem("Settings", message, `${remedy}${setting ? ` Purpose: ${setting.purpose}.` : ""}`);
  });
  const summary = set.length > 0 ? `Set and valid for ${where(place)}: ${set.filter((name) => !problems.some(({ names }) => names.includes(name))).join(", ") || "none"}.` : "No setting is set. The site uses the demo calendar.";
  const unknown = unread.map(({ names: [name] }) => skipped("Settings", `${name} is empty in the file, because Vercel does not return sensitive values. npm run doctor -- URL checks the site itself.`));
  const corrected = problems.some(({ names }) => names.some((name) => name.startsWith("PUBLIC_CAL"))) ? [] : calCorrections(env).map(({ says, remedy }) => warning("Settings", says, remedy));
  return [...(wrong.length > 0 ? wrong : [ok("Settings", summary)]), ...corrected, ...unknown];
}

function where(place: Setup["place"]): string {
  return place === "local" ? "a local or self-hosted site" : place === "preview" ? "a preview on Vercel" : "production on Vercel";
}

/** No finding if pages link only to the main event, which cal.ts checks, or if the calendar is the demo. */
async function eventFindings({ env, place, root, isElsewhere, timeLimitMs = TIME_LIMIT_MS }: Setup): Promise<readonly Finding[]> {
  if (settingProblems(env, place).some(({ names }) => names.some((name) => name.startsWith("PUBLIC_CAL")))) return [];
  const cal = calSettings(env);
  const { link, site, isDemo } = cal;
  const linked = isDemo || isElsewhere ? [] : await linkedEvents(join(root, ".vercel", "output", "static"));
  const others = linked.filter((path) => path !== link.path);
  if (others.length === 0) return [];
  const statusOf = (path: string) => ask(new URL(`/${path}`, site), { signal: AbortSignal.timeout(timeLimitMs), redirect: "follow" });
  const answers = await Promise.all(others.map(async (path) => ({ path, status: await statusOf(path).then(({ status }) => status, () => undefined) })));
  const dead = answers.filter(({ status }) => status !== undefined && status >= 400);
  const unknown = answers.filter(({ status }) => status === undefined).map(({ path }) => path);
  if (dead.length === 0 && unknown.length > 0) return [skipped("Other events", `Cal did not answer for these linked events: ${unknown.join(", ")}.`)];
  // The main event is included, because the remedy depends on whether all events have moved. cal.ts reports it.
  const { reports } = await checkForMoves([link.path, ...others], cal, { timeLimitMs });
  const moves = reports.filter(({ paths }) => paths.some((path) => path !== link.path));
  if (moves.length > 0) return moves.map(({ says, remedy }) => problem("Other events", says, remedy));
  if (dead.length === 0) return [ok("Other events", `Cal has all other linked events: ${others.join(", ")}.`)];
  return [
    problem(
      "Other events",
      `Pages link to events that Cal does not have: ${dead.map(({ path, status }) => `${path} (${status})`).join(", ")}.`,
      "Change these links in src/content and the list booking.events in src/content/site.yaml, then build again.",
    ),
  ];
}
