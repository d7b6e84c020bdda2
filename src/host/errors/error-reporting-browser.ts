/**
 * Reports errors from a page, through the site's own origin. Only Sentry's client: none of its
 * integrations, which patch the page's functions, no tracing, no breadcrumbs, no listeners. It sends only
 * reported errors, with the fields that `errorEvent` allows.
 */
import { BrowserClient, createTransport, defaultStackParser } from "@sentry/astro";
import { errorEvent, ERROR_TUNNEL, ERROR_TUNNEL_DSN, type ErrorEvent } from "./shared/error-event.ts";

/** The circumstances of an error, with an event's field names. */
export type ErrorFacts = Pick<ErrorEvent, "level" | "tags" | "transaction" | "contexts">;

export interface ErrorReporting {
  /** Reports a thrown value, and whether it was caught. */
  report(error: unknown, facts: ErrorFacts & { readonly isHandled: boolean }): void;
  /** Reports a problem without a thrown value. */
  tell(message: string, facts: ErrorFacts): void;
}

/** Per page view. Further errors are usually repetitions. */
const MOST_REPORTS = 5;

export function createErrorReporting(release: string): ErrorReporting {
  const known = new Set<string>();
  const client = new BrowserClient({
    dsn: ERROR_TUNNEL_DSN,
    tunnel: ERROR_TUNNEL,
    release,
    integrations: [],
    stackParser: defaultStackParser,
    sendClientReports: false,
    beforeSend(event) {
      const clean = errorEvent(event);
      const words = JSON.stringify([clean?.message, clean?.exception]);
      if (known.has(words) || known.size >= MOST_REPORTS) return null;
      known.add(words);
      return clean as typeof event;
    },
    transport: (options) =>
      createTransport(options, async ({ body }) => {
        const { status } = await fetch(options.url, { method: "POST", body: body as BodyInit, credentials: "omit", keepalive: true });
        return { statusCode: status };
      }),
  });
  client.init();

  return {
    report(error, { isHandled, ...facts }) {
      const mechanism = { type: "page", handled: isHandled };
      void client.eventFromException(error).then((event) => client.captureEvent({ ...event, ...facts }, { mechanism }));
    },
    tell(message, facts) {
      client.captureEvent({ message, ...facts });
    },
  };
}
