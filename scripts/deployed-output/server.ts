import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { pathToFileURL } from "node:url";
import { createBrotliCompress, createGzip } from "node:zlib";
import type { Route } from "@vercel/routing-utils";
import { createRouter, deployedRoutes, type VercelJson } from "./routes.ts";
import { BROTLI, isCompressible, readStaticFiles, type Encoding, type StaticFile } from "./static-files.ts";

export interface DeployedOutput {
  readonly origin: string;
  /**
   * Deploys the build under another root: every request from now on is answered by it, and those on
   * their way by the one that took them. Modules are loaded once per path, so each build needs a folder
   * that no build before has been served from.
   *
   * @throws {Error} if it cannot be served; then the one before goes on.
   */
  deploy(root: string): Promise<void>;
  close(): Promise<void>;
}

/** A build, loaded. */
interface Deployment {
  files: ReadonlyMap<string, StaticFile>;
  functions: ReadonlyMap<string, EdgeFunction>;
  findDestination: ReturnType<typeof createRouter>;
}

export interface ServeOptions {
  /** The project's root: holds vercel.json and .vercel/output. */
  root: string;
  port: number;
  /** Loopback unless told otherwise. */
  host?: string;
  /** A proxy in front of it, and nobody else, can reach it: who the visitor is, and whether by https, is what the proxy says. */
  trustsProxy?: boolean;
}

interface EdgeFunction {
  fetch(request: Request): Promise<Response>;
}

/**
 * Serves `.vercel/output` as Vercel would: static files, the merged routes with vercel.json's
 * headers, redirects and rewrites, and the function, compressed like at Vercel's edge.
 *
 * @throws {Error} that names the remedy if there is no build, or the port is taken.
 */
export async function serveDeployedOutput({ root, port, host = "127.0.0.1", trustsProxy = false }: ServeOptions): Promise<DeployedOutput> {
  let deployment = await loadDeployment(root);

  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      // Somebody who leaves before the end of an answer is no error.
      if (outgoing.destroyed) return;
      console.error(error);
      if (!outgoing.headersSent) outgoing.writeHead(500, { "content-type": "text/plain" });
      outgoing.end("Internal Server Error");
    });
  });

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const method = incoming.method ?? "GET";
    const address = `http://${incoming.headers.host ?? host}${incoming.url ?? "/"}`;
    // No Request can be made of it. Node never gives CONNECT to this listener.
    if (method === "TRACE") return void outgoing.writeHead(405, { "content-type": "text/plain" }).end("Method Not Allowed");
    if (!URL.canParse(address)) return void outgoing.writeHead(400, { "content-type": "text/plain" }).end("Bad Request");
    const url = new URL(address);
    const { files, functions, findDestination } = deployment;
    const found = findDestination(method, url);
    if (found.kind === "redirect") return void outgoing.writeHead(found.status, plain(found.headers)).end();
    if (found.kind === "file") {
      const file = files.get(found.path);
      if (file) return sendFile(incoming, outgoing, file, found.status, found.headers);
    }
    if (found.kind === "function") {
      const response = await functions.get(found.name)?.fetch(requestOf(incoming, url, trustsProxy));
      if (response) return sendResponse(incoming, outgoing, response, found.headers);
    }
    outgoing.writeHead(404, { ...plain(found.headers), "content-type": "text/plain" }).end("Not Found");
  }

  await listen(server, port, host);
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    async deploy(next) {
      deployment = await loadDeployment(next);
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
    throw new Error('There is no build in .vercel/output. Run "npm run build" first, or "npm start", which builds when it must.');
  });
  const vercelJson = await readJson<VercelJson>(join(root, "vercel.json"));
  const files = await readStaticFiles(join(output, "static"));
  const functions = new Map([["_render", await loadFunction(join(output, "functions", "_render.func"))]]);
  const findDestination = createRouter(deployedRoutes(config.routes, vercelJson), {
    isFile: (path) => files.has(path),
    isFunction: (name) => functions.has(name),
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

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new Error(`Port ${port} is taken by another program. Stop that program, or choose another port: PORT=${port + 10} npm start`)
          : error,
      );
    });
    server.listen(port, host, resolve);
  });
}

