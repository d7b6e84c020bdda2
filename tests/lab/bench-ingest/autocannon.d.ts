/** The part of autocannon that is used here; it ships no types. See its README for the rest. */
declare module "autocannon" {
  interface Request {
    headers: Record<string, string>;
    body?: string;
  }

  interface Options {
    url: string;
    method: "GET" | "POST";
    connections: number;
    /** Seconds. */
    duration: number;
    /** Seconds without an answer after which it reconnects. */
    timeout: number;
    requests: {
      /** Called before each request. */
      setupRequest(request: Request): Request;
      onResponse(status: number, body: string): void;
    }[];
  }

  export interface Instance {
    /** `ms`: from the request to the end of its answer. */
    on(event: "response", listener: (client: object, status: number, bytes: number, ms: number) => void): this;
    /** A connection that broke, or a request that was not answered in time. */
    on(event: "reqError", listener: (error: Error) => void): this;
    /** Stops within the next second. */
    stop(): void;
  }

  export default function autocannon(options: Options, done: () => void): Instance;
}
