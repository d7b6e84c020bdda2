import { Agent } from "node:http";

/** A visitor with an address and connections. */
export interface Visitor {
  readonly address: string;
  readonly agent: Agent;
}

/** Visitors on a busy site at the same time. */
const AT_ONCE = 40;
/**
 * Requests of a visitor before another one comes: a few pages with their files. At 200 requests per second there
 * are seven new addresses per second, each with at most 30 samples, below the limit of 120.
 */
const STAY = 30;
/** Browsers open no more to one host over HTTP/1.1. */
const CONNECTIONS = 6;

export interface Visitors {
  /** Calls `act` with one of the present visitors. */
  let<T>(act: (visitor: Visitor) => Promise<T>): Promise<T>;
  /** Closes all connections. */
  leave(): void;
}

export function createVisitors(random: () => number, { atOnce = AT_ONCE, stay = STAY } = {}): Visitors {
  const arrive = () => {
    const address = drawAddress(random);
    return { address, agent: new Agent({ keepAlive: true, maxSockets: CONNECTIONS, localAddress: address }), left: stay, busy: 0 };
  };
  // At different points of their visits, or all would leave at the same time.
  const present = Array.from({ length: atOnce }, (_, i) => ({ ...arrive(), left: Math.ceil((stay * (i + 1)) / atOnce) }));
  return {
    async let(act) {
      const place = Math.floor(random() * atOnce);
      const visitor = present[place] ?? arrive();
      visitor.left -= 1;
      visitor.busy += 1;
      if (visitor.left === 0) present[place] = arrive();
      try {
        return await act(visitor);
      } finally {
        visitor.busy -= 1;
        if (visitor.left <= 0 && visitor.busy === 0) visitor.agent.destroy();
      }
    },
    leave() {
      for (const { agent } of present) agent.destroy();
    },
  };
}

/** A random address of 127.0.0.0/8 except 127.0.x.x, which the servers use. On Linux all of them are this machine. */
export function drawAddress(random: () => number): string {
  const part = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  return [127, part(1, 254), part(0, 255), part(1, 254)].join(".");
}
