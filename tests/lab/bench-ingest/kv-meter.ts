/** A proxy between the function and its Redis that counts the traffic. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { toCommands } from "../../fixtures/kv/redis-rest.ts";

export interface KvTraffic {
  roundTrips: number;
  commands: number;
  /** Bytes of bodies, to the store and back. */
  bytesUp: number;
  bytesDown: number;
}

export interface KvMeter {
  readonly url: string;
  /** The traffic since the last call. */
  take(): KvTraffic;
  close(): void;
}

const NOTHING: Readonly<KvTraffic> = { roundTrips: 0, commands: 0, bytesUp: 0, bytesDown: 0 };

/** Forwards every request to the bridge at `target`. */
export async function startKvMeter(target: string): Promise<KvMeter> {
  let traffic = { ...NOTHING };
  const server = createServer((request, response) => {
    void passOn(request).then(({ status, body }) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(body);
    });
  });

  async function passOn(request: IncomingMessage): Promise<{ status: number; body: string }> {
    try {
      const sent = await textOf(request);
      const headers = { "content-type": "application/json", authorization: request.headers.authorization ?? "" };
      const answer = await fetch(new URL(request.url ?? "/", target), { method: "POST", headers, body: sent });
      const body = await answer.text();
      traffic.roundTrips += 1;
      traffic.commands += toCommands(request.url, JSON.parse(sent))?.length ?? 0;
      traffic.bytesUp += Buffer.byteLength(sent);
      traffic.bytesDown += Buffer.byteLength(body);
      return { status: answer.status, body };
    } catch (error) {
      return { status: 502, body: JSON.stringify({ error: String(error) }) };
    }
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = traffic;
      traffic = { ...NOTHING };
      return taken;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}
