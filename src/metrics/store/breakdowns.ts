/**
 * Reads the figures of every value of every dimension. Those of periods that have ended come from
 * their packs, one value for each period; those of the running one, and of whatever has no pack yet,
 * from the hashes: first which values there are, then their figures. A pack is made when it is first
 * missed.
 */
import type { KvClient } from "../../host/kv/kv.ts";
import { FIELDS } from "../fields.ts";
import type { Field } from "../fields.ts";
import { DIMENSIONS } from "../shared/sample.ts";
import type { Dimension } from "../shared/sample.ts";
import { CAPPED, countedUnder } from "./counted-values.ts";
import type { EndedBreakdowns } from "./ended-breakdowns.ts";
import type { Breakdowns, Figures } from "../statistics/figures.ts";
import { figuresKey, secondsLeft, valuesKey, valuesPackKey } from "./metrics-keys.ts";
import type { Scope } from "./metrics-keys.ts";
import { isSettled, periodAt } from "../statistics/periods.ts";
import type { Period } from "../statistics/periods.ts";
import { askFigures, FIGURE_REPLIES, toFigures } from "./stored-figures.ts";
import { packBreakdowns, unpackBreakdowns } from "./value-packs.ts";

/** Of busy days with all the values there can be, some 100 kB each. */
const PACKS_AT_ONCE = 30;

/** Values of busy periods take some 8 kB each. A period has 120 at most, so the running one is one request. */
const VALUES_AT_ONCE = 250;

/** The values of a dimension that is a closed list. */
function choicesOf(dimension: Dimension): readonly string[] {
  const field: Field = FIELDS[dimension];
  return field.kind === "choice" ? field.values : [];
}

export interface BreakdownsQuery {
  readonly periods: readonly Period[];
  readonly now: Date;
}

/**
 * The breakdowns of each period, in the order asked for. One request for every 30 packs and, at the
 * same time, two for the running period; for periods without a pack one more, one for every 250
 * values they have, and one for every 30 packs that are made.
 */
export async function readBreakdowns(client: KvClient, ended: EndedBreakdowns, { periods, now }: BreakdownsQuery): Promise<Breakdowns[]> {
  const found = new Map<string, Breakdowns>();
  const [unread, running]: [Period[], Period[]] = [[], []];
  for (const period of periods) {
    const known = ended.get(period.key);
    if (known) found.set(period.key, known);
    else (isSettled(period, now) ? unread : running).push(period);
  }
  await Promise.all([
    ...inChunks(unread, PACKS_AT_ONCE).map((chunk) => readPacks(client, found, chunk)),
    readCounted(client, found, running),
  ]);

  const missing = unread.filter(({ key }) => !found.has(key));
  await readCounted(client, found, missing);
  await pack(client, found, { periods: missing, now });
  for (const { key } of unread) ended.set(key, breakdownsOf(found, key));
  return periods.map(({ key }) => breakdownsOf(found, key));
}

async function readPacks(client: KvClient, found: Map<string, Breakdowns>, periods: readonly Period[]): Promise<void> {
  const packs = await client.mget<unknown[]>(periods.map((period) => valuesPackKey(period)));
  for (const [i, { key }] of periods.entries()) {
    const breakdowns = unpackBreakdowns(packs[i]);
    if (breakdowns !== undefined) found.set(key, breakdowns);
  }
}

async function readCounted(client: KvClient, found: Map<string, Breakdowns>, periods: readonly Period[]): Promise<void> {
  const scopes = await readScopes(client, periods);
  const counted = new Map(periods.map(({ key }) => [key, new Map<Dimension, Map<string, Figures>>()]));
  for (const chunk of inChunks(scopes, VALUES_AT_ONCE)) {
    // A transaction, so that a sample is in all of its values' figures or in none.
    const batch = client.multi();
    for (const { period, scope } of chunk) askFigures(batch, period, scope, "breakdown");
    const replies = await batch.exec<unknown[]>();
    for (const [i, { period, scope: { dimension, value } }] of chunk.entries()) {
      const figures = toFigures(replies.slice(i * FIGURE_REPLIES.breakdown, (i + 1) * FIGURE_REPLIES.breakdown), "breakdown");
      if (Object.keys(figures.counts).length === 0) continue;
      const ofPeriod = counted.get(period.key);
      ofPeriod?.set(dimension, (ofPeriod.get(dimension) ?? new Map<string, Figures>()).set(value, figures));
    }
  }
  for (const [key, breakdowns] of counted) found.set(key, breakdowns);
}

/** The values that each period may have counted; none where nothing was counted at all. */
async function readScopes(client: KvClient, periods: readonly Period[]): Promise<{ period: Period; scope: Scope }[]> {
  if (periods.length === 0) return [];
  const days = [...new Map(periods.map(({ start }) => periodAt("day", start)).map((day) => [day.key, day])).values()];
  const batch = client.pipeline();
  for (const period of periods) batch.exists(figuresKey(period));
  for (const day of days) for (const dimension of CAPPED) batch.smembers(valuesKey(dimension, day));
  const replies = await batch.exec<unknown[]>();

  const members = new Map(days.map(({ key }, i) => [key, replies.slice(periods.length + i * CAPPED.length, periods.length + (i + 1) * CAPPED.length)]));
  return periods.flatMap((period, i) => {
    if (replies[i] !== 1) return [];
    const ofDay = members.get(periodAt("day", period.start).key) ?? [];
    return DIMENSIONS.flatMap((dimension) => {
      const capped = CAPPED.find((one) => one === dimension);
      const values = capped === undefined ? choicesOf(dimension) : countedUnder(capped, ofDay[CAPPED.indexOf(capped)]);
      return values.map((value) => ({ period, scope: { dimension, value } }));
    });
  });
}

/** Packs what was read, and takes it from its pack from here on, which needs less room than what it was read into. */
async function pack(client: KvClient, found: Map<string, Breakdowns>, { periods, now }: BreakdownsQuery): Promise<void> {
  const packs = periods.map((period) => ({ period, pack: packBreakdowns(breakdownsOf(found, period.key)) }));
  for (const one of packs) found.set(one.period.key, unpackBreakdowns(one.pack) ?? NO_BREAKDOWNS);
  // Asked for past its time, a period has nothing, and nothing is left of it that a pack could share.
  const kept = packs.filter(({ period }) => secondsLeft(period, now) > 0);
  await Promise.all(inChunks(kept, PACKS_AT_ONCE).map(async (chunk) => {
    const batch = client.pipeline();
    for (const one of chunk) batch.set(valuesPackKey(one.period), one.pack, { ex: secondsLeft(one.period, now) });
    // They are known by now: what could not be packed is packed by the next reader.
    await batch.exec().catch(() => undefined);
  }));
}

const NO_BREAKDOWNS: Breakdowns = new Map();

function breakdownsOf(found: ReadonlyMap<string, Breakdowns>, key: string): Breakdowns {
  return found.get(key) ?? NO_BREAKDOWNS;
}

function inChunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}
