/** The checks after a soak. tests/unit/lab/soak-checks.test.ts makes each one fail. */
import { TRIES_OF_ALL } from "../../../src/host/auth/sign-in-throttle.ts";
import { growthOf, type Look } from "./growth.ts";
import { MIX } from "./mix.ts";
import { LATE_MS } from "./pace.ts";
import type { Check, SoakRun } from "./results.ts";
import { MOST_LISTED } from "./store-facts.ts";
import type { Quiet } from "./watch.ts";

/** A share of the requests; a busy second in a run of three minutes is 0.6 %. */
const MOST_LATE = 0.01;
/** A share of the requested rate. */
const LEAST_REACHED = 0.99;
/** The sign-in counts attempts for this long. */
const SIGN_IN_MINUTES = 15;

/**
 * In bytes, over the second half of a run of any length: 116 bytes per request in three minutes, the size of the
 * smallest entry in a map; 6 bytes in an hour, which reveals one leaked object in 20 requests.
 */
const MOST_HEAP_GROWTH = 2 * 1024 * 1024;
/**
 * The same with memory outside of V8. In the third minute malloc still grows: 12.7 and 16.8 MB were measured
 * without a leak. The limit is 1.3 KB per request in three minutes, and 70 bytes in an hour.
 */
const MOST_RSS_GROWTH = 24 * 1024 * 1024;

/**
 * The size of the database for any traffic: the rollups of a day and of two or three hours, SQLite's log (4 MB), and some reserve.
 */
const FIXED_BYTES = 32 * 1024 * 1024;
/** A record in the log and its idempotency key take some 600 bytes, including their indexes. */
const BYTES_PER_MARK = 900;
/** The keys that expire in two minutes at 200 requests/s: a sweep runs every 30 s, and every second if it has more to do. */
const MOST_EXPIRED = 1_000;

export function checksOf(run: SoakRun): Check[] {
  return [...paceChecks(run), ...answerChecks(run), ...processChecks(run), ...storeChecks(run)];
}

function paceChecks({ pace }: SoakRun): Check[] {
  const { rate, reached, due, sent, late, latest } = pace;
  return [
    {
      name: "the pace was held",
      isMet: sent === due && reached >= rate * LEAST_REACHED && late <= sent * MOST_LATE,
      found: `${reached.toFixed(1)} of ${rate} requests per second, ${sent} of ${due} sent, ${late} of them more than ${LATE_MS / 1_000} s late, the latest by ${Math.round(latest)} ms`,
    },
  ];
}

function answerChecks({ ledger, pace }: SoakRun): Check[] {
  const kinds = [...ledger.kinds];
  const statuses = kinds.flatMap(([name, tally]) => Object.entries(tally.statuses).map(([status, n]) => ({ name, status: Number(status), n })));
  const failures = statuses.filter(({ status }) => status >= 500);
  const wrong = kinds.filter(([, tally]) => tally.wrong > 0);
  const open = kinds.filter(([, { sent, statuses: answered, dropped }]) => sent !== dropped + sum(Object.values(answered)));
  const guesses = ledger.kinds.get("wrong password")?.statuses[401] ?? 0;
  const mostGuesses = TRIES_OF_ALL * Math.ceil((pace.due / pace.rate / 60 + 1) / SIGN_IN_MINUTES);
  return [
    {
      name: "no answer is a 5xx",
      isMet: failures.length === 0,
      found: failures.length === 0 ? `none of ${whole(sum(statuses.map(({ n }) => n)))}` : failures.map(({ name, status, n }) => `${n} × ${status} for "${name}"`).join(", "),
    },
    {
      name: "every answer has a status that its kind of traffic expects",
      isMet: wrong.length === 0,
      found: wrong.length === 0 ? `all, of ${kinds.length} kinds` : wrong.map(([name, tally]) => `${tally.wrong} of "${name}": ${tally.examples.join("; ")}`).join(" | "),
    },
    {
      name: "every kind of traffic was sent",
      isMet: MIX.every(({ name }) => ledger.kinds.has(name)),
      found: MIX.filter(({ name }) => !ledger.kinds.has(name)).map(({ name }) => `no "${name}"`).join(", ") || `all ${MIX.length}`,
    },
    {
      name: "every request is answered",
      isMet: open.length === 0,
      found: open.length === 0 ? "all except those that left on purpose" : open.map(([name, tally]) => `"${name}": ${tally.sent} sent, ${sum(Object.values(tally.statuses))} answered, ${tally.dropped} left`).join(", "),
    },
    {
      name: "the sign-in limits the number of passwords that are checked",
      isMet: guesses <= mostGuesses,
      found: `${guesses} of ${ledger.kinds.get("wrong password")?.sent ?? 0} (at most ${mostGuesses})`,
    },
  ];
}

