import { defineMiddleware } from "astro:middleware";
import { isAdmin } from "./platform/admin-session.ts";
import { environment } from "./platform/environment.ts";

const SIGN_IN = "/admin/sign-in";

/** Everything under /admin is the admin's alone, is never cached and never indexed. */
export const onRequest = defineMiddleware(async (context, next) => {
  // By the route and not by the address: an address can be written in many ways.
  if (context.isPrerendered || !/^\/admin(\/|$)/.test(context.routePattern)) return next();

  const isWelcome = context.routePattern === SIGN_IN || (await isAdmin(context, environment().ADMIN_PASSWORD));
  const response = isWelcome ? await next() : context.redirect(SIGN_IN, 303);
  response.headers.set("cache-control", "no-store");
  response.headers.set("x-robots-tag", "noindex, nofollow");
  response.headers.append("content-security-policy", "frame-ancestors 'none'");
  return response;
});
