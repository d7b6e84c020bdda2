import { mediaTypeOf, readBounded } from "../../http/request-body.ts";
import type { Kv } from "../../kv/kv.ts";
import { isForeign, ownHost } from "../../http/same-origin.ts";
import { visitorAddress } from "../../http/visitor-address.ts";
import { createDailyCounts } from "../../kv/daily-counts.ts";
import { checkRate } from "../../http/rate-limit.ts";
import { createSharedBound, MINUTE, senderOf } from "../../http/shared-bound.ts";
import { policyRemedy } from "./policy-remedy.ts";
import { violationsIn, type Violation } from "./violations.ts";

/**
 * Counts the violations of the content security policy that browsers report, by kind:
 *
 *     readyslot:v3:policy-reports:<day>   hash: "<directive> <origin>" → count, kept 400 days
 *
 * The first of a kind on a day is logged, in development every one, with the line for src/site.config.ts that would allow
 * it. The counts are a sample: a page's violation occurs for every visitor, so a part of the reports is enough. Invalid
 * reports are dropped without an error, because browsers would not act on it.
 */
export interface PolicyReportsContext {
  connect(): Pick<Kv, "client" | "writer">;
  now: Date;
  /** Runs work after the response; the work never rejects. */
  waitUntil(work: Promise<unknown>): void;
}

/** In bytes. A report has about 1 KB, and at most 20 are read. */
const LARGEST = 32_768;
/** Posts that an instance reads per clock minute, divided among senders: two per second show every problem and cost little. */
const READ_PER_MINUTE = 120;
/** Posts per address and minute. A browser reports each violation of a page view; a loop sends more. */
const RATE_PER_MINUTE = 20;
/** Kinds per day, divided among senders. The site itself causes a handful; others come from software on visitors' machines. */
const MOST_KINDS = 50;

const counts = createDailyCounts({ key: (day) => `readyslot:v3:policy-reports:${day}`, most: MOST_KINDS });
const reads = createSharedBound({ most: READ_PER_MINUTE, window: MINUTE });

/** Counts the reports in a request. Never rejects. */
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

/** The counts by kind on the day (UTC) of `now`. Takes one command. */
export function readPolicyReports(kv: Pick<Kv, "client">, now: Date): Promise<Record<string, number>> {
  return counts.read(kv, now);
}

async function count(violations: readonly Violation[], address: string | undefined, { connect, now }: Pick<PolicyReportsContext, "connect" | "now">): Promise<void> {
  try {
    if ((await checkRate(connect().client, address, { what: "policy-reports", perMinute: RATE_PER_MINUTE, now })) !== undefined) return;
  } catch {
    // Without a rate limit nothing is counted.
    return;
  }
  await Promise.all(
    violations.map(async ({ kind, page }) => {
      const isNew = await counts.count(connect, kind, now, senderOf(address));
      const remedy = policyRemedy(kind);
      const words = `Content security policy violation, the first of its kind today: ${kind}, on ${page}${remedy ? `\nIf your pages need it, add ${remedy} to src/site.config.ts.` : ""}`;
      // For the operator. In development it is logged each time a snippet is tried.
      // oxlint-disable-next-line no-console
      if (isNew || process.env.NODE_ENV === "development") console.warn(words);
    }),
  );
}

/**
 * WebKit sends policy reports with the origin "null", but with "same-origin" in Sec-Fetch-Site. A sandboxed frame also
 * has the origin "null", but sends "cross-site".
 */
function isWebKitsReport({ headers }: Request): boolean {
  return headers.get("origin") === "null" && headers.get("sec-fetch-site") === "same-origin";
}