function processChecks({ heap, rss, before, after, isAlive }: SoakRun): Check[] {
  return [
    flat("the heap is flat", heap, MOST_HEAP_GROWTH),
    flat("the process's memory is flat", rss, MOST_RSS_GROWTH),
    {
      name: "no descriptor is left open",
      isMet: after.descriptors <= before.descriptors,
      found: `${before.descriptors} before, ${after.descriptors} after`,
    },
    { name: "no handle is left", isMet: more(before, after).length === 0, found: more(before, after).join(", ") || `${after.handles.length}, as before` },
    { name: "the process still answers", isMet: isAlive, found: isAlive ? "yes" : "no" },
  ];
}

function flat(name: string, looks: readonly Look[], most: number): Check {
  const growth = growthOf(looks);
  const last = looks.at(-1)?.bytes ?? 0;
  return { name, isMet: growth <= most, found: `${mega(growth)} MB more over the second half (at most ${mega(most)}), ${mega(last)} at the end` };
}

/** The list looks at the newest 10,000 records of any kind, so as many samples may be missing as there are records beyond. */
function newestCheck(samples: number, others: number, found: number): Check {
  const most = Math.min(samples, MOST_LISTED);
  const beyond = Math.max(0, samples + others - MOST_LISTED);
  const isMet = found <= most && found >= Math.min(most, samples - beyond);
  return { name: "the list of the newest samples is complete within the newest 10,000 records", isMet, found: `${whole(found)} of ${whole(samples)} samples; ${whole(beyond)} records are older` };
}

/** The kinds of handles whose number has grown. */
function more(before: Quiet, after: Quiet): string[] {
  const [had, has] = [countsOf(before), countsOf(after)];
  return [...has].filter(([kind, n]) => n > (had.get(kind) ?? 0)).map(([kind, n]) => `${n} ${kind} instead of ${had.get(kind) ?? 0}`);
}

function countsOf({ handles }: Quiet): Map<string, number> {
  return new Map([...Map.groupBy(handles, (kind) => kind)].map(([kind, all]) => [kind, all.length]));
}

function storeChecks({ ledger: { samples, bookings, intents, refusals }, store }: SoakRun): Check[] {
  const counted = sum(Object.values(store.outcomes));
  const booked = bookings.browser + bookings.webhook;
  const mostBytes = FIXED_BYTES + BYTES_PER_MARK * sum(Object.values(store.marks));
  return [
    same("exactly the accepted samples are counted", { samples: samples.total }, { samples: counted }),
    same("every sample is counted under its outcome", samples.outcomes, store.outcomes),
    same("every time is counted once", { n: samples.outcomes.ready, sum: samples.totalDuration }, store.totalDuration),
    same("every opening with free times, and every pick, is counted once", { timesSeen: samples.timesSeen, picked: samples.picked, timesTime: samples.timesTime, formTime: samples.formTime }, store.times),
    same("everything with an id has an idempotency key", { sample: samples.withId, intent: intents.total, booking: booked, pick: samples.pickedLater }, store.marks),
    same("every booking is counted once", { total: booked, ...bookings }, { total: store.bookings.total, browser: store.bookings.browser, webhook: store.bookings.webhook }),
    same("every intent is counted once", { intents: intents.total }, { intents: store.intents }),
    same("every refusal is counted under its reason", refusals, store.drops),
    newestCheck(samples.total, intents.total + booked + samples.pickedLater, store.recent),
    {
      name: "hours and days agree",
      isMet: store.disagreeing.length === 0,
      found: store.disagreeing.join(", ") || "in every value of every dimension",
    },
    {
      name: "every key expires",
      isMet: store.withoutExpiry.length === 0,
      found: store.withoutExpiry.join(", ") || `all of ${whole(store.keys)}`,
    },
    {
      name: "the size of the database fits its content",
      isMet: store.bytes <= mostBytes,
      found: `${mega(store.bytes)} MB (at most ${mega(mostBytes)}) for ${whole(store.keys)} keys`,
    },
    {
      name: "expired keys are removed",
      isMet: store.expired <= MOST_EXPIRED,
      found: `${whole(store.expired)} keys are still there (at most ${whole(MOST_EXPIRED)})`,
    },
  ];
}

function same<K extends string>(name: string, answered: Readonly<Record<K, number>>, kept: Readonly<Record<K, number>>): Check {
  const names = Object.keys(answered) as K[];
  const differing = names.filter((one) => answered[one] !== kept[one]);
  const found = (differing.length === 0 ? names : differing).map((one) =>
    differing.length === 0 ? `${whole(answered[one])} ${one}` : `${one}: ${answered[one]} answered, ${kept[one]} in the store`,
  );
  return { name, isMet: differing.length === 0, found: found.join(", ") };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

function whole(number: number): string {
  return Math.round(number).toLocaleString("en");
}

function mega(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
