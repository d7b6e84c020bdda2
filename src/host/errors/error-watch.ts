import { defineMiddleware } from "astro:middleware";
import { environment } from "../settings/environment.ts";
import { afterFaults, takeFault } from "./fault-reports.ts";

/** What has been told already: the watch stands both around the other middleware and inside of it. */
const told = new WeakSet<object>();

// Loaded with the first fault, as all that it needs.
afterFaults(async () => {
  const [{ evaluateAlerts }, { connectStore }] = await Promise.all([import("../../metrics/alerts/alerts.ts"), import("../../metrics/store/connected-store.ts")]);
  const env = environment();
  await evaluateAlerts({ ...connectStore(env), env, now: new Date() });
});

/**
 * Tells of every page and endpoint that throws, before its answer or in the middle of it, and changes
 * nothing: what is thrown goes on, and whoever answers for it logs it.
 */
export const errorWatch = defineMiddleware(async ({ isPrerendered, request, routePattern }, next) => {
  if (isPrerendered) return next();
  const tell = (error: unknown) => {
    if (typeof error === "object" && error !== null) {
      if (told.has(error)) return;
      told.add(error);
    }
    takeFault({ message: "A request failed.", error, level: "error", transaction: `${request.method} ${routePattern}` }, "server");
  };
  try {
    return watched(await next(), tell);
  } catch (error) {
    tell(error);
    throw error;
  }
});

/** The same answer. A page is sent while it is rendered, so a part of it may fail when the rest is on its way. */
function watched(response: Response, tell: (error: unknown) => void): Response {
  if (!response.body || told.has(response) || !response.headers.get("content-type")?.startsWith("text/html")) return response;
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        tell(error);
        controller.error(error);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const answer = new Response(body, response);
  told.add(answer);
  return answer;
}
