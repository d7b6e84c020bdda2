import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { Route } from "@vercel/routing-utils";
import { createInFlight, provideWaitUntil, workEnded } from "./host-work.ts";
import type { TrustedProxies } from "../../src/host/http/trust-proxy.ts";
import { forRequest, loggedRequest, requestIdOf } from "../../src/host/logs/request-context.ts";
import { headersOf, plain, sendFile, sendResponse, sendText } from "./answers.ts";
import { listen } from "./listen.ts";
import { requestUrl } from "./request-url.ts";
import { createRouter, deployedRoutes, type VercelJson } from "./routes.ts";
import { readStaticFiles, type StaticFile } from "./static-files.ts";
import { createProxyWatch, trustOf, visitorOf, type Visitor } from "./visitor.ts";

export interface DeployedOutput {
  /** The address for requests from this machine. */
  readonly origin: string;
  /**
   * Accepts no more connections, and waits for requests in progress and for background work.
   *
   * @returns the number of requests that were cut off after `limitMs`.
   */
  drain(limitMs: number): Promise<number>;
  /** Stops immediately. */
  close(): Promise<void>;
}

/** A loaded build. */
interface Deployment {
  files: ReadonlyMap<string, StaticFile>;
  functions: ReadonlyMap<string, EdgeFunction>;
  findDestination: ReturnType<typeof createRouter>;
}

export interface ServeOptions {
  /** The folder of vercel.json and .vercel/output. */
  root: string;
  port: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** The proxies whose headers are believed about the visitor's address and protocol (true: one proxy). */
  trustsProxy?: TrustedProxies | boolean | undefined;
}

/**
 * Requests that the function works on at once. At the 780 posts/s that two cores take (docs/bench-ingest.json), the last
 * one waits 0.7 s. Further requests get a 503 at once instead of a place in a queue that only grows.
 */
const MOST_IN_FLIGHT = 512;
/** In seconds. */
const RETRY_AFTER = 2;
/** In ms, for a request to arrive: the largest body has 256 KB. Node's default is 5 min. */
const REQUEST_TIMEOUT = 20_000;

interface EdgeFunction {
  fetch(request: Request): Promise<Response>;
}

/**
 * Serves `.vercel/output` as Vercel would: static files, the merged routes with vercel.json's
 * headers, redirects and rewrites, and the function, compressed as at Vercel's edge.
 *
 * @throws {Error} with the remedy if there is no build, or if it cannot listen there.
 */
