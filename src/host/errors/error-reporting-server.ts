/**
 * Reports to Sentry from the server. It creates a client instead of calling the SDK's `init`, which hooks
 * into every module, request and rejection of the process: only errors that are reported here are sent,
 * with the fields that `errorEvent` allows.
 *
 * It is loaded with the first report. The server entry of @sentry/astro includes its build tools (34 MB,
 * 0.4 s), of which the build keeps only the client: see error-reporting-build.ts.
 */
import { randomUUID } from "node:crypto";
import type { NodeClient } from "@sentry/astro";
import { environment } from "../settings/environment.ts";
import { checkSentryDsn } from "./error-settings.ts";
import { errorEvent, type ErrorEvent } from "./shared/error-event.ts";

export interface ErrorReport {
  /** The problem, for the operator. */
  readonly message: string;
  /** The thrown value. */
  readonly error?: unknown;
  readonly level: "error" | "warning" | "info";
  readonly transaction?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly extra?: Readonly<Record<string, string | number>>;
  /** Reports with the same group are one issue at Sentry, even if their messages differ. */
  readonly group?: readonly string[];
}

export interface ErrorReporting {
  /** SENTRY_DSN. */
  readonly dsn: string;
  readonly release: string;
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 2_000;

/** The maximum length of a chain of causes, which is also an event's maximum. */
const CAUSES = 5;

const clients = new Map<string, Promise<NodeClient>>();

/**
 * Sends a report, or a browser's event, to Sentry and waits until Sentry has accepted it.
 *
 * @throws {Error} if it is not accepted within the time limit of 2 s. The message does not repeat the DSN.
 */
export async function reportToSentry(report: ErrorReport | ErrorEvent, { dsn, release, timeLimitMs = TIME_LIMIT_MS }: ErrorReporting): Promise<void> {
  const client = await clientFor(dsn, release, timeLimitMs);
  const event = "event_id" in report ? report : await eventOf(report, client);
  const { promise: status, resolve } = Promise.withResolvers<number | undefined>();
  // Called for every event, with an empty answer if there was none.
  const stop = client.on("afterSendEvent", (sent, answer) => {
    if (sent.event_id === event.event_id) resolve(answer.statusCode);
  });
  client.captureEvent(event);
  const answered = await status;
  stop();
  if (answered === undefined) throw new Error(`Sentry did not answer within ${timeLimitMs} ms, or is limiting the rate.`);
  if (answered >= 300) throw new Error(`Sentry answered ${answered}.`);
}

async function eventOf({ message, error, level, transaction, tags, extra, group }: ErrorReport, client: NodeClient) {
  return {
    event_id: randomUUID().replaceAll("-", ""),
    message,
    level,
    ...(error !== undefined && { exception: { values: await thrown(error, client) } }),
    ...(transaction !== undefined && { transaction }),
    tags: { ...tags },
    extra: { ...extra },
    ...(group && { fingerprint: [...group] }),
  };
}

/** The thrown value and its causes, the first cause first. */
async function thrown(error: unknown, client: NodeClient) {
  const values = [];
  for (let cause = error; cause !== undefined && values.length < CAUSES; cause = cause instanceof Error ? cause.cause : undefined) {
    const { exception } = await client.eventFromException(cause);
    values.unshift(...(exception?.values ?? []));
  }
  return values;
}

function clientFor(dsn: string, release: string, timeLimitMs: number): Promise<NodeClient> {
  const id = JSON.stringify([dsn, release, timeLimitMs]);
  const client = clients.get(id) ?? connect(dsn, release, timeLimitMs);
  clients.set(id, client);
  // Loading may succeed the next time.
  client.catch(() => clients.delete(id));
  return client;
}

async function connect(dsn: string, release: string, timeLimitMs: number): Promise<NodeClient> {
  checkSentryDsn(dsn);
  const { createTransport, defaultStackParser, NodeClient, SDK_VERSION } = await import("@sentry/astro");
  const client = new NodeClient({
    dsn,
    release,
    environment: environment().VERCEL_ENV || "production",
    includeServerName: false,
    integrations: [],
    stackParser: defaultStackParser,
    sendClientReports: false,
    // Without this, Sentry takes the sender's address for the visitor's.
    _metadata: { sdk: { name: "sentry.javascript.astro", version: SDK_VERSION, settings: { infer_ip: "never" } } },
    beforeSend: (event) => errorEvent(event) as typeof event,
    transport: (options) =>
      createTransport(options, async ({ body }) => {
        const answer = await fetch(options.url, {
          method: "POST",
          headers: { ...options.headers },
          body: Buffer.from(body),
          redirect: "manual",
          signal: AbortSignal.timeout(timeLimitMs),
        });
        await answer.body?.cancel();
        const [limits, after] = ["x-sentry-rate-limits", "retry-after"].map((name) => answer.headers.get(name));
        return { statusCode: answer.status, headers: { "x-sentry-rate-limits": limits ?? null, "retry-after": after ?? null } };
      }),
  });
  client.init();
  return client;
}
