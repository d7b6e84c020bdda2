import { Agent, request } from "node:http";
import type { Window } from "../../../src/metrics/statistics/periods.ts";
import type { Report } from "../../../src/metrics/report/report-model.ts";
import { READER_TOKEN, type BenchSite } from "../served-site/bench-site.ts";

export interface Reading {
  /** From the request to the last byte of its answer. */
  ms: number;
  bytes: number;
  report: Report;
}

export interface Reader {
  /** Reads the report over a window, by default 28 days, without compression, which is the edge's work. */
  read(window?: Window): Promise<Reading>;
  close(): void;
}

/** Opens one connection to a site. Its reads throw an {Error} with the answer if that is not 200. */
export function connectReader(site: BenchSite): Reader {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const read = (window: Window = "28d") =>
    new Promise<Reading>((resolve, reject) => {
      const started = performance.now();
      const asked = request(`${site.origin}/api/cal-metrics?window=${window}`, { agent, headers: { authorization: `Bearer ${READER_TOKEN}` } }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const ms = performance.now() - started;
          const body = Buffer.concat(chunks);
          if (response.statusCode !== 200) {
            return reject(new Error(`A read should be answered with 200, but got ${response.statusCode} ${body.toString().slice(0, 500)}\n${site.lastWords()}`));
          }
          // The endpoint answers with a report; the caller checks its counts.
          resolve({ ms, bytes: body.length, report: JSON.parse(body.toString()) as Report });
        });
      });
      asked.on("error", reject);
      asked.end();
    });
  return { read, close: () => agent.destroy() };
}
