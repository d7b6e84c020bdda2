import { createHash } from "node:crypto";
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";

/**
 * The proxy for all requests of an engine under test. It knows the real port of the demo calendar, blocks requests to
 * other machines, and can answer in place of a server.
 */
export interface Proxy {
  port: number;
  /** Answers each request with a matching address, until `reset`. "hang" never answers. */
  answer(address: RegExp, reply: { status: number; body?: string; type?: string } | "hang"): void;
  /** Adds a script to the beginning of the head of each HTML page from now on, and to the page's policy. */
  instrument(script: string): void;
  /** `data-booking-shares` of the site's pages from now on: "100 100" gives every visitor instant, "0 100" optimized. */
  share(limits: string): void;
  /** Called for each request, in order. */
  onRequest: (request: { url: string; destination: string }) => void;
  /** Called with what a page's instruments post to `COMPLAINT_PATH`. */
  onComplaint: (text: string) => void;
  /** Removes the answers. */
  reset(): void;
  close(): Promise<void>;
}

/** A path on every host. Posts to it never reach a server. */
export const COMPLAINT_PATH = "/__complaint";

/** @param ports the real port for each port in the build. */
export async function startProxy(ports: Readonly<Record<number, number>>): Promise<Proxy> {
  let answers: { address: RegExp; reply: Parameters<Proxy["answer"]>[1] }[] = [];
  let instrument = "";
  let limits = "";
  const proxy: Omit<Proxy, "port"> = {
    answer: (address, reply) => void answers.unshift({ address, reply }),
    instrument: (script) => void (instrument = script),
    share: (all) => void (limits = all),
    onRequest() {},
    onComplaint() {},
    reset: () => void (answers = []),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? "", "http://unnamed");
    if (url.pathname === COMPLAINT_PATH) return void textOf(incoming).then(proxy.onComplaint).then(() => response.end());
    proxy.onRequest({ url: url.href, destination: String(incoming.headers["sec-fetch-dest"] ?? "") });
    const reply = answers.find(({ address }) => address.test(url.href))?.reply;
    if (reply === "hang") return;
    if (reply) return void response.writeHead(reply.status, { "content-type": reply.type ?? "text/plain" }).end(reply.body);
    if (url.hostname !== "localhost" && url.hostname !== "127.0.0.1") return void response.writeHead(502).end();
    forward(incoming, response, url, ports[Number(url.port)] ?? Number(url.port), { script: instrument, limits });
  });
  // A tunnel would leave the machine.
  server.on("connect", ({ url }, socket) => {
    proxy.onRequest({ url: `https://${url?.replace(/:443$/, "")}/`, destination: "" });
    socket.on("error", () => socket.destroy()).end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return Object.assign(proxy, { port: typeof address === "object" && address ? address.port : 0 });
}

function forward(incoming: IncomingMessage, response: ServerResponse, url: URL, port: number, { script, limits }: { script: string; limits: string }): void {
  // Uncompressed, so that it can be changed.
  const headers = { ...incoming.headers, "accept-encoding": "identity" };
  const outgoing = ask({ host: "127.0.0.1", port, path: url.pathname + url.search, method: incoming.method, headers }, (answer) => {
    const { "content-length": _, ...rest } = answer.headers;
    // The page was left while it came.
    answer.on("error", () => response.destroy());
    if (!rest["content-type"]?.startsWith("text/html")) {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      return answer.pipe(response);
    }
    const policy = [rest["content-security-policy"]].flat().join(", ");
    if (policy && script) rest["content-security-policy"] = allowing(script, policy);
    return textOf(answer).then((html) => {
      response.writeHead(answer.statusCode ?? 502, rest);
      const shared = limits ? html.replace(/data-booking-shares="[\d ]*"/, `data-booking-shares="${limits}"`) : html;
      response.end(script ? shared.replace(/<head[^>]*>/, (head) => `${head}<script>${script}</script>`) : shared);
    });
  });
  outgoing.on("error", () => response.destroy());
  response.on("close", () => outgoing.destroy());
  incoming.pipe(outgoing);
}

/** Where the policy says nothing of scripts (the demo calendar's), what an instrument calls may be made of text. */
function allowing(script: string, policy: string): string {
  const hash = `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
  return /\bscript-src /.test(policy) ? policy.replace("script-src ", `script-src ${hash} `) : `${policy}; script-src 'self' 'unsafe-eval' ${hash}`;
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
