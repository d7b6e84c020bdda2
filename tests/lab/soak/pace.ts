import { cpus, loadavg } from "node:os";
import { setTimeout } from "node:timers/promises";

/** The pace of a run. */
export interface Pace {
  /** Asked for, per second. */
  rate: number;
  /** Reached, per second, from the first to the last. */
  reached: number;
  due: number;
  sent: number;
  /** Sent more than `LATE_MS` after they were due. */
  late: number;
  /** In ms after it was due. */
  latest: number;
  /** The most that were on their way at once. */
  mostAtOnce: number;
}

/** Requests that are later than this come in a burst. */
export const LATE_MS = 1_000;
/** In seconds of traffic. A server with more unanswered requests does not keep up, and more would only fill the sender's memory. */
const MOST_AT_ONCE = 10;

export interface Clock {
  /** In ms, from anywhere. */
  now(): number;
  wait(ms: number): Promise<unknown>;
}

const CLOCK: Clock = { now: () => performance.now(), wait: (ms) => setTimeout(ms) };

export interface PacedRun {
  /** Per second. */
  rate: number;
  seconds: number;
  /** Sends one. A rejection ends the run. */
  send(): Promise<void>;
  clock?: Clock;
}

/**
 * Starts each request when it is due, whether or not earlier ones have been answered, and waits for all of them.
 * Requests that become due while this process is blocked are sent immediately afterwards.
 *
 * @throws {Error} if the server does not keep up, or what `send` rejects with.
 */
export async function sendPaced({ rate, seconds, send, clock = CLOCK }: PacedRun): Promise<Pace> {
  const due = rate * seconds;
  const interval = 1_000 / rate;
  const pace: Pace = { rate, reached: 0, due, sent: 0, late: 0, latest: 0, mostAtOnce: 0 };
  const onTheWay = new Set<Promise<void>>();
  const errors: unknown[] = [];

  const started = clock.now();
  while (pace.sent < due && errors.length === 0) {
    const lateness = clock.now() - started - pace.sent * interval;
    if (lateness < 0) {
      await clock.wait(-lateness);
      continue;
    }
    pace.sent += 1;
    if (lateness > LATE_MS) pace.late += 1;
    pace.latest = Math.max(pace.latest, lateness);
    const sending: Promise<void> = send()
      .catch((error: unknown) => void errors.push(error))
      .finally(() => onTheWay.delete(sending));
    onTheWay.add(sending);
    pace.mostAtOnce = Math.max(pace.mostAtOnce, onTheWay.size);
    if (onTheWay.size > rate * MOST_AT_ONCE) {
      throw new Error(`The server does not keep up: ${onTheWay.size} requests are unanswered after ${Math.round((clock.now() - started) / 1_000)} s. ${busy()}`);
    }
  }
  // The last one has its interval too.
  pace.reached = (pace.sent / (clock.now() - started + interval)) * 1_000;
  await Promise.all(onTheWay);
  if (errors.length > 0) throw errors[0];
  return pace;
}

/** A hint at other programs: sender and server together need half a CPU. */
function busy(): string {
  return `The machine's load is ${loadavg()[0]?.toFixed(1)}, with ${cpus().length} CPUs.`;
}
