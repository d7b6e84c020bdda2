/**
 * Reports errors from a page, through our own origin. Sentry's client and nothing around it: none of its
 * integrations, which patch the page's functions, no trace, no breadcrumbs, no listeners; what it is
 * handed goes out, as far as `errorEvent` lets it.
 */
import { BrowserClient, createTransport, defaultStackParser } from "@sentry/astro";
import { errorEvent, ERROR_TUNNEL, ERROR_TUNNEL_DSN, type ErrorEvent } from "./shared/error-event.ts";

/** An error's circumstances, in the names that an event has for them. */
export type ErrorFacts = Pick<ErrorEvent, "level" | "tags" | "transaction" | "contexts">;

export interface ErrorReporting {
  /** Reports what was thrown, and whether somebody has caught it. */
  report(error: unknown, facts: ErrorFacts & { readonly isHandled: boolean }): void;
  /** Reports something that went wrong without anything being thrown. */
  tell(message: string, facts: ErrorFacts): void;
}

/** Of one page view. What goes wrong more often goes wrong in the same way. */
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
