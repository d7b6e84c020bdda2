/**
 * Chooses the version of a page whose hero is tested, before the page is sent: at Vercel as routing middleware, on the site's own
 * server by the router that follows the same routes. No script runs in the browser, and nothing is replaced there.
 *
 * A visitor keeps a version by a cookie that contains its letter and nothing else; a browser without it gets the same one as long as
 * its address and its name are the same. Where the site asks for consent, no cookie is set. Crawlers get the first version, at the
 * page's only address.
 */
import { isBot } from "../../host/http/bots.ts";
import { cookieOf, SECOND, VARIANTS, type HeroVariant } from "./hero-variants.ts";

/** The names of the tests by the paths of their pages; and whether a cookie may be set. Constants of the build. */
declare const HERO_TESTS: Readonly<Record<string, string>>;
declare const HERO_COOKIE: boolean;
/** On a preview deployment, "?hero=b" shows the second version. */
declare const HERO_PREVIEW: boolean;

/** In seconds. */
const REMEMBERED = 90 * 24 * 60 * 60;

/** The answer that tells the host how to go on. It is no promise, so that the site's own router can wait for it. */
export default function choose(request: Pick<Request, "url" | "headers">): Response {
  const url = new URL(request.url);
  const path = plain(url.pathname);
  const test = HERO_TESTS[path];
  if (test === undefined) return next();
  const asked = HERO_PREVIEW && url.searchParams.get("hero");
  if (asked) return asked === "b" ? second(url, path) : next();
  if (isBot(request.headers.get("user-agent"))) return next();
  const known = cookieIn(request.headers, test);
  const variant = known ?? chosenFor(request.headers, test);
  const isHttps = (request.headers.get("x-forwarded-proto") ?? url.protocol).startsWith("https");
  const cookie = HERO_COOKIE && !known ? { "set-cookie": `${cookieOf(test)}=${variant}; Path=${encodeURI(path)}; Max-Age=${REMEMBERED}; HttpOnly; SameSite=Lax${isHttps ? "; Secure" : ""}` } : {};
  return variant === "a" ? next(cookie) : second(url, path, cookie);
}

function second(url: URL, path: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { headers: { ...headers, "x-middleware-rewrite": new URL(`/${SECOND}${path === "/" ? "" : path}${url.search}`, url).href } });
}

function next(headers: Record<string, string> = {}): Response {
  return new Response(null, { headers: { ...headers, "x-middleware-next": "1" } });
}

/** "/Pricing/" → "/pricing": the host's routes ignore both. */
function plain(pathname: string): string {
  let path = pathname.replace(/\/+$/, "").toLowerCase() || "/";
  try {
    path = decodeURI(path);
  } catch {
    // An address that cannot be decoded is no page's.
  }
  return path;
}

function cookieIn(headers: Headers, test: string): HeroVariant | undefined {
  const name = `${cookieOf(test)}=`;
  const value = headers.get("cookie")?.split(/;\s*/).find((one) => one.startsWith(name))?.slice(name.length);
  return VARIANTS.find((variant) => variant === value);
}

/** FNV-1a of what a browser sends with every request, spread by the finalizer of MurmurHash3, because its last bits decide. */
function chosenFor(headers: Headers, test: string): HeroVariant {
  let hash = 0x811c9dc5;
  for (const character of [test, headers.get("x-real-ip") ?? headers.get("x-forwarded-for"), headers.get("user-agent"), headers.get("accept-language")].join("\n")) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) & 1) === 0 ? "a" : "b";
}
