import { describe, expect, test } from "vitest";
import { DROP_REASONS } from "../../../src/metrics/ingest/drops.ts";
import { checksOf } from "../../lab/soak/checks.ts";
import { createLedger } from "../../lab/soak/ledger.ts";
import { MIX } from "../../lab/soak/mix.ts";
import type { SoakRun } from "../../lab/soak/results.ts";

const MB = 1024 * 1024;

const looks = (start: number) => Array.from({ length: 36 }, (_, n) => ({ ms: n * 5_000, bytes: start + (n % 3) * 1_000 }));

/** A run in which everything holds: as many samples, bookings and intents in the store as were taken. */
function soundRun() {
  const ledger = createLedger();
  for (const { name } of MIX) {
    ledger.sent(name);
    ledger.answered(name, 200, { expected: [200], ms: 1, path: "/", body: "" });
  }
  for (const totalDuration of [800, 1_200]) {
    ledger.sampleKept({ id: "30min", sampleId: `${totalDuration}`, outcome: "ready", totalDuration, timestamp: "", receivedAt: "" });
  }
  ledger.sampleKept({ id: "30min", outcome: "failed", timestamp: "", receivedAt: "" });
  ledger.sampleKept({ id: "30min", sampleId: "times", outcome: "times", timesTime: 120, timestamp: "", receivedAt: "" });
  ledger.pickedLater(400);
  ledger.bookings.browser = 4;
  ledger.bookings.webhook = 2;
  ledger.intents.total = 5;
  for (const reason of DROP_REASONS) ledger.refused(reason);
  return {
    pace: { rate: 200, reached: 199.9, due: 36_000, sent: 36_000, late: 12, latest: 1_100, mostAtOnce: 40 },
    ledger,
    heap: looks(40 * MB),
    rss: looks(250 * MB),
    before: { descriptors: 27, handles: ["PipeWrap", "TCPServerWrap"] },
    after: { descriptors: 27, handles: ["PipeWrap", "TCPServerWrap"] },
    isAlive: true as boolean,
    store: {
      outcomes: { ready: 2, opened: 0, failed: 1, "timed-out": 0, abandoned: 0, times: 1 },
      totalDuration: { n: 2, sum: 2_000 },
      times: { timesSeen: 1, picked: 1, timesTime: 120, formTime: 400 },
      bookings: { total: 6, browser: 4, webhook: 2, both: 0, elsewhere: 0, counted: 4, pending: 0, rescheduled: 0, cancelled: 0 },
      intents: 5,
      drops: Object.fromEntries(DROP_REASONS.map((reason) => [reason, 1])) as SoakRun["store"]["drops"],
      marks: { sample: 3, intent: 5, booking: 6, pick: 1 },
      recent: 4,
      disagreeing: [] as string[],
      withoutExpiry: [] as string[],
      keys: 400,
      expired: 10,
      bytes: 9 * MB,
    },
  } satisfies SoakRun;
}

type SoundRun = ReturnType<typeof soundRun>;

function answered(run: SoundRun, kind: string, status: number, times = 1): void {
  for (let n = 0; n < times; n++) {
    run.ledger.sent(kind);
    run.ledger.answered(kind, status, { expected: [status], ms: 1, path: "/", body: "" });
  }
}

