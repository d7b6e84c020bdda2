/**
 * What is known of each alert, in the store, so that any number of instances agree:
 *
 *     readyslot:v2:alert:<rule>   JSON of `AlertState`; not there until the rule first fired. For good while it is on,
 *                                 and for 90 days once it is over
 *     readyslot:v2:alert-lease    there for a minute from each evaluation
 */
import type { Kv } from "../../host/kv/kv.ts";
import type { AlertChange } from "./alert-notice.ts";
import { ALERT_RULES, type AlertRule } from "./alert-rules.ts";

export const ALERT_CHANNELS = ["webhook", "sentry"] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

export interface AlertState extends Omit<AlertChange, "rule"> {
  /** Who has not taken the notice of this state yet. */
  readonly undelivered: readonly AlertChannel[];
}

export type AlertStates = ReadonlyMap<AlertRule, AlertState>;

type Stores = Pick<Kv, "client" | "writer">;

const LEASE_SECONDS = 60;

/** How long it is known of an alert that it is over. A notice that nobody took in that time is given up with it. */
const OVER_SECONDS = 90 * 86_400;

const leaseKey = "readyslot:v2:alert-lease";
const stateKey = (rule: AlertRule) => `readyslot:v2:alert:${rule}`;

/** Whether this instance is the one to evaluate. Whoever gets the lease keeps it for its minute. */
export async function takeLease({ writer }: Stores): Promise<boolean> {
  return (await writer.set(leaseKey, 1, { nx: true, ex: LEASE_SECONDS })) !== null;
}

/** The rules that ever fired. */
export async function readAlertStates({ client }: Stores): Promise<AlertStates> {
  const values = await client.mget<unknown[]>(...ALERT_RULES.map(stateKey));
  return new Map(ALERT_RULES.flatMap((rule, i) => (isAlertState(values[i]) ? [[rule, values[i]]] : [])));
}

/** Writes all of them or none. An alert may stay on for long, so it has no expiry until it is over. */
export async function writeAlertStates({ writer }: Stores, states: AlertStates): Promise<void> {
  if (states.size === 0) return;
  const tx = writer.multi();
  for (const [rule, state] of states) tx.set(stateKey(rule), state, state.state === "ok" ? { ex: OVER_SECONDS } : undefined);
  await tx.exec();
}

/** The client has parsed what is JSON; what is no state of ours counts as none. */
function isAlertState(value: unknown): value is AlertState {
  return (
    typeof value === "object" &&
    value !== null &&
    "state" in value &&
    (value.state === "firing" || value.state === "ok") &&
    "since" in value &&
    typeof value.since === "string" &&
    "undelivered" in value &&
    Array.isArray(value.undelivered)
  );
}
