import { setImmediate, setTimeout } from "node:timers/promises";

/**
 * One computation for many readers who ask for the same. While it runs, further readers share the next one, so that no
 * reader gets anything older than its request. A question takes a quarter of the process at most, and a second beyond that,
 * however many ask it: the next computation waits, and everybody who asks meanwhile shares it.
 *
 * A computation begins with the next turn of the event loop at the earliest, so that everybody whose request has arrived
 * shares it. On the embedded store a report is one turn, during which all requests wait in their sockets.
 */
interface Question {
  /** The computation that has not begun. */
  next: Promise<unknown> | undefined;
  /** Ends with the computation that runs. */
  running: Promise<void>;
  /** When the time that the question has taken will have been a quarter of all time. On the monotonic clock, in ms. */
  paid: number;
}

const SHARE = 1 / 4;
/** In ms of computation. */
const FREE = 1_000;
/** In ms. */
const LONGEST_WAIT = 1_000;
/** How many questions are remembered that are not being answered at the moment. */
const MOST_QUESTIONS = 100;

const questions = new WeakMap<object, Map<string, Question>>();

/** The result of `read`, shared with those who ask the same `question` about the same `source`. An error reaches all of them. */
export function sharedRead<T>(source: object, question: string, read: () => Promise<T>): Promise<T> {
  const asked = questions.get(source) ?? new Map<string, Question>();
  questions.set(source, asked);
  const entry: Question = asked.get(question) ?? { next: undefined, running: Promise.resolve(), paid: -Infinity };
  if (entry.next) return entry.next as Promise<T>;
  if (asked.size >= MOST_QUESTIONS) forgetPaid(asked);
  asked.set(question, entry);

  const begin = (): Promise<T> => {
    const started = performance.now();
    entry.next = undefined;
    const result = read();
    const pay = () => {
      entry.paid = Math.max(entry.paid, started) + (performance.now() - started) / SHARE;
    };
    entry.running = result.then(pay, pay);
    return result;
  };
  const next = entry.running.then(() => waitFor(entry.paid)).then(begin);
  entry.next = next;
  return next;
}

async function waitFor(paid: number): Promise<void> {
  const ms = Math.min(paid - performance.now() - FREE / SHARE, LONGEST_WAIT);
  await (ms > 0 ? setTimeout(ms) : setImmediate());
}

function forgetPaid(asked: Map<string, Question>): void {
  for (const [question, { next, paid }] of asked) if (next === undefined && paid < performance.now()) asked.delete(question);
}
