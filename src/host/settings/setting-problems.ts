/** What is wrong with the settings of a build, a start or a deployment: everything at once, in words. */
import { distance } from "fastest-levenshtein";
import { SETTINGS, type Setting } from "./settings.ts";
import { didYouMean } from "./did-you-mean.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** Where the settings are for: a laptop (or any host of one's own), or one of Vercel's deployments. */
export type Place = "laptop" | "preview" | "production";

export interface SettingProblem {
  /** The settings that it is about, the one to change first. */
  readonly names: readonly [string, ...string[]];
  readonly kind: "missing" | "malformed" | "conflict" | "unknown";
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Names that can only be meant for us. Vercel's marketplace sets KV_REST_API_READ_ONLY_TOKEN and KV_URL as well. */
const OURS = /^(PUBLIC_|KV_REST|ADMIN_|METRICS_|ALERT_|CAL_|SENTRY_|CRON_|SITE_URL)/;

const BOTH_OF_KV = "Set both to use Vercel KV, or neither to use the embedded store.";
const BOTH_OF_CAL = "Set both to use your own Cal, or neither to use the demo calendar.";
/** The first without the second: no store or no calendar at all, where whoever set it believes that there is one. */
const HALVES = [
  ["KV_REST_API_URL", "KV_REST_API_TOKEN", BOTH_OF_KV],
  ["KV_REST_API_TOKEN", "KV_REST_API_URL", BOTH_OF_KV],
  ["PUBLIC_CAL_ORIGIN", "PUBLIC_CAL_LINK", BOTH_OF_CAL],
  ["PUBLIC_CAL_SITE", "PUBLIC_CAL_LINK", BOTH_OF_CAL],
] as const;

export function placeOf(env: Env): Place {
  if (!isSet(env.VERCEL)) return "laptop";
  return env.VERCEL_ENV === "preview" || env.VERCEL_ENV === "development" ? "preview" : "production";
}

/** Everything that is wrong, in the order of the list. */
export function settingProblems(env: Env, place: Place = placeOf(env)): readonly SettingProblem[] {
  const halves = HALVES.flatMap(([there, gone, remedy]) => (isSet(env[there]) && !isSet(env[gone]) ? [half(there, gone, remedy)] : []));
  const asked = new Set<string>(halves.map(({ names }) => names[0]));
  const single = SETTINGS.filter(({ name }) => !asked.has(name)).flatMap((setting) => problemOf(setting, env, place) ?? []);
  return [...single, ...halves, ...mistyped(env)];
}

/**
 * Stops a build or a start.
 *
 * @throws {SettingsError} with every problem: the name, what is wrong, what it is for, an example.
 */
export function requireSettings(env: Env, place?: Place): void {
  const problems = settingProblems(env, place);
  if (problems.length > 0) throw new SettingsError(problems);
}

export class SettingsError extends Error {
  override name = "SettingsError";
  constructor(problems: readonly SettingProblem[]) {
    const head = problems.length === 1 ? "One setting is not right." : `${problems.length} settings are not right.`;
    super([head, ...problems.map(textOf), "They are read from the environment and from .env. README.md, “Settings”, lists all of them."].join("\n\n"));
    // Where in our code it was thrown is no help to whoever sets them.
    this.stack = "";
  }
}

/** One problem in full, over a few lines. */
export function textOf({ names, message, remedy }: SettingProblem): string {
  const about = SETTINGS.filter(({ name }) => names.includes(name)).map(({ name, purpose, example }) => `  ${name}: ${purpose}. Example: ${name}=${quoted(example)}`);
  return [message, `  ${remedy}`, ...about].join("\n");
}

function problemOf(setting: Setting, env: Env, place: Place): SettingProblem | undefined {
  const { name } = setting;
  const value = env[name] ?? "";
  if (!isSet(value)) return isMissing(setting, env, place) ? missing(setting, env) : undefined;
  if (value !== value.trim()) {
    return malformed(name, `${name} has a blank or a line break at its beginning or end.`, "Set it again without; they come along when a value is copied.");
  }
  if (setting.isSecret && value === setting.example && place !== "laptop") {
    return malformed(name, `${name} is the example, which everybody can read.`, 'Make one of your own, for example with "openssl rand -base64 24".');
  }
  try {
    setting.check?.(value);
    return undefined;
  } catch (error) {
    const [found = "", ...todo] = sentences((error as Error).message);
    return malformed(name, found.includes(name) ? found : `${name}: ${found}`, todo.join(" "));
  }
}

function isMissing({ neededOn, insteadOf }: Setting, env: Env, place: Place): boolean {
  const isNeeded = neededOn === "vercel" ? place !== "laptop" : neededOn === "production" && place === "production";
  return isNeeded && !(insteadOf && isSet(env[insteadOf]));
}

function missing({ name, insteadOf }: Setting, env: Env): SettingProblem {
  const other = underAnotherName(name, env);
  const where = name.startsWith("KV_")
    ? "Connect a Redis database to the project in Vercel's dashboard (Storage), which sets it, and deploy again."
    : "Set it in Vercel's dashboard, under Settings and Environment Variables, and deploy again.";
  return {
    names: [name],
    kind: "missing",
    message: insteadOf ? `Neither ${name} nor ${insteadOf} is set.` : `${name} is not set.`,
    remedy: other ? `${other} is set, which nobody reads: if that is it, set ${name} to the same value in Vercel's dashboard, under Settings and Environment Variables, and deploy again.` : where,
  };
}

/** What others call it: Upstash itself, another framework, or Vercel where a prefix was chosen for the database. */
function underAnotherName(name: string, env: Env): string | undefined {
  if (!/^(KV_REST|PUBLIC_CAL)/.test(name)) return undefined;
  const others = name.replace(/^KV_REST_API_/, "UPSTASH_REDIS_REST_").replace(/^PUBLIC_/, "");
  return Object.keys(env).find((one) => isSet(env[one]) && (one === others || one.endsWith(`_${name}`)));
}

function malformed(name: string, message: string, remedy: string): SettingProblem {
  return { names: [name], kind: "malformed", message, remedy };
}

function half(there: string, gone: string, remedy: string): SettingProblem {
  return { names: [gone, there], kind: "conflict", message: `${there} is set but ${gone} is not.`, remedy };
}

/** Some letters wrong, or a part left out. */
function isSlip(name: string, meant: string): boolean {
  const changes = distance(name, meant);
  return changes <= 3 || changes === Math.abs(name.length - meant.length);
}

function mistyped(env: Env): SettingProblem[] {
  const names = SETTINGS.map(({ name }) => name);
  return Object.keys(env).flatMap((name) => {
    const meant = OURS.test(name) && !names.includes(name) ? didYouMean(name, names) : undefined;
    // Other programs have names that begin as ours do: METRICS_PORT is no slip of the pen.
    return meant && !isSet(env[meant]) && isSlip(name, meant) ? [{ names: [meant], kind: "unknown" as const, message: `${name} is set, and there is no such setting.`, remedy: `It is ${meant} that is read: set that instead.` }] : [];
  });
}

/** An empty text counts as not set. */
function isSet(value: string | undefined): boolean {
  return (value ?? "").trim() !== "";
}

/** What is wrong, and what to write. A full stop inside of quotes ends nothing. */
function sentences(message: string): string[] {
  return message.split(/(?<=[.)"]) (?=[A-Z][a-z]+ )/);
}

function quoted(example: string): string {
  return /\s/.test(example) ? `"${example}"` : example;
}
