/** Finds everything that is wrong with the settings of a build, a start or a deployment. */
import { distance } from "fastest-levenshtein";
import { didYouMean } from "./did-you-mean.ts";
import type { Setting } from "./setting.ts";
import { SETTINGS } from "./settings.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** Where the settings apply: outside Vercel (a development machine or a self-hosted server), or in one of Vercel's deployments. */
export type Place = "local" | "preview" | "production";

export interface SettingProblem {
  /** The settings concerned, the one to change first. */
  readonly names: readonly [string, ...string[]];
  readonly kind: "missing" | "malformed" | "conflict" | "unknown";
  /** The problem, in one sentence. */
  readonly message: string;
  /** How to fix it. */
  readonly remedy: string;
}

/** Names that are probably meant for this site. Vercel's marketplace also sets KV_REST_API_READ_ONLY_TOKEN and KV_URL. */
const OURS = /^(PUBLIC_|KV_REST|ADMIN_|METRICS_|ALERT_|DIGEST_|SLACK_WEBHOOK|GA4_|CONVERSION_|FORM_|RESEND_|POSTMARK_|CAL_|SENTRY_|CRON_|CONSENT|SITE_URL)/;

const BOTH_OF_KV = "Set both to use Vercel KV, or neither to use the embedded store.";
const BOTH_OF_CAL = "Set both to use your own Cal, or neither to use the demo calendar.";
const BOTH_OF_GA4 = "Set both to send bookings to Google Analytics, or neither.";
const BOTH_OF_CONVERSIONS = "Set both to send bookings to your webhook, signed, or neither.";
const MAIL_NEEDS = "Mail needs a recipient (DIGEST_TO or ALERT_TO), DIGEST_FROM, and RESEND_API_KEY or POSTMARK_SERVER_TOKEN. Set all of them, or none. Messages of forms need FORM_EMAIL_TO and FORM_EMAIL_FROM instead of the first two.";
const BOTH_OF_FORMS = "Set both to send the messages of forms to your webhook, signed, or neither.";
const ALL_OF_EMAIL = "Messages of forms by e-mail need FORM_EMAIL_TO, FORM_EMAIL_FROM, and RESEND_API_KEY or POSTMARK_SERVER_TOKEN. Set all of them, or none.";
const CAL_REPORTS = "Conversions are the bookings that Cal's webhook reports. Create the webhook in Cal (Settings › Developer › Webhooks) and set CAL_WEBHOOK_SECRET to its secret.";
/** Pairs of which the first has no effect without the second, although the operator expects one. */
const HALVES = [
  ["KV_REST_API_URL", "KV_REST_API_TOKEN", BOTH_OF_KV],
  ["KV_REST_API_TOKEN", "KV_REST_API_URL", BOTH_OF_KV],
  ["PUBLIC_CAL_ORIGIN", "PUBLIC_CAL_LINK", BOTH_OF_CAL],
  ["PUBLIC_CAL_SITE", "PUBLIC_CAL_LINK", BOTH_OF_CAL],
  ["GA4_MEASUREMENT_ID", "GA4_API_SECRET", BOTH_OF_GA4],
  ["GA4_API_SECRET", "GA4_MEASUREMENT_ID", BOTH_OF_GA4],
  ["GA4_COLLECT_URL", "GA4_MEASUREMENT_ID", BOTH_OF_GA4],
  ["CONVERSION_WEBHOOK_URL", "CONVERSION_WEBHOOK_SECRET", BOTH_OF_CONVERSIONS],
  ["CONVERSION_WEBHOOK_SECRET", "CONVERSION_WEBHOOK_URL", BOTH_OF_CONVERSIONS],
  ["FORM_WEBHOOK_URL", "FORM_WEBHOOK_SECRET", BOTH_OF_FORMS],
  ["FORM_WEBHOOK_SECRET", "FORM_WEBHOOK_URL", BOTH_OF_FORMS],
  ["FORM_EMAIL_TO", "FORM_EMAIL_FROM", ALL_OF_EMAIL],
  ["FORM_EMAIL_FROM", "FORM_EMAIL_TO", ALL_OF_EMAIL],
  ["GA4_MEASUREMENT_ID", "CAL_WEBHOOK_SECRET", CAL_REPORTS],
  ["CONVERSION_WEBHOOK_URL", "CAL_WEBHOOK_SECRET", CAL_REPORTS],
] as const;

export function placeOf(env: Env): Place {
  if (!isSet(env.VERCEL)) return "local";
  return env.VERCEL_ENV === "preview" || env.VERCEL_ENV === "development" ? "preview" : "production";
}

/** All problems, in the order of the list of settings. */
export function settingProblems(env: Env, place: Place = placeOf(env)): readonly SettingProblem[] {
  const halves = HALVES.flatMap(([there, gone, remedy]) => (isSet(env[there]) && !isSet(env[gone]) ? [half(there, gone, remedy)] : []));
  halves.push(...mailHalves(env));
  if (isSet(env.FORM_EMAIL_TO) && !isSet(env.RESEND_API_KEY) && !isSet(env.POSTMARK_SERVER_TOKEN)) halves.push(half("FORM_EMAIL_TO", "RESEND_API_KEY", ALL_OF_EMAIL));
  const asked = new Set<string>(halves.map(({ names }) => names[0]));
  const single = SETTINGS.filter(({ name }) => !asked.has(name)).flatMap((setting) => problemOf(setting, env, place) ?? []);
  return [...single, ...halves, ...mistyped(env)];
}

