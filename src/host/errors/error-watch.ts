import { defineMiddleware } from "astro:middleware";
import { recordError } from "./error-log.ts";

/** Errors that are recorded and responses that are watched already: this middleware runs both outside and inside the others. */
const seen = new WeakSet<object>();

/**
 * Records the error of every page and endpoint that throws, before its response or while it is being
 * sent. It changes nothing: the error is thrown on, and the code that handles it also logs it.
 */
export const errorWatch = defineMiddleware(async ({ isPrerendered, request, routePattern }, next) => {
  if (isPrerendered) return next();
  const record = (error: unknown) => {
    if (typeof error === "object" && error !== null) {
      if (seen.has(error)) return;
      seen.add(error);
    }
    recordError({ message: "A request failed.", error, level: "error", transaction: `${request.method} ${routePattern}` }, "server");
  };
  try {
    return watched(await next(), record);
  } catch (error) {
    record(error);
    throw error;
  }
});

/** The same response. A page is sent while it is being rendered, so a part of it may fail after the first bytes. */
function watched(response: Response, record: (error: unknown) => void): Response {
  if (!response.body || seen.has(response) || !response.headers.get("content-type")?.startsWith("text/html")) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        record(error);
        controller.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const copy = new Response(body, response);
  seen.add(copy);
  return copy;
}
