/**
 * The state of each alert, in the store, so that any number of instances agree:
 *
 *     readyslot:v3:alert:<rule>   JSON of `AlertState`; missing until the rule first fires. Kept without expiry while
 *                                 the alert is on, and for 90 days when it is over
 *     readyslot:v3:alert-lease    kept for a minute after each evaluation
 */
import type { Kv } from "../../host/kv/kv.ts";
import type { AlertChange } from "./alert-notice.ts";
import { checkedLimits, LIMITS_KEY, type AlertLimits } from "./alert-limits.ts";
import { ALERT_RULES, type AlertName } from "./alert-rules.ts";

export const ALERT_CHANNELS = ["webhook", "sentry", "mail"] as const;
export type AlertChannel = (typeof ALERT_CHANNELS)[number];

export interface AlertState extends Omit<AlertChange, "rule"> {
  /** The channels that have not accepted the notice of this state yet. */
  readonly undelivered: readonly AlertChannel[];
  /** It is over because an admin turned the rule off. */
  readonly isOff?: true;
}

export type AlertStates = ReadonlyMap<AlertName, AlertState>;

type Stores = Pick<Kv, "client" | "writer">;

const LEASE_SECONDS = 60;

/** How long the state of an alert that is over is kept. A notice that no channel accepted in that time is given up. */
const OVER_SECONDS = 90 * 86_400;

const leaseKey = "readyslot:v3:alert-lease";
const stateKey = (rule: AlertName) => `readyslot:v3:alert:${rule}`;

/** Whether this instance may evaluate. An instance that gets the lease holds it for its full minute. */
export async function takeLease({ writer }: Stores): Promise<boolean> {
  return (await writer.set(leaseKey, 1, { nx: true, ex: LEASE_SECONDS })) !== null;
}

/** The states of the rules that have fired, and the limits, in one command. */
export async function readAlertStates({ client }: Stores): Promise<{ states: AlertStates; limits: AlertLimits }> {
  const [limits, ...values] = await client.mget<unknown[]>(LIMITS_KEY, ...ALERT_RULES.map(({ name }) => stateKey(name)));
  const states = new Map(ALERT_RULES.flatMap(({ name }, i) => (isAlertState(values[i]) ? [[name, values[i]]] : [])));
  return { states, limits: checkedLimits(limits) };
}

/** Writes all states or none. An alert may stay on for a long time, so its state has no expiry until it is over. */
export async function writeAlertStates({ writer }: Stores, states: AlertStates): Promise<void> {
  if (states.size === 0) return;
  const tx = writer.multi();
  for (const [rule, state] of states) tx.set(stateKey(rule), state, state.state === "ok" ? { ex: OVER_SECONDS } : undefined);
  await tx.exec();
}

/** The client has parsed the JSON; a value of another shape counts as no state. */
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
