/**
 * Reads the figures of periods. Those that have ended come from their packs, all in one MGET; the
 * running one, and whatever has no pack yet, from the hashes. A pack is made when it is first missed.
 */
import type { KvClient } from "../../host/kv/kv.ts";
import { NO_FIGURES } from "../statistics/figures.ts";
import type { Figures } from "../statistics/figures.ts";
import { packKey, secondsLeft } from "./metrics-keys.ts";
import type { Scope } from "./metrics-keys.ts";
import { packFigures, unpackFigures } from "./packs.ts";
import { isSettled } from "../statistics/periods.ts";
import type { Period } from "../statistics/periods.ts";
import { askFigures, extentOf, FIGURE_REPLIES, toFigures } from "./stored-figures.ts";

/** Of busy days some 100 kB each are read at once, so that no single request runs into the client's timeout. */
const UNPACKED_AT_ONCE = 30;

/** 28 days and the 28 before, of everything and of some values; a period takes some 40 kB. */
const REMEMBERED = 200;

/** Figures of periods that have ended, by the key of their pack: they never change, so an instance reads them once. */
export type EndedFigures = Map<string, Figures>;

export interface FiguresQuery {
  readonly periods: readonly Period[];
  readonly scope?: Scope | undefined;
  readonly now: Date;
}

/**
 * The figures of each period, in the order asked for. One round trip where the packs of all that have
 * ended are there; two more for every 30 that are not. The number of samples plays no part in it.
 */
export async function readFigures(client: KvClient, ended: EndedFigures, { periods, scope, now }: FiguresQuery): Promise<Figures[]> {
  const found = new Map<string, Figures>();
  const [unread, running]: [Period[], Period[]] = [[], []];
  for (const period of periods) {
    const known = ended.get(packKey(period, scope));
    if (known) found.set(period.key, known);
    else (isSettled(period, now) ? unread : running).push(period);
  }
  if (unread.length + running.length > 0) {
    // A transaction, so that no sample is in one of two figures that are read together.
    const batch = client.multi();
    if (unread.length > 0) batch.mget(unread.map((period) => packKey(period, scope)));
    for (const period of running) askFigures(batch, period, scope);
    const replies = await batch.exec<unknown[]>();

    const packs = unread.length > 0 ? replies.shift() : [];
    for (const [i, period] of unread.entries()) {
      const figures = unpackFigures(Array.isArray(packs) ? packs[i] : undefined);
      if (figures !== undefined) found.set(period.key, figures);
    }
    takeReplies(found, replies, running, scope);
  }

  const missing = unread.filter(({ key }) => !found.has(key));
  for (let i = 0; i < missing.length; i += UNPACKED_AT_ONCE) {
    await readUnpacked(client, found, missing.slice(i, i + UNPACKED_AT_ONCE), { scope, now });
  }
  const figuresOf = ({ key }: Period) => found.get(key) ?? NO_FIGURES;
  for (const period of unread) ended.set(packKey(period, scope), figuresOf(period));
  for (const key of ended.keys()) {
    if (ended.size <= REMEMBERED) break;
    ended.delete(key);
  }
  return periods.map(figuresOf);
}

async function readUnpacked(
  client: KvClient,
  found: Map<string, Figures>,
  periods: readonly Period[],
  { scope, now }: { scope: Scope | undefined; now: Date },
): Promise<void> {
  const batch = client.multi();
  for (const period of periods) askFigures(batch, period, scope);
  takeReplies(found, await batch.exec<unknown[]>(), periods, scope);

  // Asked for past its time, a period has nothing, and nothing is left of it that a pack could share.
  const kept = periods.filter((period) => secondsLeft(period, now) > 0);
  if (kept.length === 0) return;
  const packs = client.pipeline();
  for (const period of kept) {
    const figures = found.get(period.key) ?? NO_FIGURES;
    packs.set(packKey(period, scope), packFigures(figures), { ex: secondsLeft(period, now) });
  }
  // The figures are known by now: what could not be packed is packed by the next reader.
  await packs.exec().catch(() => undefined);
}

function takeReplies(
  found: Map<string, Figures>,
  replies: readonly unknown[],
  periods: readonly Period[],
  scope: Scope | undefined,
): void {
  const extent = extentOf(scope);
  const each = FIGURE_REPLIES[extent];
  for (const [i, { key }] of periods.entries()) {
    found.set(key, toFigures(replies.slice(i * each, (i + 1) * each), extent));
  }
}
