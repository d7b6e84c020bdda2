/**
 * Takes in the faults of this site: what goes wrong in the server's own code and what its pages tell of
 * visitors' browsers. Each is counted and handed to Sentry, behind the answer, so that no visitor waits
 * for it and no failure of it is felt. Without SENTRY_DSN nothing happens and nothing is loaded.
 *
 * Bounded per instance and minute, so that a flood (a store that is down fails every request) is a
 * number at Sentry and not a bill. The bound is divided: a browser's faults by their sender, the server's
 * by their message, so that one of them cannot silence the others. What is above it is counted all the same.
 */
import { environment } from "../settings/environment.ts";
import { reportToSentry, type ErrorReport } from "./error-reporting-server.ts";
import { countFault } from "./fault-counts.ts";
import { connectKv } from "../kv/kv.ts";
import { createSharedBound, MINUTE, senderOf } from "../http/shared-bound.ts";
import type { ErrorEvent } from "./shared/error-event.ts";
import { waitUntil } from "../http/wait-until.ts";

/** Faults that go to Sentry per minute, of the server and of browsers apart: neither can silence the other. */
export const REPORTS_PER_MINUTE = 30;

const bounds = {
  server: createSharedBound({ most: REPORTS_PER_MINUTE, window: MINUTE }),
  browser: createSharedBound({ most: REPORTS_PER_MINUTE, window: MINUTE }),
};

/** What follows a fault once it has been counted. */
let follow: () => Promise<unknown> = () => Promise.resolve();

/** Sets what follows each fault, once it has been counted: the alerts, which this room does not know. */
export function afterFaults(work: () => Promise<unknown>): void {
  follow = work;
}

/**
 * Says to whoever runs this what is wrong: in the host's log, where an operator looks first, and to
 * Sentry. Throws nothing and is not waited for.
 */
export function tellOperator(message: string, error?: unknown, more: Pick<ErrorReport, "transaction"> = {}): void {
  // oxlint-disable-next-line no-console
  console.error(...(error === undefined ? [message] : [message, error]));
  takeFault({ message, level: "error", ...(error !== undefined && { error }), ...more }, "server");
}

/** Counts a fault and hands it to Sentry, both behind the answer. `address` is the one that a browser's came from. */
export function takeFault(fault: ErrorReport | ErrorEvent, from: keyof typeof bounds, address?: string): void {
  const env = environment();
  const dsn = env.SENTRY_DSN?.trim();
  if (!dsn) return;
  const now = new Date();
  const what = fault.message ?? "";
  const isWithinBound = bounds[from].admits(from === "browser" ? senderOf(address) : { group: what, name: fault.transaction ?? "" }, now);
  const counted = countFault(() => connectKv(env), now).then(() => follow());
  waitUntil(Promise.allSettled([counted, ...(isWithinBound ? [send(fault, dsn)] : [])]));
}

async function send(fault: ErrorReport | ErrorEvent, dsn: string): Promise<void> {
  try {
    await reportToSentry(fault, { dsn, release: RELEASE });
  } catch (error) {
    // To the log alone: who does not answer need not be told so.
    // oxlint-disable-next-line no-console
    console.error(`A fault was not reported. ${error instanceof Error ? error.message : ""}`);
  }
}
