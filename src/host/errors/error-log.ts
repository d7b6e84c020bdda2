/**
 * Records this site's errors: those of the server's own code, and those that its pages report from
 * visitors' browsers. Each error is counted and sent to Sentry after the response, so that no visitor
 * waits for it and a failure to report has no effect on the page. Without SENTRY_DSN nothing happens and
 * no code is loaded.
 *
 * At most 30 errors per instance and minute are sent, so that a flood (for example when the store is down
 * and every request fails) does not become a bill. The limit is divided among senders for browsers'
 * errors, and among messages for the server's, so that one source cannot crowd out the others. Errors
 * above the limit are still counted.
 */
import { environment } from "../settings/environment.ts";
import { reportToSentry, type ErrorReport } from "./error-reporting-server.ts";
import { countError } from "./error-counts.ts";
import { connectKv } from "../kv/kv.ts";
import { createSharedBound, MINUTE, senderOf } from "../http/shared-bound.ts";
import type { ErrorEvent } from "./shared/error-event.ts";
import { waitUntil } from "../http/wait-until.ts";

/** Errors sent to Sentry per minute. The server and browsers have a limit each, so neither can crowd out the other. */
export const REPORTS_PER_MINUTE = 30;

const bounds = {
  server: createSharedBound({ most: REPORTS_PER_MINUTE, window: MINUTE }),
  browser: createSharedBound({ most: REPORTS_PER_MINUTE, window: MINUTE }),
};

let afterCount: () => Promise<unknown> = () => Promise.resolve();

/** Sets the work to run after each error has been counted. src/middleware.ts evaluates the alerts there. */
export function afterErrors(work: () => Promise<unknown>): void {
  afterCount = work;
}

/** Writes an error to the server's log and records it. Never throws, and the caller does not wait for it. */
export function logError(message: string, error?: unknown, more: Pick<ErrorReport, "transaction"> = {}): void {
  // oxlint-disable-next-line no-console
  console.error(...(error === undefined ? [message] : [message, error]));
  recordError({ message, level: "error", ...(error !== undefined && { error }), ...more }, "server");
}

/** Counts an error and sends it to Sentry, both after the response. `address` is the sender of a browser's error. */
export function recordError(report: ErrorReport | ErrorEvent, from: keyof typeof bounds, address?: string): void {
  const env = environment();
  const dsn = env.SENTRY_DSN?.trim();
  if (!dsn) return;
  const now = new Date();
  const source = from === "browser" ? senderOf(address) : { group: report.message ?? "", name: report.transaction ?? "" };
  const isWithinBound = bounds[from].admits(source, now);
  const counted = countError(() => connectKv(env), now).then(() => afterCount());
  waitUntil(Promise.allSettled([counted, ...(isWithinBound ? [send(report, dsn)] : [])]));
}

async function send(report: ErrorReport | ErrorEvent, dsn: string): Promise<void> {
  try {
    await reportToSentry(report, { dsn, release: RELEASE });
  } catch (error) {
    // Only to the log: reporting to Sentry has just failed.
    // oxlint-disable-next-line no-console
    console.error(`An error could not be reported. ${error instanceof Error ? error.message : ""}`);
  }
}
