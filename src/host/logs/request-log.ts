import { defineMiddleware } from "astro:middleware";
import { forRequest, loggedRequest, requestIdOf } from "./request-context.ts";
import { logDebug, startServerLogs } from "./server-logs.ts";

/**
 * Gives every request an id, which its log lines and its response have, and logs each response at the level "debug":
 * hosts and proxies have a log of all requests anyway.
 */
export const requestLog = defineMiddleware(({ isPrerendered, request, routePattern }, next) => {
  if (isPrerendered) return next();
  startServerLogs();
  // On an own host the server has given it one.
  const requestId = loggedRequest()?.requestId ?? requestIdOf(request.headers, process.env);
  return forRequest({ requestId, method: request.method, route: routePattern }, async () => {
    const started = performance.now();
    const response = withId(await next(), requestId);
    logDebug("Request answered.", { status: response.status, durationMs: Math.round(performance.now() - started) });
    return response;
  });
});

/** The headers of a redirect or of a response from another server cannot be changed. */
function withId(response: Response, requestId: string): Response {
  // A shared cache would give everybody the id of one request.
  if (!/no-store|private/.test(response.headers.get("cache-control") ?? "no-store")) return response;
  try {
    response.headers.set("x-request-id", requestId);
    return response;
  } catch {
    const copy = new Response(response.body, response);
    copy.headers.set("x-request-id", requestId);
    return copy;
  }
}
