import type { Environment } from "../command/environment.ts";
import type { DropReason } from "../../../src/metrics/ingest/drops.ts";
import type { KindTally, Ledger } from "./ledger.ts";
import type { Look } from "./growth.ts";
import type { Pace } from "./pace.ts";
import type { StoreFacts } from "./store-facts.ts";
import type { Quiet } from "./watch.ts";

/** One thing that must hold. */
export interface Check {
  name: string;
  isMet: boolean;
  /** What was found, and what was to be. */
  found: string;
}

/** Everything that the checks look at. */
export interface SoakRun {
  pace: Pace;
  ledger: Pick<Ledger, "kinds" | "samples" | "bookings" | "intents" | "refusals">;
  heap: Look[];
  rss: Look[];
  before: Quiet;
  after: Quiet;
  /** Whether it answered when all was over, in the process that had been started. */
  isAlive: boolean;
  store: StoreFacts;
}

/** What docs/soak.json holds. */
export interface SoakResults {
  takenAt: string;
  environment: Environment;
  minutes: number;
  seed: number;
  checks: Check[];
  pace: Pace;
  /** Of the site's process, as a share of one processor. */
  cpuShare: number;
  /** Of /api/health, in ms. No check: sender and server share the processors. */
  healthMs: { p50: number; p99: number };
  heap: Look[];
  rss: Look[];
  store: StoreFacts;
  refusals: Record<DropReason, number>;
  kinds: Record<string, Pick<KindTally, "sent" | "statuses" | "dropped" | "wrong" | "examples">>;
}
