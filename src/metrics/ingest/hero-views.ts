/**
 * Counts the visitors who see a version of a tested hero. Each version contains a picture of this site that a browser asks for when it
 * shows the page, and keeps for a day. So a browser counts once a day, without a script and without anything that tells one visitor
 * from another; programs that only read the page do not count, and neither do pages that a browser loads in advance.
 *
 *     readyslot:v3:heroes:<month>   hash: day (the site's zone), test and version → visitors; 400 days
 */
import { isBot } from "../../host/http/bots.ts";
import { senderName } from "../../host/http/senders.ts";
import { visitorAddress } from "../../host/http/visitor-address.ts";
import { createDailyCounts } from "../../host/kv/daily-counts.ts";
import type { Kv } from "../../host/kv/kv.ts";
import { heroesKey } from "../log/keys.ts";
import { dateAt } from "../statistics/periods.ts";
import { OPENINGS_PER_DAY } from "./sender-limits.ts";

const views = createDailyCounts({ key: keyOf });

/** By version and sender: the visitors of the day, as far as this instance knows. */
let seen = { day: "", counts: new Map<string, number>() };
const MOST_SENDERS = 20_000;

export interface HeroView {
  readonly connect: () => Pick<Kv, "writer">;
  readonly now: Date;
  readonly zone: string;
}

/** Counts a request for the picture of a version, if a browser shows it. Never rejects. */
export async function countHeroView({ headers }: Pick<Request, "headers">, value: string, { connect, now, zone }: HeroView): Promise<void> {
  if (!isShown(headers) || isBot(headers.get("user-agent"))) return;
  const day = dateAt(now, zone);
  if (seen.day !== day || seen.counts.size >= MOST_SENDERS) seen = { day, counts: new Map() };
  // No sender counts more often than it may send openings.
  const name = `${value} ${senderName(visitorAddress(headers), now)}`;
  const count = (seen.counts.get(name) ?? 0) + 1;
  seen.counts.set(name, count);
  if (count <= OPENINGS_PER_DAY) await views.count(connect, `${day} ${value}`, new Date(day));
}

/** Whether a browser asks for the picture on a page of this site, and shows that page. */
export function isShown(headers: Headers): boolean {
  const destination = headers.get("sec-fetch-dest");
  const site = headers.get("sec-fetch-site");
  // Safari before 16.4 sends neither of the two.
  const isPicture = destination === null ? (headers.get("accept") ?? "").startsWith("image/") : destination === "image";
  return isPicture && (site === null || site === "same-origin") && !/prefetch|prerender/.test(headers.get("sec-purpose") ?? headers.get("purpose") ?? "");
}

/** The visitors of these days (the site's dates) by test and version. Takes one round trip, with a command for each month. */
export async function readHeroViews({ client }: Pick<Kv, "client">, days: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sums = new Map<string, number>();
  if (days.length === 0) return sums;
  const asked = new Set(days);
  const pipeline = client.pipeline();
  for (const key of new Set(days.map(keyOf))) pipeline.hgetall(key);
  for (const counts of await pipeline.exec<(Record<string, unknown> | null)[]>()) {
    for (const [name, n] of Object.entries(counts ?? {})) {
      const [day = "", value = ""] = name.split(" ");
      if (asked.has(day)) sums.set(value, (sums.get(value) ?? 0) + Number(n));
    }
  }
  return sums;
}

/** @param day "2026-03-01" */
function keyOf(day: string): string {
  return heroesKey(day.slice(0, 7));
}