export async function serveDeployedOutput({ root, port, host = "127.0.0.1", trustsProxy = false }: ServeOptions): Promise<DeployedOutput> {
  const { files, functions, findDestination } = await loadDeployment(root);
  const trust = trustsProxy ? trustOf(trustsProxy === true ? { hops: 1 } : trustsProxy) : undefined;
  let isDraining = false;
  const inFlight = new Set<ServerResponse>();
  const atWork = createInFlight(MOST_IN_FLIGHT);
  const watchProxy = createProxyWatch(trust);
  provideWaitUntil();

  const server = createServer({ requestTimeout: REQUEST_TIMEOUT, headersTimeout: REQUEST_TIMEOUT }, (incoming, outgoing) => {
    inFlight.add(outgoing);
    if (isDraining) outgoing.shouldKeepAlive = false;
    outgoing.once("close", () => {
      inFlight.delete(outgoing);
      // Its connection may stay open otherwise.
      if (isDraining) setImmediate(() => server.closeIdleConnections());
    });
    // Several headers of that name arrive as one, which is no valid id.
    const requestId = requestIdOf({ get: (name) => String(incoming.headers[name] ?? "") }, {});
    void forRequest({ requestId, method: incoming.method ?? "GET" }, () => answerOrFail(incoming, outgoing));
  });
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  // Node would close the connection without an answer.
  server.on("connect", (_request, socket) => socket.end("HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"));

  async function answerOrFail(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    try {
      await answer(incoming, outgoing);
    } catch (error) {
      // A visitor who leaves before the end of an answer is not an error.
      if (outgoing.destroyed) return;
      console.error(error);
      if (outgoing.headersSent) outgoing.destroy();
      else sendText(outgoing, 500, "Internal Server Error", withRequestId(new Headers()));
    }
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const method = incoming.method ?? "GET";
    // A Request cannot have this method.
    if (method === "TRACE") return sendText(outgoing, 405, "Method Not Allowed");
    const url = requestUrl(incoming, listening.host);
    if (!url) return sendText(outgoing, 400, "Bad Request");
    watchProxy(incoming);
    const found = findDestination(method, url, () => visitorHeaders(incoming, url, visitorOf(incoming, trust)));
    if (found.kind === "redirect") return void outgoing.writeHead(found.status, plain(found.headers)).end();
    if (found.kind === "file") {
      const file = files.get(found.path);
      if (file) return sendFile(incoming, outgoing, file, found.status, found.headers);
    }
    if (found.kind === "function") {
      const visitor = visitorOf(incoming, trust);
      const leave = atWork.enter(visitor.address);
      if (!leave) return sendText(outgoing, 503, "Too many requests at once. Try again in a few seconds.", withRequestId(new Headers({ "retry-after": String(RETRY_AFTER), "cache-control": "no-store" })));
      const response = await functions.get(found.name)?.fetch(requestOf(incoming, url, visitor)).finally(leave);
      if (response) return sendResponse(incoming, outgoing, response, found.headers);
    }
    sendText(outgoing, 404, "Not Found", found.headers);
  }

  const listening = await listen(server, port, host);

  return {
    origin: `http://${listening.host}:${listening.port}`,
    async drain(limitMs) {
      isDraining = true;
      for (const outgoing of inFlight) outgoing.shouldKeepAlive = false;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Browsers open connections in advance, and Node waits for the first request of each.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      const ended = closed.then(workEnded).then(() => true);
      const isTooLate = Promise.withResolvers<false>();
      const timer = setTimeout(() => isTooLate.resolve(false), limitMs);
      const isInTime = await Promise.race([ended, isTooLate.promise]);
      clearTimeout(timer);
      const cutOff = isInTime ? 0 : inFlight.size;
      server.closeAllConnections();
      return cutOff;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function loadDeployment(root: string): Promise<Deployment> {
  const output = join(root, ".vercel", "output");
  const config = await readJson<{ routes: Route[] }>(join(output, "config.json")).catch(() => {
    throw new Error('There is no build in .vercel/output. Run "npm run build" first, or "npm start", which builds if necessary.');
  });
  const vercelJson = await readJson<VercelJson>(join(root, "vercel.json"));
  const files = await readStaticFiles(join(output, "static"));
  const functions = new Map([["_render", await loadFunction(join(output, "functions", "_render.func"))]]);
  const middleware = await loadMiddleware(join(output, "functions", "_hero.func"));
  const findDestination = createRouter(deployedRoutes(config.routes, vercelJson), {
    isFile: (path) => files.has(path),
    isFunction: (name) => functions.has(name),
    runMiddleware: (_name, url, headers) => middleware?.({ url: url.href, headers }),
  });
  return { files, functions, findDestination };
}

async function readJson<T>(file: string): Promise<T> {
  return JSON.parse(await readFile(file, "utf8")) as T;
}

async function loadFunction(folder: string): Promise<EdgeFunction> {
  const { handler } = await readJson<{ handler: string }>(join(folder, ".vc-config.json"));
  const module = (await import(pathToFileURL(join(folder, handler)).href)) as { default: EdgeFunction };
  return module.default;
}

/** The id that the log lines of this request have. */
function withRequestId(headers: Headers): Headers {
  const request = loggedRequest();
  if (request) headers.set("x-request-id", request.requestId);
  return headers;
}

type Middleware = (request: Pick<Request, "url" | "headers">) => Response;

/** The choice between the versions of tested pages (src/site/heroes); undefined on a site without a test. */
async function loadMiddleware(folder: string): Promise<Middleware | undefined> {
  if (!existsSync(folder)) return undefined;
  const { entrypoint } = await readJson<{ entrypoint: string }>(join(folder, ".vc-config.json"));
  const module = (await import(pathToFileURL(join(folder, entrypoint)).href)) as { default: Middleware };
  return module.default;
}

/** A request's headers with those that Vercel's edge sets. */
function visitorHeaders(incoming: IncomingMessage, url: URL, { address, isHttps }: Visitor): Headers {
  const headers = withRequestId(headersOf(incoming));
  headers.set("x-forwarded-for", address);
  headers.set("x-real-ip", address);
  headers.set("x-forwarded-host", url.host);
  headers.set("x-forwarded-proto", isHttps ? "https" : "http");
  return headers;
}

/** The request for the function. */
function requestOf(incoming: IncomingMessage, url: URL, visitor: Visitor): Request {
  const headers = visitorHeaders(incoming, url, visitor);
  const method = incoming.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? null : bodyOf(incoming);
  return new Request(url, { method, headers, body, duplex: "half" } as RequestInit);
}

/**
 * A function may stop reading and answer, as behind Vercel's edge, which keeps the connection. Cancelling the
 * message itself would close it. Node discards the rest of the body.
 */
function bodyOf(incoming: IncomingMessage): ReadableStream {
  return Readable.toWeb(Readable.from(incoming.iterator({ destroyOnReturn: false }))) as ReadableStream;
}
