import { defineMiddleware, sequence } from "astro:middleware";
import { rememberDevice } from "./host/auth/admin-session.ts";
import { peopleOf, personNamed } from "./host/auth/people.ts";
import { signInPath } from "./host/auth/return-path.ts";
import { UnreadShareError } from "./host/auth/share-links.ts";
import { viewerOf, type Permission, type Viewer } from "./host/auth/viewer.ts";
import { afterErrors, logError } from "./host/errors/error-log.ts";
import { errorWatch } from "./host/errors/error-watch.ts";
import { plainText } from "./host/http/responses.ts";
import { isForeign } from "./host/http/same-origin.ts";
import { connectKv } from "./host/kv/kv.ts";
import { storeFailure, storeMessage } from "./host/kv/store-failure.ts";
import { requestLog } from "./host/logs/request-log.ts";
import { environment } from "./host/settings/environment.ts";
import { settingProblems, textOf } from "./host/settings/setting-problems.ts";
import { SETTINGS } from "./host/settings/settings.ts";
import { adminLanguage } from "./host/words/admin-language.ts";
import { wordsIn, type Words } from "./host/words/words.ts";

const READ_BY_SERVER = new Set(SETTINGS.filter(({ readBy }) => readBy !== "build").map(({ name }) => name));

let isChecked = false;

/**
 * Logs the problems with the server's settings at the first request of each instance: settings may have
 * been changed since the build, which would have stopped. The request continues, and only features that
 * need the broken setting fail, each with its own message.
 */
const settingsWatch = defineMiddleware(({ isPrerendered }, next) => {
  if (!isPrerendered && !isChecked) {
    isChecked = true;
    const problems = settingProblems(process.env).filter(({ names }) => READ_BY_SERVER.has(names[0]));
    for (const problem of problems) logError(textOf(problem));
  }
  return next();
});

const SIGN_IN = "/admin/sign-in";
/** Where a share link leads. */
const SHARED = "/admin/share/[token]";
/** Not under /admin: it opens Cal's calendar, which the policy of /admin blocks. */
const MEASURE = "/measure";

/** The routes that a guest with a share link reaches. */
const GUESTS: ReadonlySet<string> = new Set(["/admin", "/admin/metrics", "/admin/[...rest]"]);
/** What a page needs, beyond a person who has signed in. Every form needs "write", on whatever page it is. */
const NEEDS: Readonly<Record<string, Permission>> = { [MEASURE]: "write", "/admin/notes": "write", "/admin/settings": "write", "/admin/people": "manage", "/admin/forms": "manage" };

// The code of the alerts is loaded with the first error.
afterErrors(async () => {
  const [{ evaluateAlerts }, { connectStore }] = await Promise.all([import("./metrics/alerts/alerts.ts"), import("./metrics/store/connected-store.ts")]);
  const env = environment();
  await evaluateAlerts({ ...connectStore(env), env, now: new Date() });
});

/**
 * Refuses forms that another site sends through a visitor's browser. The API's endpoints check this
 * themselves: some accept other sites' requests, and refusals are counted.
 */
const ownForms = defineMiddleware(({ isPrerendered, routePattern, request }, next) => {
  const changes = !isPrerendered && !["GET", "HEAD", "OPTIONS"].includes(request.method);
  if (!changes || /^\/api(\/|$)/.test(routePattern) || !isForeign(request)) return next();
  return plainText(403, wordsFor(request).answers.foreignForm);
});

/** The words of the pages that only an admin sees, and of refusals of their forms. */
function wordsFor(request: Request): Words {
  return wordsIn(adminLanguage(environment(), { accepted: request.headers.get("accept-language"), site: SITE_LANGUAGE }));
}

/** Requires sign-in, or a share link, for everything under /admin and for the measuring page, and sets their headers. */
const adminOnly = defineMiddleware(async (context, next) => {
  const { routePattern, isPrerendered, url, request } = context;
  // The route, because an address can be written in many ways.
  const isUnderAdmin = /^\/admin(\/|$)/.test(routePattern);
  if (isPrerendered || !(isUnderAdmin || routePattern === MEASURE)) return next();

  const words = (context.locals.words = wordsFor(request));
  const env = environment();
  const respond = async () => {
    if (routePattern === SIGN_IN || routePattern === SHARED) return pageOf(next, words);
    const viewer = await viewerOf(context, { env, kv: () => connectKv(env), now: new Date() });
    if (!viewer) return context.redirect(signInPath(SIGN_IN, routePattern + url.search), 303);
    const person = viewer.role === "guest" ? undefined : personNamed(peopleOf(env), viewer.name);
    if (person) await rememberDevice(context, person);
    context.locals.viewer = viewer;
    return isAllowed(viewer, routePattern, request.method) ? pageOf(next, words) : plainText(403, words.answers.notAllowed);
  };
  const response = await respond().catch((error: unknown) => {
    if (!(error instanceof UnreadShareError)) throw error;
    return plainText(503, storeMessage(storeFailure(error.cause), words.store));
  });
  setAdminHeaders(response.headers, isUnderAdmin ? "admin" : "measure");
  // The address of a share link is the link.
  if (routePattern === SHARED) response.headers.set("referrer-policy", "no-referrer");
  return response;
});

function isAllowed(viewer: Viewer, routePattern: string, method: string): boolean {
  const needed = NEEDS[routePattern];
  if (viewer.role === "guest" && !GUESTS.has(routePattern)) return false;
  return (needed === undefined || viewer.may(needed)) && (["GET", "HEAD"].includes(method) || viewer.may("write"));
}

/** The page's response. For a page that fails, a response of this middleware, because Astro's own would lack the headers. */
async function pageOf(next: () => Promise<Response>, words: Words): Promise<Response> {
  try {
    return await next();
  } catch (error) {
    // errorWatch records the error; this logs it.
    // oxlint-disable-next-line no-console
    console.error(error);
    return plainText(500, words.answers.failed);
  }
}

export const onRequest = sequence(requestLog, settingsWatch, errorWatch, ownForms, adminOnly, errorWatch);

/**
 * Sets the headers of a page that only the admin may see: it is never cached, indexed or framed, and under
 * /admin it loads nothing from another origin. The host's routes send the same values (vercel.json,
 * header-routes.ts); these are for other servers, and for development.
 */
function setAdminHeaders(headers: Headers, policy: keyof typeof POLICIES): void {
  headers.set("cache-control", "no-store");
  headers.set("x-robots-tag", "noindex, nofollow");
  headers.set("x-frame-options", "DENY");
  headers.set("content-security-policy", POLICIES[policy]);
}