/** Of the settings for mail, each needs one of the two others. A provider may be there for the messages of forms alone. */
function mailHalves(env: Env): SettingProblem[] {
  const parts = [["DIGEST_TO", "ALERT_TO"], ["DIGEST_FROM"], ["RESEND_API_KEY", "POSTMARK_SERVER_TOKEN"]];
  const there = parts.slice(0, isSet(env["FORM_EMAIL_TO"]) ? 2 : 3).flat().find((name) => isSet(env[name]));
  const gone = parts.find((names) => !names.some((name) => isSet(env[name])))?.[0];
  return there === undefined || gone === undefined ? [] : [half(there, gone, MAIL_NEEDS)];
}

/**
 * Stops a build or a start.
 *
 * @throws {SettingsError} that lists each problem with the setting's name, purpose and an example.
 */
export function requireSettings(env: Env, place?: Place): void {
  const problems = settingProblems(env, place);
  if (problems.length > 0) throw new SettingsError(problems);
}

export class SettingsError extends Error {
  override name = "SettingsError";
  constructor(problems: readonly SettingProblem[]) {
    const head = problems.length === 1 ? "One setting is wrong." : `${problems.length} settings are wrong.`;
    super([head, ...problems.map(textOf), "Settings are read from the environment and from .env. README.md, “Settings”, lists all of them."].join("\n\n"));
    // A stack trace does not help with settings.
    this.stack = "";
  }
}

/** One problem with its remedy, and the settings' purposes and examples, on several lines. */
export function textOf({ names, message, remedy }: SettingProblem): string {
  const about = SETTINGS.filter(({ name }) => names.includes(name)).map(({ name, purpose, example }) => `  ${name}: ${purpose}. Example: ${name}=${quoted(example)}`);
  return [message, `  ${remedy}`, ...about].join("\n");
}

function problemOf(setting: Setting, env: Env, place: Place): SettingProblem | undefined {
  const { name } = setting;
  const value = env[name] ?? "";
  if (!isSet(value)) return isMissing(setting, env, place) ? missing(setting, env) : undefined;
  if (value !== value.trim()) {
    return malformed(name, `${name} begins or ends with a space or a line break.`, "Set it again without surrounding white space, which is easily copied along with a value.");
  }
  if (setting.isSecret && value === setting.example && place !== "local") {
    return malformed(name, `${name} is set to the example value, which is public.`, 'Generate a new one, for example with "openssl rand -base64 24".');
  }
  if (setting.unless && isSet(env[setting.unless])) return undefined;
  try {
    setting.check?.(value);
    return undefined;
  } catch (error) {
    const [found = "", ...todo] = sentences((error as Error).message);
    return malformed(name, found.includes(name) ? found : `${name}: ${found}`, todo.join(" "));
  }
}

function isMissing({ neededOn, insteadOf }: Setting, env: Env, place: Place): boolean {
  const isNeeded = neededOn === "vercel" ? place !== "local" : neededOn === "production" && place === "production";
  return isNeeded && !insteadOf?.some((other) => isSet(env[other]));
}

function missing({ name, insteadOf }: Setting, env: Env): SettingProblem {
  const other = underAnotherName(name, env);
  const where = name.startsWith("KV_")
    ? "In Vercel's dashboard, under Storage, connect a Redis database to the project, which sets it. Then deploy again."
    : "Set it in Vercel's dashboard, under Settings › Environment Variables, and deploy again.";
  return {
    names: [name],
    kind: "missing",
    message: insteadOf ? `Neither ${[name, ...insteadOf].join(" nor ")} is set.` : `${name} is not set.`,
    remedy: other ? `${other} is set, but it is not read. If it has the right value, set ${name} to the same value in Vercel's dashboard, under Settings › Environment Variables, and deploy again.` : where,
  };
}

/** Finds the value under another name: Upstash's own, another framework's, or Vercel's with a prefix chosen for the database. */
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

/** Whether a name has a few wrong letters, or a part missing. */
function isSlip(name: string, meant: string): boolean {
  const changes = distance(name, meant);
  return changes <= 3 || changes === Math.abs(name.length - meant.length);
}

function mistyped(env: Env): SettingProblem[] {
  const names = SETTINGS.map(({ name }) => name);
  return Object.keys(env).flatMap((name) => {
    const meant = OURS.test(name) && !names.includes(name) ? didYouMean(name, names) : undefined;
    // Other programs use the same prefixes: METRICS_PORT is not a typo.
    return meant && !isSet(env[meant]) && isSlip(name, meant) ? [{ names: [meant], kind: "unknown" as const, message: `Unknown setting: ${name}. Did you mean ${meant}?`, remedy: `Set ${meant} instead of ${name}.` }] : [];
  });
}

/** An empty value counts as not set. */
function isSet(value: string | undefined): boolean {
  return (value ?? "").trim() !== "";
}

/** Splits a message into the problem and its remedy. A full stop inside quotes does not end a sentence. */
function sentences(message: string): string[] {
  return message.split(/(?<=[.)"]) (?=[A-Z][a-z]+ )/);
}

function quoted(example: string): string {
  return /\s/.test(example) ? `"${example}"` : example;
}
