import { Agent, request, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import type { BenchSite } from "../served-site/bench-site.ts";
import type { View } from "./views.ts";

export const PASSWORD = "password-of-the-benchmark";

export interface Visit {
  /** From the request to the last byte of its answer. */
  readonly ms: number;
  readonly body: Buffer;
}

/** One connection to a site. */
export interface Visitor {
  /** @throws {Error} with the answer if it is not a 200 of the view's type. */
  visit(view: View): Promise<Visit>;
  close(): void;
}

export function connectVisitor(site: BenchSite, cookie: string): Visitor {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    async visit({ path, as, type }) {
      const started = performance.now();
      // Without compression, which is the edge's work.
      const { answer, body } = await ask(site, { agent, path, headers: as === "signed-in" ? { cookie } : {} });
      const ms = performance.now() - started;
      const found = answer.headers["content-type"] ?? "nothing";
      if (answer.statusCode !== 200 || !found.startsWith(type)) {
        throw new Error(`${path} should answer 200 ${type}, but answered ${answer.statusCode} ${found}: ${body.toString().slice(0, 500)}\n${site.lastWords()}`);
      }
      return { ms, body };
    },
    close: () => agent.destroy(),
  };
}

/** Signs in as a browser does. @returns the session's cookie. @throws {Error} if the password is refused. */
export async function signIn(site: BenchSite): Promise<string> {
  const form = new URLSearchParams({ password: PASSWORD }).toString();
  const headers = { origin: site.origin, "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(form) };
  const { answer, body } = await ask(site, { path: "/admin/sign-in", method: "POST", headers, form });
  const [cookie] = (answer.headers["set-cookie"] ?? []).map((text) => text.split(";", 1).join());
  if (answer.statusCode !== 303 || cookie === undefined) {
    throw new Error(`The sign-in answered ${answer.statusCode}, ${cookie === undefined ? "without" : "with"} a cookie: ${body.toString().slice(0, 500)}\n${site.lastWords()}`);
  }
  return cookie;
}

interface Asked {
  path: string;
  headers: OutgoingHttpHeaders;
  agent?: Agent;
  method?: string;
  form?: string;
}

function ask(site: BenchSite, { path, form, ...options }: Asked): Promise<{ answer: IncomingMessage; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const asked = request(site.origin + path, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => resolve({ answer, body: Buffer.concat(chunks) }));
    });
    asked.on("error", reject);
    asked.end(form);
  });
}
