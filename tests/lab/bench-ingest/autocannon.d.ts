/** What is used of autocannon here: it ships no types. Its README has the rest. */
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
    /** Seconds without an answer, after which the connection is made anew. */
    timeout: number;
    requests: {
      /** Asked before each request. */
      setupRequest(request: Request): Request;
      onResponse(status: number, body: string): void;
    }[];
  }

  export interface Instance {
    /** `ms`: from the request to the end of its answer. */
    on(event: "response", listener: (client: object, status: number, bytes: number, ms: number) => void): this;
    /** A connection that broke, or a request that was not answered in time. */
    on(event: "reqError", listener: (error: Error) => void): this;
    /** Within the next second. */
    stop(): void;
  }

  export default function autocannon(options: Options, done: () => void): Instance;
}
