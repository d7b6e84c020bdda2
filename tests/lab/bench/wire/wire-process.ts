/**
 * The wire in a separate process, so that the work of the browser's driver and of the servers does not delay its
 * timers. Opens and closes lines for its parent, and ends with it.
 */
import { makeCertificate } from "./certificate.ts";
import { createEdge } from "./edge.ts";
import { openLine, type Line, type Traffic } from "./line.ts";
import type { Network } from "./networks.ts";

/** A request of the parent. Each gets an answer with its number. */
export type WireRequest =
  | { id: number; ask: "start"; upstreams: [host: string, origin: string][]; pages: [address: string, html: string][] }
  | { id: number; ask: "open"; network: Network }
  | { id: number; ask: "close"; port: number };

export interface WireAnswer {
  id: number;
  answer: { cert: string; fingerprint: string } | { port: number } | Traffic;
}

let connect: ReturnType<typeof createEdge> | undefined;
let hosts: string[] = [];
const lines = new Map<number, Line>();

async function serve(request: WireRequest): Promise<WireAnswer["answer"]> {
  if (request.ask === "start") {
    hosts = request.upstreams.map(([host]) => host);
    const certificate = makeCertificate(hosts);
    connect = createEdge({ certificate, upstreams: new Map(request.upstreams), pages: new Map(request.pages) });
    return { cert: certificate.cert, fingerprint: certificate.fingerprint };
  }
  if (request.ask === "open") {
    const take = connect;
    if (!take) throw new Error("The wire must be started before a line is opened.");
    const line = await openLine(request.network, new Map(hosts.map((host) => [host, take])));
    lines.set(line.port, line);
    return { port: line.port };
  }
  const traffic = lines.get(request.port)?.close() ?? {};
  lines.delete(request.port);
  return traffic;
}

process.on("message", (request: WireRequest) => {
  void serve(request).then((answer) => process.send?.({ id: request.id, answer } satisfies WireAnswer));
});
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));
