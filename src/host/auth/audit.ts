/**
 * The list of sign-ins and changes.
 *
 *     readyslot:v3:audit:<month>   hash of a month (UTC): two counters, and the entries as JSON by their place; 100 days past its last entry
 *
 * A month keeps its newest 500 sign-ins and changes, and separately its newest 300 failed sign-ins and openings of share links,
 * which strangers can cause: those cannot push the others out. An entry has the person's name, the time and the network
 * of the address (IPv4 /24, IPv6 /48), and never the address. A failed sign-in has a name only if somebody has it: people
 * type passwords into the wrong field. An entry costs three commands in two round trips.
 */
import { logError } from "../errors/error-log.ts";
import { networkOf } from "../http/ip-address.ts";
import { visitorAddress } from "../http/visitor-address.ts";
import type { Kv } from "../kv/kv.ts";
import type { Viewer } from "./viewer.ts";

const KEPT_SECONDS = 100 * 24 * 60 * 60;
/** 100 days before 1 March are in November. */
const MONTHS = 5;
const LONGEST_DETAIL = 100;

/** How many entries of a month are kept, by the counter that counts them. */
const KEPT = { kept: 500, others: 300 } as const;

/** Everything that is listed, and the counter that it is counted by. */
export const AUDITED = {
  "signed-in": "kept",
  "sign-in-failed": "others",
  "share-opened": "others",
  "share-made": "kept",
  "share-revoked": "kept",
  "limits-changed": "kept",
  "test-alert": "kept",
  "test-digest": "kept",
  "note-added": "kept",
  "note-changed": "kept",
  "note-removed": "kept",
  "view-saved": "kept",
  "view-removed": "kept",
  "messages-downloaded": "kept",
  "messages-removed": "kept",
} as const satisfies Readonly<Record<string, keyof typeof KEPT>>;

export type AuditEvent = keyof typeof AUDITED;

export interface AuditEntry {
  /** ISO 8601. */
  readonly at: string;
  readonly what: AuditEvent;
  /** Whose; missing where it is not known. */
  readonly name?: string;
  /** What was changed, e.g. the name of a link. */
  readonly detail?: string;
  /** "203.0.113.0/24" */
  readonly network?: string;
}

export interface Audited {
  readonly kv: Pick<Kv, "writer">;
  readonly what: AuditEvent;
  readonly viewer?: Pick<Viewer, "name"> | undefined;
  readonly detail?: string | undefined;
  readonly request: Pick<Request, "headers">;
  readonly now: Date;
}

/** Adds an entry. Never rejects: an entry that could not be kept is logged, and what it is about has happened all the same. */
export async function recordChange({ kv: { writer }, what, viewer, detail, request, now }: Audited): Promise<void> {
  const address = visitorAddress(request.headers);
  const entry: AuditEntry = {
    at: now.toISOString(),
    what,
    ...(viewer && { name: viewer.name }),
    ...(detail && { detail: [...detail].slice(0, LONGEST_DETAIL).join("") }),
    ...(address && { network: networkOf(address, { ipv4: 24, ipv6: 48 }) }),
  };
  const counter = AUDITED[what];
  const key = keyOf(now);
  try {
    const n = await writer.hincrby(key, counter, 1);
    await writer.multi().hset(key, { [`${counter}:${n % KEPT[counter]}`]: entry }).expire(key, KEPT_SECONDS).exec();
  } catch (error) {
    logError(`The list of changes has no entry of "${what}".`, error);
  }
}

/** The newest entries of the last 100 days, the newest first. Takes five commands in one round trip. */
export async function readAudit({ client }: Pick<Kv, "client">, now: Date, most = 100): Promise<AuditEntry[]> {
  const pipeline = client.pipeline();
  for (let back = 0; back < MONTHS; back++) pipeline.hgetall(keyOf(new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1))));
  const months = await pipeline.exec<(Record<string, unknown> | null)[]>();
  const oldest = new Date(now.getTime() - KEPT_SECONDS * 1_000).toISOString();
  return months
    .flatMap((month) => Object.values(month ?? {}).filter(isEntry))
    .filter(({ at }) => at >= oldest)
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, most);
}

function keyOf(at: Date): string {
  return `readyslot:v3:audit:${at.toISOString().slice(0, 7)}`;
}

/** The client has parsed the JSON; a counter, or a value of another version, is no entry. */
function isEntry(value: unknown): value is AuditEntry {
  return typeof value === "object" && value !== null && "at" in value && typeof value.at === "string" && "what" in value && Object.hasOwn(AUDITED, String(value.what));
}
