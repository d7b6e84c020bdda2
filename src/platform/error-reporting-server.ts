/**
 * Reports to Sentry from the server. A client of its own and not the SDK's `init`, which hooks into
 * every module, request and rejection of the process: nothing is sent but what is reported here, with
 * no trace, no breadcrumbs, no host name and nothing about a visitor.
 *
 * @sentry/core brings 2.1 MB into the deployed function; @sentry/astro, whose server entry carries its
 * build tools along, would bring 26 MB, and takes a second to load. Neither is loaded before there is
 * something to report.
 */
import type { ServerRuntimeClient } from "@sentry/core";

export interface ErrorReport {
  readonly message: string;
  readonly level: "error" | "warning" | "info";
  readonly tags: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>>;
  /** Reports with the same group are one issue at Sentry, whatever their messages say. */
  readonly group: readonly string[];
}

export interface ErrorReporting {
  /** SENTRY_DSN. */
  readonly dsn: string;
  readonly release: string;
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 2_000;

const clients = new Map<string, Promise<ServerRuntimeClient>>();

/**
 * Hands a report to Sentry and waits until it was taken.
 *
 * @throws {Error} if it was not within the time limit of 2 s. The message does not repeat the DSN.
 */
export async function reportToSentry(report: ErrorReport, { dsn, release, timeLimitMs = TIME_LIMIT_MS }: ErrorReporting): Promise<void> {
  const client = await clientFor(dsn, release, timeLimitMs);
  const { message, level, tags, extra, group } = report;
  const { promise: status, resolve } = Promise.withResolvers<number | undefined>();
  let id = "";
  // It is told of every event, with an empty answer where there was none.
  const stop = client.on("afterSendEvent", (event, answer) => {
    if (event.event_id === id) resolve(answer.statusCode);
  });
  id = client.captureEvent({ message, level, tags: { ...tags }, extra: { ...extra }, fingerprint: [...group] });
  const answered = await status;
  stop();
  if (answered === undefined) throw new Error(`Sentry did not answer within ${timeLimitMs} ms, or has asked for a pause.`);
  if (answered >= 300) throw new Error(`Sentry answered ${answered}.`);
}

function clientFor(dsn: string, release: string, timeLimitMs: number): Promise<ServerRuntimeClient> {
  const id = JSON.stringify([dsn, release, timeLimitMs]);
  const client = clients.get(id) ?? connect(dsn, release, timeLimitMs);
  clients.set(id, client);
  // What could not be loaded may be loadable the next time.
  client.catch(() => clients.delete(id));
  return client;
}

async function connect(dsn: string, release: string, timeLimitMs: number): Promise<ServerRuntimeClient> {
  // The library would print what it cannot read.
  if (!/^https?:\/\/\w+(:\w+)?@[^/]+\/(.+\/)?\d+$/.test(dsn)) {
    throw new TypeError('SENTRY_DSN is malformed. Copy it from Sentry, Settings › Projects › Client Keys, for example "https://key@o1.ingest.sentry.io/2".');
  }
  const { createTransport, ServerRuntimeClient } = await import("@sentry/core");
  const client = new ServerRuntimeClient({
    dsn,
    release,
    platform: "node",
    runtime: { name: "node", version: process.version },
    integrations: [],
    stackParser: () => [],
    sendClientReports: false,
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
