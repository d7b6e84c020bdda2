/** What must hold after a soak. Each check can fail: tests/unit/lab/soak-checks.test.ts shows every one doing so. */
import { RECENT_LIMIT } from "../../../src/metrics/store/recent-samples.ts";
import { TRIES_OF_ALL } from "../../../src/host/auth/sign-in-throttle.ts";
import { growthOf, type Look } from "./growth.ts";
import { MIX } from "./mix.ts";
import { LATE_MS } from "./pace.ts";
import type { Check, SoakRun } from "./results.ts";
import type { Quiet } from "./watch.ts";

/** A share of the requests; a busy second in a run of three minutes is 0.6 %. */
const MOST_LATE = 0.01;
/** Of the rate that was asked for. */
const LEAST_REACHED = 0.99;
/** The sign-in's tries are counted for so long. */
const SIGN_IN_MINUTES = 15;

/**
 * In bytes, over the second half of a run, however long: of three minutes that is 116 for every request,
 * what the smallest entry in a map takes; of an hour it is 6, so that one kept object in 20 requests shows.
 */
const MOST_HEAP_GROWTH = 2 * 1024 * 1024;
/**
 * The same with what V8 does not see. In the third minute malloc is still finding its size: 12.7 and 16.8 MB
 * were measured with nothing kept. It is 1.3 KB for every request of that half, and 70 bytes in an hour's.
 */
const MOST_RSS_GROWTH = 24 * 1024 * 1024;

/**
 * What the database has whatever comes: two lists of 10,000 samples (15 MB), the figures of a day and of
 * two or three hours (9 MB), SQLite's log (4 MB); and a little room.
 */
const FIXED_BYTES = 32 * 1024 * 1024;
/** A mark in the database, its index included, takes 400. */
const BYTES_PER_MARK = 600;
/** Those that expire in two minutes at 200 requests/s: a sweep comes every 30 s, and every second where it has more to do. */
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
      name: "every answer is the one that this kind of traffic gets",
      isMet: wrong.length === 0,
      found: wrong.length === 0 ? `all, of ${kinds.length} kinds` : wrong.map(([name, tally]) => `${tally.wrong} of "${name}": ${tally.examples.join("; ")}`).join(" | "),
    },
    {
      name: "every kind of traffic was there",
      isMet: MIX.every(({ name }) => ledger.kinds.has(name)),
      found: MIX.filter(({ name }) => !ledger.kinds.has(name)).map(({ name }) => `no "${name}"`).join(", ") || `all ${MIX.length}`,
    },
    {
      name: "everything is answered",
      isMet: open.length === 0,
      found: open.length === 0 ? "all but what left on purpose" : open.map(([name, tally]) => `"${name}": ${tally.sent} sent, ${sum(Object.values(tally.statuses))} answered, ${tally.dropped} left`).join(", "),
    },
    {
      name: "no more passwords are looked at than may be guessed",
      isMet: guesses <= mostGuesses,
      found: `${guesses} of ${ledger.kinds.get("wrong password")?.sent ?? 0}, and ${mostGuesses} may be`,
    },
  ];
}

function processChecks({ heap, rss, before, after, isAlive }: SoakRun): Check[] {
  return [
    flat("the heap is flat", heap, MOST_HEAP_GROWTH),
    flat("the process' memory is flat", rss, MOST_RSS_GROWTH),
    {
      name: "no descriptor is left open",
      isMet: after.descriptors <= before.descriptors,
      found: `${before.descriptors} before, ${after.descriptors} after`,
    },
    { name: "no handle is left", isMet: more(before, after).length === 0, found: more(before, after).join(", ") || `${after.handles.length}, as before` },
    { name: "the process that was started still answers", isMet: isAlive, found: isAlive ? "it does" : "it does not" },
  ];
}

function flat(name: string, looks: readonly Look[], most: number): Check {
  const growth = growthOf(looks);
  const last = looks.at(-1)?.bytes ?? 0;
  return { name, isMet: growth <= most, found: `${mega(growth)} MB more over the second half (at most ${mega(most)}), ${mega(last)} at the end` };
}

/** The kinds of handles that there are more of. */
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
    same("every sample that was taken is counted, and no other", { samples: samples.total }, { samples: counted }),
    same("every sample is counted under what became of it", samples.outcomes, store.outcomes),
    same("every time is counted once", { n: samples.outcomes.ready, sum: samples.totalDuration }, store.totalDuration),
    same("everything with an id is known by it", { sample: samples.withId, intent: intents.total, booking: booked }, store.marks),
    same("every booking is counted once", { total: booked, ...bookings }, { total: store.bookings.total, browser: store.bookings.browser, webhook: store.bookings.webhook }),
    same("every intent is counted once", { intents: intents.total }, { intents: store.intents }),
    same("every refusal is counted under its reason", refusals, store.drops),
    same("the list of the newest has all of them up to its limit", { newest: Math.min(samples.total, RECENT_LIMIT) }, { newest: store.recent }),
    {
      name: "hours and days agree",
      isMet: store.disagreeing.length === 0,
      found: store.disagreeing.join(", ") || "in every value of every dimension",
    },
    {
      name: "every key has its time",
      isMet: store.withoutExpiry.length === 0,
      found: store.withoutExpiry.join(", ") || `all of ${whole(store.keys)}`,
    },
    {
      name: "the database is as large as what it keeps",
      isMet: store.bytes <= mostBytes,
      found: `${mega(store.bytes)} MB (at most ${mega(mostBytes)}) for ${whole(store.keys)} keys`,
    },
    {
      name: "what is past its time goes",
      isMet: store.expired <= MOST_EXPIRED,
      found: `${whole(store.expired)} keys are still there (at most ${whole(MOST_EXPIRED)})`,
    },
  ];
}

function same<K extends string>(name: string, told: Readonly<Record<K, number>>, kept: Readonly<Record<K, number>>): Check {
  const names = Object.keys(told) as K[];
  const differing = names.filter((one) => told[one] !== kept[one]);
  const found = (differing.length === 0 ? names : differing).map((one) =>
    differing.length === 0 ? `${whole(told[one])} ${one}` : `${one}: ${told[one]} answered, ${kept[one]} in the store`,
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
