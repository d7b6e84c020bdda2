/**
 * The limits of the alerts that an admin has changed.
 *
 *     readyslot:v3:alert-limits   JSON: rule → its limit, or null for a rule that is off; without expiry. A rule that is missing has its default
 */
import type { KvClient } from "../../host/kv/kv.ts";
import { ALERT_RULES, ruleNamed, type AlertName, type LimitRange } from "./alert-rules.ts";

export type AlertLimits = Readonly<Partial<Record<AlertName, number | null>>>;

export const LIMITS_KEY = "readyslot:v3:alert-limits";

/** What a form's field for a limit says: how many of the unit that people read, e.g. percent. */
const PER_UNIT: Readonly<Record<LimitRange["unit"], number>> = { share: 100, points: 100, ms: 1, factor: 1, errors: 1, openings: 1, minutes: 1 };
/** Whole numbers of these, and tenths of the others. */
const WHOLE: ReadonlySet<LimitRange["unit"]> = new Set(["ms", "errors", "openings", "minutes"]);

/** The rule's limit; null if it is off. */
export function limitOf(limits: AlertLimits, rule: AlertName): number | null {
  const limit = limits[rule];
  return limit === undefined ? ruleNamed(rule).limit.byDefault : limit;
}

export interface LimitField {
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly byDefault: number;
}

/** The numbers of a rule's field in the form. */
export function limitField({ limit }: { limit: LimitRange }, value: number | null): LimitField {
  const shown = (n: number) => Math.round(n * PER_UNIT[limit.unit] * 10) / 10;
  return { value: shown(value ?? limit.byDefault), least: shown(limit.least), most: shown(limit.most), step: WHOLE.has(limit.unit) ? 1 : 0.1, byDefault: shown(limit.byDefault) };
}

/** Parses the form: the limits that differ from their default, or the rules whose number is not valid. A rule whose box is not ticked is off. */
export function parseLimits(form: Pick<FormData, "get">): { limits: AlertLimits } | { wrong: readonly AlertName[] } {
  const parsed = ALERT_RULES.map((rule) => ({ rule, limit: form.get(`on-${rule.name}`) === null ? null : parseLimit(String(form.get(rule.name) ?? ""), rule) }));
  const wrong = parsed.filter(({ limit }) => limit === undefined).map(({ rule }) => rule.name);
  if (wrong.length > 0) return { wrong };
  return { limits: Object.fromEntries(parsed.filter(({ rule, limit }) => limit !== rule.limit.byDefault).map(({ rule, limit }) => [rule.name, limit])) };
}

/** Undefined if it is no number of the field's range. German writes "1,5". */
function parseLimit(text: string, rule: { limit: LimitRange }): number | undefined {
  const typed = text.trim().replace(",", ".");
  const { least, most, step, byDefault } = limitField(rule, null);
  if (typed === "") return rule.limit.byDefault;
  // "3,000" may mean three thousand, or three.
  const value = /^\d{1,6}(\.\d{1,2})?$/.test(typed) ? Number(typed) : Number.NaN;
  const isValid = value >= least && value <= most && (step < 1 || Number.isInteger(value));
  if (!isValid) return undefined;
  return value === byDefault ? rule.limit.byDefault : value / PER_UNIT[rule.limit.unit];
}

export async function readLimits(client: KvClient): Promise<AlertLimits> {
  return checkedLimits(await client.get<unknown>(LIMITS_KEY));
}

export async function writeLimits(writer: KvClient, limits: AlertLimits): Promise<void> {
  if (Object.keys(limits).length === 0) await writer.del(LIMITS_KEY);
  else await writer.set(LIMITS_KEY, limits);
}

/** Of what the store gave back, the limits that a rule can have; the others are the defaults. */
export function checkedLimits(value: unknown): AlertLimits {
  const kept = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  return Object.fromEntries(
    ALERT_RULES.flatMap(({ name, limit: { least, most } }) => {
      const limit = kept[name];
      const isValid = limit === null || (typeof limit === "number" && limit >= least && limit <= most);
      return isValid ? [[name, limit]] : [];
    }),
  );
}