const ERRORS: [name: string, check: string, plant: (run: SoundRun) => void, found: string][] = [
  ["a slower pace", "the pace was held", (run) => (run.pace.reached = 181.3), "181.3 of 200 requests per second"],
  ["a burst instead of a pace", "the pace was held", (run) => (run.pace.late = 400), "400 of them more than 1 s late"],
  ["a run that was broken off", "the pace was held", (run) => (run.pace.sent = 35_999), "35999 of 36000 sent"],
  ["one 500", "no answer is a 5xx", (run) => answered(run, "page", 500), '1 × 500 for "page"'],
  ["one 503 where a 503 was expected", "no answer is a 5xx", (run) => answered(run, "health", 503), '1 × 503 for "health"'],
  [
    "an answer that this traffic should not get",
    "every answer has a status that its kind of traffic expects",
    ({ ledger }) => {
      ledger.sent("garbage");
      ledger.answered("garbage", 201, { expected: [400], ms: 1, path: "/api/cal-metrics", body: "kept" });
    },
    '1 of "garbage": 201 instead of 400 for /api/cal-metrics: kept',
  ],
  ["a request that was never answered", "every request is answered", ({ ledger }) => ledger.sent("page"), '"page": 2 sent, 1 answered, 0 left'],
  [
    "a connection that broke",
    "every answer has a status that its kind of traffic expects",
    ({ ledger }) => {
      ledger.unanswered("page", "socket hang up");
    },
    '1 of "page": socket hang up',
  ],
  ["a kind that never came", "every kind of traffic was sent", ({ ledger }) => (ledger.kinds as Map<string, unknown>).delete("flood"), 'no "flood"'],
  ["passwords without a limit", "the sign-in limits the number of passwords that are checked", (run) => answered(run, "wrong password", 401, 101), "101 of 102 (at most 100)"],
  ["a heap that keeps 200 bytes of each request", "the heap is flat", (run) => run.heap.forEach((look, n) => (look.bytes += n * 200_000)), "3.2 MB more over the second half (at most 2.0)"],
  ["a process that keeps 2 KB of each request", "the process's memory is flat", (run) => run.rss.forEach((look, n) => (look.bytes += n * 2_000_000)), "32.4 MB more over the second half (at most 24.0)"],
  ["a descriptor", "no descriptor is left open", (run) => (run.after.descriptors = 28), "27 before, 28 after"],
  ["a timer", "no handle is left", (run) => run.after.handles.push("Timeout"), "1 Timeout instead of 0"],
  ["a socket beside others that have gone", "no handle is left", (run) => (run.after.handles = ["TCPServerWrap", "TCPSocketWrap"]), "1 TCPSocketWrap instead of 0"],
  ["a process that has died", "the process still answers", (run) => (run.isAlive = false), "no"],
  ["an outcome under another's name", "every sample is counted under its outcome", (run) => (run.store.outcomes = { ...run.store.outcomes, failed: 0, "timed-out": 1 }), "failed: 1 answered, 0 in the store, timed-out: 0 answered, 1 in the store"],
  ["a time that was counted twice", "every time is counted once", (run) => (run.store.totalDuration.sum += 800), "sum: 2000 answered, 2800 in the store"],
  ["a pick that was counted twice", "every opening with free times, and every pick, is counted once", (run) => (run.store.times.picked += 1), "picked: 1 answered, 2 in the store"],
  ["a mark that is missing", "everything with an id has an idempotency key", (run) => (run.store.marks.intent -= 1), "intent: 5 answered, 4 in the store"],
  ["a booking that was counted twice", "every booking is counted once", (run) => (run.store.bookings.total -= 1), "total: 6 answered, 5 in the store"],
  ["an intent that was lost", "every intent is counted once", (run) => (run.store.intents -= 1), "intents: 5 answered, 4 in the store"],
  ["a refusal that was not counted", "every refusal is counted under its reason", (run) => (run.store.drops.bot = 0), "bot: 1 answered, 0 in the store"],
  ["a list that forgets", "the list of the newest samples is complete within the newest 10,000 records", (run) => (run.store.recent = 3), "3 of 4 samples; 0 records are older"],
  ["an hour without its day", "hours and days agree", (run) => run.store.disagreeing.push("page=/pricing"), "page=/pricing"],
  ["a key for good", "every key expires", (run) => run.store.withoutExpiry.push("readyslot:v2:d:2026-11-22:all"), "readyslot:v2:d:2026-11-22:all"],
  ["a database that grows", "the size of the database fits its content", (run) => (run.store.bytes = 40 * MB), "40.0 MB (at most 32.0) for 400 keys"],
  ["expired keys that pile up", "expired keys are removed", (run) => (run.store.expired = 1_001), "1,001 keys are still there (at most 1,000)"],
];

describe("the soak's checks", () => {
  test("all pass without an error", () => {
    expect(checksOf(soundRun()).filter(({ isMet }) => !isMet)).toEqual([]);
  });

  test.each(ERRORS)("see %s", (_error, name, plant, found) => {
    const run = soundRun();
    plant(run);
    expect(checksOf(run).filter(({ isMet }) => !isMet)).toEqual([{ name, isMet: false, found: expect.stringContaining(found) }]);
  });

  test.each([
    ["lost", -1],
    ["counted twice", 1],
  ])("see a sample that was %s, in every affected check", (_what, by) => {
    const run = soundRun();
    run.store.outcomes.ready += by;
    expect(checksOf(run).filter(({ isMet }) => !isMet).map(({ name }) => name)).toEqual([
      "exactly the accepted samples are counted",
      "every sample is counted under its outcome",
    ]);
  });

  test.each([
    [8_572, true],
    [8_571, false],
    [9_001, false],
  ])("expect %d of 9,000 samples in the list where 428 records are older than its 10,000: %s", (recent, isMet) => {
    const run = soundRun();
    Object.assign(run.ledger.samples, { total: 9_000 });
    Object.assign(run.ledger.intents, { total: 1_428 - run.ledger.bookings.browser - run.ledger.bookings.webhook - run.ledger.samples.pickedLater });
    run.store.recent = recent;
    expect(checksOf(run).find(({ name }) => name.startsWith("the list of the newest"))?.isMet).toBe(isMet);
  });

  test("each have an error here that they detect", () => {
    const seen = new Set([...ERRORS.map(([, check]) => check), "exactly the accepted samples are counted"]);
    expect(checksOf(soundRun()).map(({ name }) => name)).toEqual(checksOf(soundRun()).map(({ name }) => name).filter((name) => seen.has(name)));
  });
});