/**
 * What the function sees: the same request, with the address headers that Vercel's edge sets itself. A
 * proxy adds the address that it saw as the last of X-Forwarded-For; what stands before is the sender's.
 */
function requestOf(incoming: IncomingMessage, url: URL, trustsProxy: boolean): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one);
  }
  const proxied = trustsProxy ? headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  const address = proxied || (incoming.socket.remoteAddress ?? "");
  const isHttps = trustsProxy && headers.get("x-forwarded-proto")?.split(",").at(-1)?.trim().toLowerCase() === "https";
  headers.set("x-forwarded-for", address);
  headers.set("x-real-ip", address);
  headers.set("x-forwarded-host", url.host);
  headers.set("x-forwarded-proto", isHttps ? "https" : "http");
  const method = incoming.method ?? "GET";
  const body = method === "GET" || method === "HEAD" ? null : bodyOf(incoming);
  return new Request(url, { method, headers, body, duplex: "half" } as RequestInit);
}

/**
 * A function that has read enough goes away, and its answer must still get through: at Vercel the edge
 * holds the connection. Cancelling the message itself would close it. Node throws the rest away.
 */
function bodyOf(incoming: IncomingMessage): ReadableStream {
  return Readable.toWeb(Readable.from(incoming.iterator({ destroyOnReturn: false }))) as ReadableStream;
}

function sendFile(incoming: IncomingMessage, outgoing: ServerResponse, file: StaticFile, status: number, headers: Headers): void {
  const reads = incoming.method === "GET" || incoming.method === "HEAD";
  if (!reads) return void outgoing.writeHead(405, { ...plain(headers), allow: "GET, HEAD" }).end();
  if (!headers.has("cache-control")) headers.set("cache-control", "public, max-age=0, must-revalidate");
  headers.set("etag", file.etag);
  if (status === 200 && incoming.headers["if-none-match"] === file.etag) return void outgoing.writeHead(304, plain(headers)).end();
  headers.set("content-type", file.contentType);
  const encoding = encodingFor(incoming, file.contentType, headers);
  const body = (encoding && file.encoded[encoding]) ?? file.body;
  headers.set("content-length", String(body.length));
  outgoing.writeHead(status, plain(headers)).end(incoming.method === "HEAD" ? undefined : body);
}

async function sendResponse(incoming: IncomingMessage, outgoing: ServerResponse, response: Response, routed: Headers): Promise<void> {
  const headers = new Headers(routed);
  for (const [name, value] of response.headers) if (name !== "set-cookie") headers.set(name, value);
  const cookies = response.headers.getSetCookie();
  const encoding = response.body ? encodingFor(incoming, headers.get("content-type") ?? "", headers) : undefined;
  if (encoding) headers.delete("content-length");
  outgoing.writeHead(response.status, { ...plain(headers), ...(cookies.length > 0 && { "set-cookie": cookies }) });
  if (!response.body || incoming.method === "HEAD") return void outgoing.end();
  const body = Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]);
  if (encoding === "br") return pipeline(body, createBrotliCompress(BROTLI), outgoing);
  if (encoding === "gzip") return pipeline(body, createGzip(), outgoing);
  return pipeline(body, outgoing);
}

function encodingFor(incoming: IncomingMessage, contentType: string, headers: Headers): Encoding | undefined {
  if (!isCompressible(contentType) || headers.has("content-encoding")) return undefined;
  headers.append("vary", "accept-encoding");
  const accepted = String(incoming.headers["accept-encoding"] ?? "");
  const encoding = /\bbr\b/.test(accepted) ? "br" : /\bgzip\b/.test(accepted) ? "gzip" : undefined;
  if (encoding) headers.set("content-encoding", encoding);
  return encoding;
}

function plain(headers: Headers): Record<string, string> {
  return Object.fromEntries(headers);
}
