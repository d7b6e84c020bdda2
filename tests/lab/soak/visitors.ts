import { Agent } from "node:http";

/** Somebody with an address and connections of their own. */
export interface Visitor {
  readonly address: string;
  readonly agent: Agent;
}

/** As many as look at a busy site at once. */
const AT_ONCE = 40;
/**
 * Requests before somebody else takes their place: a few pages with what belongs to them. At 200 a second
 * that is seven new addresses in a second, and at most 30 samples from each, below the limit of 120.
 */
const STAY = 30;
/** Browsers open no more to one host over HTTP/1.1. */
const CONNECTIONS = 6;

export interface Visitors {
  /** Lets one of those who are there do something. */
  let<T>(act: (visitor: Visitor) => Promise<T>): Promise<T>;
  /** Closes all connections. */
  leave(): void;
}

export function createVisitors(random: () => number, { atOnce = AT_ONCE, stay = STAY } = {}): Visitors {
  const arrive = () => {
    const address = drawAddress(random);
    return { address, agent: new Agent({ keepAlive: true, maxSockets: CONNECTIONS, localAddress: address }), left: stay, busy: 0 };
  };
  // Not all at the start of their stay, or all would leave at once.
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

/** Any of 127.0.0.0/8 but 127.0.x.x, where the servers are: on Linux all of them are this machine. */
export function drawAddress(random: () => number): string {
  const part = (from: number, to: number) => from + Math.floor(random() * (to - from + 1));
  return [127, part(1, 254), part(0, 255), part(1, 254)].join(".");
}
