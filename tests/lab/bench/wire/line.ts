import { createServer, type AddressInfo, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { machineClock, type Clock } from "./clock.ts";
import { createFlow } from "./flow.ts";
import { createLane } from "./lane.ts";
import { maxWindowBytes, type Network } from "./networks.ts";
import { acceptSocks } from "./socks.ts";

/** The traffic of a line. */
export interface Traffic {
  /** By host name. */
  readonly [host: string]: { connections: number; downBytes: number; upBytes: number };
}

/** One visitor's line: a SOCKS5 proxy whose connections have the network's latency and bandwidth. */
export interface Line {
  readonly port: number;
  /** Hangs up. */
  close(): Traffic;
}

/** Gets the server's end of a new connection to a host. */
export type Hosts = ReadonlyMap<string, (serverEnd: Duplex) => void>;

/**
 * Opens a line with an empty name cache. A new connection costs one round trip, and one more for the name if it is
 * the line's first connection to that host.
 */
export async function openLine(network: Network, hosts: Hosts, clock: Clock = machineClock()): Promise<Line> {
  const lanes = { down: createLane(network.downKbit), up: createLane(network.upKbit) };
  const namesKnownAt = new Map<string, number>();
  const traffic: Record<string, { connections: number; downBytes: number; upBytes: number }> = {};
  const sockets = new Set<Socket>();

  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    acceptSocks(socket, (host, answer) => {
      const connect = hosts.get(host);
      if (!connect) return answer(false);
      const now = clock.now();
      const knownAt = namesKnownAt.get(host) ?? now + network.rttMs;
      namesKnownAt.set(host, knownAt);
      clock.at(Math.max(now, knownAt) + network.rttMs, () => {
        if (socket.destroyed) return;
        const count = (traffic[host] ??= { connections: 0, downBytes: 0, upBytes: 0 });
        count.connections++;
        connect(joinBothEnds(socket, count));
        answer(true);
      });
    });
  });

  function joinBothEnds(socket: Socket, count: { downBytes: number; upBytes: number }): Duplex {
    const serverEnd = new Duplex({
      read: () => {},
      write(chunk: Buffer, _encoding, done) {
        count.downBytes += chunk.length;
        down.write(chunk, done);
      },
      final(done) {
        down.end();
        done();
      },
      destroy(error, done) {
        socket.destroy();
        done(error);
      },
    });
    const common = { clock, rttMs: network.rttMs };
    const down = createFlow({
      ...common,
      lane: lanes.down,
      maxWindowBytes: maxWindowBytes(network.downKbit, network.rttMs),
      deliver: (chunk) => socket.writable && socket.write(chunk),
      onEnd: () => socket.end(),
    });
    const up = createFlow({
      ...common,
      lane: lanes.up,
      maxWindowBytes: maxWindowBytes(network.upKbit, network.rttMs),
      deliver: (chunk) => serverEnd.destroyed || serverEnd.push(chunk),
      onEnd: () => serverEnd.destroyed || serverEnd.push(null),
    });
    socket.on("data", (chunk) => {
      count.upBytes += chunk.length;
      socket.pause();
      up.write(chunk, () => socket.resume());
    });
    socket.on("end", () => up.end());
    socket.on("close", () => serverEnd.destroy());
    return serverEnd;
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      return traffic;
    },
  };
}
