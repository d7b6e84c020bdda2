import { DROP_REASONS, type DropReason } from "../../../src/metrics/ingest/drops.ts";
import { OUTCOMES, type Outcome, type StoredSample } from "../../../src/metrics/shared/sample.ts";

/** The results of one kind of traffic. */
export interface KindTally {
  sent: number;
  /** Number of answers by status. */
  statuses: Record<number, number>;
  /** Connections that were meant to be dropped, and were. */
  dropped: number;
  /** Answers with an unexpected status, and requests without an answer. */
  wrong: number;
  /** Some of them, in words. */
  examples: string[];
  /** Of the answers, in ms. */
  times: number[];
}

/** What the server has accepted and refused, according to its answers. At the end the store must agree. */
export interface Ledger {
  readonly kinds: ReadonlyMap<string, KindTally>;
  readonly samples: {
    total: number;
    /** Samples with an id. Samples without one are counted every time. */
    withId: number;
    outcomes: Record<Outcome, number>;
    /** Of the ready ones, as they were kept: in ms. */
    totalDuration: number;
    /** Those that showed free times in the dialog, their picks, and those of the picks that came later. */
    timesSeen: number;
    picked: number;
    pickedLater: number;
    /** In ms. */
    timesTime: number;
    formTime: number;
  };
  readonly bookings: { browser: number; webhook: number };
  readonly intents: { total: number };
  readonly refusals: Record<DropReason, number>;

  sent(kind: string): void;
  answered(kind: string, status: number, about: { expected: readonly number[]; ms: number; path: string; body: string }): void;
  unanswered(kind: string, why: string): void;
  droppedOnPurpose(kind: string): void;
  /** Adds a sample that the answer reports as counted. */
  sampleKept(kept: StoredSample): void;
  /** Adds a pick that came after its sample. */
  pickedLater(formTime: number): void;
  refused(reason: string): void;
}

const EXAMPLES = 3;
/** Times of each kind: enough for a percentile, and no more memory than a run needs. */
const TIMES = 50_000;

export function createLedger(): Ledger {
  const kinds = new Map<string, KindTally>();
  const tallyOf = (kind: string): KindTally => {
    const known = kinds.get(kind) ?? { sent: 0, statuses: {}, dropped: 0, wrong: 0, examples: [], times: [] };
    kinds.set(kind, known);
    return known;
  };
  const complain = (tally: KindTally, what: string) => {
    tally.wrong += 1;
    if (tally.examples.length < EXAMPLES) tally.examples.push(what);
  };
  const ledger: Ledger = {
    kinds,
    samples: { total: 0, withId: 0, outcomes: zeros(OUTCOMES), totalDuration: 0, timesSeen: 0, picked: 0, pickedLater: 0, timesTime: 0, formTime: 0 },
    bookings: { browser: 0, webhook: 0 },
    intents: { total: 0 },
    refusals: zeros(DROP_REASONS),

    sent: (kind) => void (tallyOf(kind).sent += 1),
    answered(kind, status, { expected, ms, path, body }) {
      const tally = tallyOf(kind);
      tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
      if (tally.times.length < TIMES) tally.times.push(ms);
      if (!expected.includes(status)) complain(tally, `${status} instead of ${expected.join(" or ")} for ${path.slice(0, 80)}: ${body.slice(0, 200)}`);
    },
    unanswered: (kind, why) => complain(tallyOf(kind), why),
    droppedOnPurpose: (kind) => void (tallyOf(kind).dropped += 1),
    sampleKept({ sampleId, outcome, picked, totalDuration = 0, timesTime = 0, formTime = 0 }) {
      ledger.samples.total += 1;
      if (sampleId !== undefined) ledger.samples.withId += 1;
      ledger.samples.outcomes[outcome] += 1;
      if (outcome === "ready") ledger.samples.totalDuration += totalDuration;
      if (outcome !== "times") return;
      ledger.samples.timesSeen += 1;
      ledger.samples.picked += Number(picked ?? false);
      ledger.samples.timesTime += timesTime;
      ledger.samples.formTime += formTime;
    },
    pickedLater(formTime) {
      ledger.samples.picked += 1;
      ledger.samples.pickedLater += 1;
      ledger.samples.formTime += formTime;
    },
    refused(reason) {
      const known = DROP_REASONS.find((one) => one === reason);
      if (known) ledger.refusals[known] += 1;
    },
  };
  return ledger;
}

/** `Object.fromEntries` forgets the keys' type; here every name gets its zero. */
function zeros<K extends string>(names: readonly K[]): Record<K, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;
}
