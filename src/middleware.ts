import { defineMiddleware, sequence } from "astro:middleware";
import { isAdmin } from "./platform/admin-session.ts";
import { environment } from "./platform/environment.ts";
import { isForeign } from "./platform/same-origin.ts";

const SIGN_IN = "/admin/sign-in";

/**
 * No other site may make a visitor's browser change something here. The API's endpoints ask for
 * themselves: some of them are there for other sites, and their refusals are counted.
 */
const ownForms = defineMiddleware(({ isPrerendered, routePattern, request }, next) => {
  const changes = !isPrerendered && !["GET", "HEAD", "OPTIONS"].includes(request.method);
  if (!changes || /^\/api(\/|$)/.test(routePattern) || !isForeign(request)) return next();
  return new Response("This form was sent from another site. Open the page here, and send it again.", {
    status: 403,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  });
});

/** Everything under /admin is the admin's alone, is never cached and never indexed. */
const adminOnly = defineMiddleware(async (context, next) => {
  // By the route and not by the address: an address can be written in many ways.
  if (context.isPrerendered || !/^\/admin(\/|$)/.test(context.routePattern)) return next();

  const isWelcome = context.routePattern === SIGN_IN || (await isAdmin(context, environment().ADMIN_PASSWORD));
  const response = isWelcome ? await next() : context.redirect(SIGN_IN, 303);
  response.headers.set("cache-control", "no-store");
  response.headers.set("x-robots-tag", "noindex, nofollow");
  response.headers.append("content-security-policy", "frame-ancestors 'none'");
  return response;
});

export const onRequest = sequence(ownForms, adminOnly);
