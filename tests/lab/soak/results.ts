import type { Environment } from "../command/environment.ts";
import type { DropReason } from "../../../src/metrics/ingest/drops.ts";
import type { KindTally, Ledger } from "./ledger.ts";
import type { Look } from "./growth.ts";
import type { Pace } from "./pace.ts";
import type { StoreFacts } from "./store-facts.ts";
import type { Quiet } from "./watch.ts";

/** The result of a check. */
export interface Check {
  name: string;
  isMet: boolean;
  /** The found value, and the limit. */
  found: string;
}

/** The data of all checks. */
export interface SoakRun {
  pace: Pace;
  ledger: Pick<Ledger, "kinds" | "samples" | "bookings" | "intents" | "refusals">;
  heap: Look[];
  rss: Look[];
  before: Quiet;
  after: Quiet;
  /** Whether the process answered at the end. */
  isAlive: boolean;
  store: StoreFacts;
}

/** The content of docs/soak.json. */
export interface SoakResults {
  takenAt: string;
  environment: Environment;
  minutes: number;
  seed: number;
  checks: Check[];
  pace: Pace;
  /** CPU time of the site's process, as a share of one CPU. */
  cpuShare: number;
  /** Response times of /api/health, in ms. Not checked, because sender and server share the CPUs. */
  healthMs: { p50: number; p99: number };
  heap: Look[];
  rss: Look[];
  store: StoreFacts;
  refusals: Record<DropReason, number>;
  kinds: Record<string, Pick<KindTally, "sent" | "statuses" | "dropped" | "wrong" | "examples">>;
}
