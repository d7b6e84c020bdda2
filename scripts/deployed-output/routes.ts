import { getTransformedRoutes, isHandler, mergeRoutes, type HandleValue, type Route, type RouteWithSrc } from "@vercel/routing-utils";

/** The part of vercel.json that becomes routes. */
export type VercelJson = Parameters<typeof getTransformedRoutes>[0];

/** The result of matching a request with the routes. */
export type Destination =
  | { kind: "file"; path: string; status: number; headers: Headers }
  | { kind: "function"; name: string; headers: Headers }
  | { kind: "redirect"; status: number; headers: Headers }
  | { kind: "none"; headers: Headers };

export interface RouteTargets {
  isFile(path: string): boolean;
  isFunction(name: string): boolean;
  /** Runs a routing middleware, which answers at once. */
  runMiddleware?(name: string, url: URL, headers: Headers): Response | undefined;
}

/** Added by `vercel build` for every framework that writes its pages as files. */
const VERCELS_OWN: readonly Route[] = [{ handle: "error" }, { src: "^(?!/api).*$", dest: "/404.html", status: 404 }];

/**
 * The routes that Vercel would deploy: the adapter's, merged with those of vercel.json by Vercel's own
 * routing library, as `vercel build` does. `npm run check:vercel` compares them with its output.
 *
 * @throws {Error} with the library's message if vercel.json has a rule that Vercel would refuse.
 */
export function deployedRoutes(adapterRoutes: Route[], vercelJson: VercelJson): Route[] {
  const { routes, error } = getTransformedRoutes(vercelJson);
  if (error) throw new Error(`vercel.json: ${error.message}`);
  return mergeRoutes({
    userRoutes: [...(routes ?? []), ...VERCELS_OWN],
    builds: [{ use: "@astrojs/vercel", entrypoint: "package.json", routes: adapterRoutes }],
  });
}

/**
 * Creates the function that finds the answer to a request. It goes through Vercel's phases in order: the
 * routes before the filesystem, the filesystem (with the routes for hits), the routes after it, the error routes.
 */
export function createRouter(routes: Route[], targets: RouteTargets): (method: string, url: URL, headersOf?: () => Headers) => Destination {
  const phases = phasesOf(routes);

  return (method, url, headersOf = () => new Headers()) => {
    let known: Headers | undefined;
    const request = () => (known ??= headersOf());
    const headers = new Headers();
    let path = decodePath(url.pathname);
    const file = (found: string, status: number): Destination => {
      for (const { route, source } of phases.get("hit") ?? []) if (source.test(found)) add(headers, route);
      return { kind: "file", path: found, status, headers };
    };

    for (const phase of [null, "filesystem", "miss", "rewrite", "resource", "error"] as const) {
      if (phase === "filesystem" && targets.isFile(path)) return file(path, 200);
      for (const { route, source } of phases.get(phase) ?? []) {
        const match = !route.methods || route.methods.includes(method) ? source.exec(path) : null;
        if (!match || !isMet(route, url, request)) continue;
        add(headers, route, match);
        if (route.middlewarePath !== undefined) {
          path = afterMiddleware(targets.runMiddleware?.(route.middlewarePath, url, request()), { path, url, headers });
          continue;
        }
        if (route.status && headers.has("location")) {
          const location = headers.get("location") ?? "";
          headers.set("location", location + (location.includes("?") ? url.search.replace("?", "&") : url.search));
          return { kind: "redirect", status: route.status, headers };
        }
        if (!route.dest) {
          if (route.continue) continue;
          break;
        }
        const dest = fill(route.dest, match);
        const name = dest.replace(/^\//, "");
        if (targets.isFunction(name)) return { kind: "function", name, headers };
        if (targets.isFile(dest)) return file(dest, route.status ?? 200);
        path = dest;
        // `check` matches the new path again, from the next route on.
        if (!route.continue && !route.check) break;
      }
    }
    return { kind: "none", headers };
  };
}

/** The path after a middleware, whose other headers are for the visitor: https://vercel.com/docs/build-output-api/features#routing-middleware */
function afterMiddleware(answer: Response | undefined, { path, url, headers }: { path: string; url: URL; headers: Headers }): string {
  for (const [name, value] of answer?.headers ?? []) if (!name.startsWith("x-middleware-")) headers.set(name, value);
  const to = answer?.headers.get("x-middleware-rewrite");
  return to ? decodePath(new URL(to, url).pathname) : path;
}

/** Whether a request meets a route's conditions on its query, cookies and headers. */
function isMet({ has = [], missing = [] }: RouteWithSrc, url: URL, request: () => Headers): boolean {
  const holds = (condition: NonNullable<RouteWithSrc["has"]>[number]) => {
    const found = condition.type === "host" ? url.host : valueOf(condition, url, request);
    if (!found) return false;
    return condition.value === undefined || new RegExp(`^${String(condition.value)}$`).test(found);
  };
  return has.every(holds) && !missing.some(holds);
}

function valueOf({ type, key }: { type: string; key: string }, url: URL, request: () => Headers): string | null | undefined {
  if (type === "query") return url.searchParams.get(key);
  if (type === "header") return request().get(key);
  const cookies = request().get("cookie")?.split(/;\s*/) ?? [];
  return cookies.find((cookie) => cookie.startsWith(`${key}=`))?.slice(key.length + 1);
}

function add(headers: Headers, { headers: added = {} }: RouteWithSrc, match?: RegExpExecArray): void {
  for (const [name, value] of Object.entries(added)) headers.set(name, match ? fill(value, match, escapePath) : value);
}

interface CompiledRoute {
  route: RouteWithSrc;
  source: RegExp;
}

function phasesOf(routes: Route[]): Map<HandleValue | null, CompiledRoute[]> {
  const phases = new Map<HandleValue | null, CompiledRoute[]>();
  let phase: HandleValue | null = null;
  for (const route of routes) {
    if (isHandler(route)) phase = route.handle;
    else phases.set(phase, [...(phases.get(phase) ?? []), { route, source: new RegExp(anchored(route.src), "i") }]);
  }
  return phases;
}

/** Vercel anchors a source that has no anchors. */
function anchored(src: string): string {
  return `${src.startsWith("^") ? "" : "^"}${src}${src.endsWith("$") ? "" : "$"}`;
}

function fill(template: string, match: RegExpExecArray, write = (part: string) => part): string {
  return template.replace(/\$(\d+|\w+)/g, (_, key: string) => write(match[Number(key)] ?? match.groups?.[key] ?? ""));
}

/** Encodes a part of a decoded path for a header, which is ASCII only. In a URL "?" and "#" would end the path. */
function escapePath(path: string): string {
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

function decodePath(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
