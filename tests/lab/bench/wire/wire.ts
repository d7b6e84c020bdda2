import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Traffic } from "./line.ts";
import type { Network } from "./networks.ts";
import type { WireAnswer, WireRequest } from "./wire-process.ts";

/** The network between the browser and the servers, in a separate process. */
export interface Wire {
  /** The certificate of all hosts in PEM, and the fingerprint that makes Chromium accept it. */
  readonly cert: string;
  readonly fingerprint: string;
  /** Opens a visitor's line. @returns the port of its SOCKS5 proxy on 127.0.0.1. */
  open(network: Network): Promise<number>;
  /** Closes a line. @returns its traffic. */
  close(port: number): Promise<Traffic>;
  stop(): Promise<void>;
}

export interface WireOptions {
  /** The server of each host. */
  upstreams: readonly [host: string, origin: string][];
  /** HTML that the edge answers itself, by its address. */
  pages: readonly [address: string, html: string][];
}

type Question = WireRequest extends infer R ? (R extends WireRequest ? Omit<R, "id"> : never) : never;

/** Starts the wire's process. */
export async function startWire({ upstreams, pages }: WireOptions): Promise<Wire> {
  const child = fork(join(import.meta.dirname, "wire-process.ts"), { execArgv: [] });
  const waiting = new Map<number, (answer: WireAnswer["answer"]) => void>();
  child.on("message", ({ id, answer }: WireAnswer) => waiting.get(id)?.(answer));
  const gone = once(child, "exit").then(() => {
    throw new Error("The wire's process has ended; the reason is above.");
  });
  gone.catch(() => {});
  let asked = 0;

  async function ask<T extends WireAnswer["answer"]>(question: Question): Promise<T> {
    const id = asked++;
    const answered = new Promise<WireAnswer["answer"]>((resolve) => waiting.set(id, resolve));
    child.send({ ...question, id });
    const answer = await Promise.race([answered, gone]);
    waiting.delete(id);
    return answerOf<T>(answer);
  }

  const { cert, fingerprint } = await ask<{ cert: string; fingerprint: string }>({
    ask: "start",
    upstreams: [...upstreams],
    pages: [...pages],
  });
  return {
    cert,
    fingerprint,
    open: async (network) => (await ask<{ port: number }>({ ask: "open", network })).port,
    close: (port) => ask<Traffic>({ ask: "close", port }),
    async stop() {
      child.kill("SIGTERM");
      await gone.catch(() => {});
    },
  };
}

/** Safe, because each kind of request has one kind of answer, with the same number. */
function answerOf<T>(answer: WireAnswer["answer"]): T {
  return answer as T;
}
