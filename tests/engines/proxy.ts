import { createHash } from "node:crypto";
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";

/**
 * The proxy that an engine under test reaches every server through. It knows on which port the demo
 * calendar really is, lets nothing leave the machine, and can answer in a server's place.
 */
export interface Proxy {
  port: number;
  /** Gives this answer to each request whose address matches, until `reset`. "hang" never answers. */
  answer(address: RegExp, reply: { status: number; body?: string; type?: string } | "hang"): void;
  /** Puts something into each HTML page from now on, as the first thing in its head; a script is added to the page's policy. */
  instrument(script: string): void;
  /** Hears of each request, in the order in which they come. */
  onRequest: (request: { url: string; destination: string }) => void;
  /** Hears what a page's own instruments post to `TELL_PATH`. */
  onTold: (text: string) => void;
  /** Forgets the answers. */
  reset(): void;
  close(): Promise<void>;
}

/** On every host: what an instrument posts there never reaches a server. */
export const TELL_PATH = "/__tell";

/** @param ports on which port of this machine a port that the build names really is. */
export async function startProxy(ports: Readonly<Record<number, number>>): Promise<Proxy> {
  let answers: { address: RegExp; reply: Parameters<Proxy["answer"]>[1] }[] = [];
  let instrument = "";
  const proxy: Omit<Proxy, "port"> = {
    answer: (address, reply) => void answers.unshift({ address, reply }),
    instrument: (script) => void (instrument = script),
    onRequest() {},
    onTold() {},
    reset: () => void (answers = []),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? "", "http://unnamed");
    if (url.pathname === TELL_PATH) return void textOf(incoming).then(proxy.onTold).then(() => response.end());
    proxy.onRequest({ url: url.href, destination: String(incoming.headers["sec-fetch-dest"] ?? "") });
    const reply = answers.find(({ address }) => address.test(url.href))?.reply;
    if (reply === "hang") return;
    if (reply) return void response.writeHead(reply.status, { "content-type": reply.type ?? "text/plain" }).end(reply.body);
    if (url.hostname !== "localhost" && url.hostname !== "127.0.0.1") return void response.writeHead(502).end();
    forward(incoming, response, url, ports[Number(url.port)] ?? Number(url.port), instrument);
  });
  // What asks for a tunnel wants to leave the machine.
  server.on("connect", ({ url }, socket) => {
    proxy.onRequest({ url: `https://${url?.replace(/:443$/, "")}/`, destination: "" });
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return Object.assign(proxy, { port: typeof address === "object" && address ? address.port : 0 });
}

function forward(incoming: IncomingMessage, response: ServerResponse, url: URL, port: number, script: string): void {
  // Uncompressed, because a script may have to go in.
  const headers = { ...incoming.headers, ...(script && { "accept-encoding": "identity" }) };
  const outgoing = ask({ host: "127.0.0.1", port, path: url.pathname + url.search, method: incoming.method, headers }, (answer) => {
    const { "content-length": _, ...rest } = answer.headers;
    if (!script || !rest["content-type"]?.startsWith("text/html")) {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      return answer.pipe(response);
    }
    const policy = [rest["content-security-policy"]].flat().join(", ");
    if (policy) rest["content-security-policy"] = allowing(script, policy);
    return textOf(answer).then((html) => {
      response.writeHead(answer.statusCode ?? 502, rest);
      response.end(html.replace(/<head[^>]*>/, (head) => `${head}<script>${script}</script>`));
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
