import { createServer } from "node:http";
import type { Server } from "node:http";
import { loadAssets } from "./assets.ts";
import { BookingList } from "./bookings.ts";
import type { Booking } from "./bookings.ts";
import { DEFAULT_KNOBS, parseKnobs } from "./knobs.ts";
import type { Knobs } from "./knobs.ts";
import { answer } from "./routes.ts";

export type { Knobs } from "./knobs.ts";

export interface DemoCalOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** The clock; a test holds it still. */
  readonly now?: () => Date;
}

/** A request the demo has seen. */
export interface SeenRequest {
  readonly method: string;
  /** With its query, at most 2000 characters. */
  readonly path: string;
  /** ms since the epoch */
  readonly at: number;
}

/** A running demo calendar. */
export interface DemoCal {
  readonly origin: string;
  /** Changes some knobs for all pages. @throws {KnobError} for a bad one, and changes nothing. */
  setKnobs(knobs: Partial<Knobs>): void;
  resetKnobs(): void;
  /** The last 500 requests, oldest first; those to the controls are not counted. */
  requests(): readonly SeenRequest[];
  bookings(): readonly Booking[];
  /** Ends at once, hanging answers included. */
  close(): Promise<void>;
}

const MAX_SEEN = 500;

/**
 * Starts a replacement for app.cal.com on this machine: embed.js, the booking page as a page and as a frame, slots and
 * bookings, Cal's API for free times, and knobs to make each of them slow or wrong.
 *
 * @throws {Error} with the port, if it is taken.
 */
export async function startDemoCal(options: DemoCalOptions): Promise<DemoCal> {
  const host = options.host ?? "127.0.0.1";
  const closing = new AbortController();
  const seen: SeenRequest[] = [];
  const bookings = new BookingList();
  const assets = await loadAssets();
  const now = options.now ?? (() => new Date());
  const limit = { used: 0, resetsAt: 0 };
  let knobs = DEFAULT_KNOBS;
  const control = {
    knobs: () => knobs,
    setKnobs(changes: Partial<Knobs>) {
      knobs = { ...knobs, ...parseKnobs(changes) };
    },
    resetKnobs() {
      knobs = DEFAULT_KNOBS;
      bookings.endHolds();
    },
    requests: (): readonly SeenRequest[] => [...seen],
  };

  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    if (!path.startsWith("/__demo/")) {
      seen.push({ method: request.method ?? "GET", path: path.slice(0, 2000), at: Date.now() });
      if (seen.length > MAX_SEEN) seen.shift();
    }
    void answer(request, response, { assets, bookings, control, now, limit, closing: closing.signal });
  });
  const port = await listen(server, options.port, host);

  return {
    origin: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    setKnobs: control.setKnobs,
    resetKnobs: control.resetKnobs,
    requests: control.requests,
    bookings: () => bookings.all(),
    async close() {
      closing.abort();
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once("error", (error: NodeJS.ErrnoException) => {
    const isTaken = error.code === "EADDRINUSE";
    reject(
      isTaken
        ? new Error(`The demo calendar cannot start: port ${port} on ${host} is in use.`)
        : error,
    );
  });
  server.listen(port, host, () => {
    const address = server.address();
    resolve(typeof address === "object" && address ? address.port : port);
  });
  return promise;
}
