import { mediaTypeOf, readBounded } from "../../http/request-body.ts";
import type { Kv } from "../../kv/kv.ts";
import { isForeign, ownHost } from "../../http/same-origin.ts";
import { visitorAddress } from "../../http/visitor-address.ts";
import { createDailyCounts } from "../../kv/daily-counts.ts";
import { checkRate } from "../../http/rate-limit.ts";
import { createSharedBound, MINUTE, senderOf } from "../../http/shared-bound.ts";
import { violationsIn, type Violation } from "./violations.ts";

/**
 * Takes what browsers report of our content security policy, and keeps how often each kind came:
 *
 *     readyslot:v2:policy-reports:<day>   hash: "<directive> <origin>" → count, kept 400 days
 *
 * The first of a kind on a day is a line in the log. It is a sample: what a page does wrong it does
 * for everybody, so a part of the reports tells as much as all of them. Whatever is wrong with a
 * report, its sender hears nothing of it: no browser would act on it.
 */
export interface PolicyReportsContext {
  connect(): Pick<Kv, "client" | "writer">;
  now: Date;
  /** Takes the work that the sender need not wait for; it never rejects. */
  waitUntil(work: Promise<unknown>): void;
}

/** In bytes. A report is about 1 KB, and 20 of them are all that is looked at. */
const LARGEST = 32_768;
/** Posts that an instance reads in a minute of the clock, divided by sender: two a second tell what is wrong, and cost little. */
const READ_PER_MINUTE = 120;
/** Posts per address and minute. A browser reports each violation of a page view, a loop more. */
const RATE_PER_MINUTE = 20;
/** Kinds a day, divided by sender. Ours are a handful; the rest is what visitors' machines put into pages. */
const MOST_KINDS = 50;

const counts = createDailyCounts({ key: (day) => `readyslot:v2:policy-reports:${day}`, most: MOST_KINDS });
const reads = createSharedBound({ most: READ_PER_MINUTE, window: MINUTE });

/** Takes in a post of reports. Never rejects. */
export async function takePolicyReports(request: Request, { connect, now, waitUntil }: PolicyReportsContext): Promise<void> {
  const type = mediaTypeOf(request);
  if (!/^application\/(?:csp-report|reports\+json)$/.test(type) || (isForeign(request) && !isWebKitsReport(request))) return;
  const address = visitorAddress(request.headers);
  if (!reads.admits(senderOf(address), now)) return;
  const body = await readBounded(request, LARGEST).catch(() => undefined);
  if (!body) return;
  const violations = violationsIn(type, body.toString("utf8"), ownHost(request));
  if (violations.length > 0) waitUntil(count(violations, address, { connect, now }));
}

/** How often each kind came on the day (UTC) of `now`. One command. */
export function readPolicyReports(kv: Pick<Kv, "client">, now: Date): Promise<Record<string, number>> {
  return counts.read(kv, now);
}

async function count(violations: readonly Violation[], address: string | undefined, { connect, now }: Pick<PolicyReportsContext, "connect" | "now">): Promise<void> {
  try {
    if ((await checkRate(connect().client, address, { what: "policy-reports", perMinute: RATE_PER_MINUTE, now })) !== undefined) return;
  } catch {
    // What cannot be limited is not counted, and these are only counts.
    return;
  }
  await Promise.all(
    violations.map(async ({ kind, page }) => {
      const isNew = await counts.count(connect, kind, now, senderOf(address));
      // The log is where an operator looks first.
      // oxlint-disable-next-line no-console
      if (isNew) console.warn(`Policy violation, the first of its kind today: ${kind}, on ${page}`);
    }),
  );
}

/**
 * WebKit sends policy reports with the origin "null" and says of the same post that it comes from the same origin. A
 * sandboxed frame's origin is "null", too, but what it sends is "cross-site".
 */
function isWebKitsReport({ headers }: Request): boolean {
  return headers.get("origin") === "null" && headers.get("sec-fetch-site") === "same-origin";
}
