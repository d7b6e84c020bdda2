import { defineMiddleware, sequence } from "astro:middleware";
import { afterErrors } from "./host/errors/error-log.ts";
import { errorWatch } from "./host/errors/error-watch.ts";
import { isAdmin, rememberDevice } from "./host/auth/admin-session.ts";
import { environment } from "./host/settings/environment.ts";
import { signInPath } from "./host/auth/return-path.ts";
import { isForeign } from "./host/http/same-origin.ts";
import { settingsWatch } from "./host/settings/settings-watch.ts";

const SIGN_IN = "/admin/sign-in";
/** The admin's too, but it opens Cal's calendar, which nothing under /admin may. */
const MEASURE = "/measure";

// The alerts' code is loaded with the first error.
afterErrors(async () => {
  const [{ evaluateAlerts }, { connectStore }] = await Promise.all([import("./metrics/alerts/alerts.ts"), import("./metrics/store/connected-store.ts")]);
  const env = environment();
  await evaluateAlerts({ ...connectStore(env), env, now: new Date() });
});

/**
 * No other site may make a visitor's browser change something here. The API's endpoints ask for
 * themselves: some of them are there for other sites, and their refusals are counted.
 */
const ownForms = defineMiddleware(({ isPrerendered, routePattern, request }, next) => {
  const changes = !isPrerendered && !["GET", "HEAD", "OPTIONS"].includes(request.method);
  if (!changes || /^\/api(\/|$)/.test(routePattern) || !isForeign(request)) return next();
  return plainText(403, "This form was sent from another site. Open the page here, and send it again.");
});

/**
 * Everything under /admin and the measuring page are the admin's alone, are never cached, indexed or
 * framed; what is under /admin may load nothing from anywhere else either.
 */
const adminOnly = defineMiddleware(async (context, next) => {
  const { routePattern, isPrerendered, url } = context;
  // By the route and not by the address: an address can be written in many ways.
  const isUnderAdmin = /^\/admin(\/|$)/.test(routePattern);
  if (isPrerendered || !(isUnderAdmin || routePattern === MEASURE)) return next();

  const env = environment();
  const isSignedIn = routePattern !== SIGN_IN && (await isAdmin(context, env));
  if (isSignedIn) await rememberDevice(context, env);
  const isWelcome = isSignedIn || routePattern === SIGN_IN;
  const response = isWelcome ? await answerOf(next) : context.redirect(signInPath(SIGN_IN, routePattern + url.search), 303);
  response.headers.set("cache-control", "no-store");
  response.headers.set("x-robots-tag", "noindex, nofollow");
  response.headers.set("x-frame-options", "DENY");
  response.headers.set("content-security-policy", isUnderAdmin ? POLICIES.admin : POLICIES.measure);
  return response;
});

/** The page's answer. Where it fails, ours: Astro's own would come without the headers. */
async function answerOf(next: () => Promise<Response>): Promise<Response> {
  try {
    return await next();
  } catch (error) {
    // The log is where an operator looks first.
    // oxlint-disable-next-line no-console
    console.error(error);
    return plainText(500, "This page failed; the reason is in the server's log.");
  }
}

function plainText(status: number, text: string): Response {
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" } });
}

export const onRequest = sequence(settingsWatch, errorWatch, ownForms, adminOnly, errorWatch);
