import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIContext, APIRoute } from "astro";
import { PUBLIC_CAL_ORIGIN } from "astro:env/client";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { createEmbedScript } from "../../src/booking/server/embed-script.ts";
import { ALL, GET, HEAD } from "../../src/pages/api/cal-embed.js.ts";

const ENDPOINT = "http://localhost:4321/api/cal-embed.js";
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const script = (release: number) => `/* release ${release} */ (() => {})();`.padEnd(2_000, " ");

/** A server in Cal's place; the test changes what it says. */
class Upstream {
  requests = 0;
  say: RequestListener;
  url = new URL("http://127.0.0.1/embed/embed.js");
  readonly #server: Server;

  constructor(say: RequestListener) {
    this.say = say;
    this.#server = createServer((request, response) => {
      this.requests++;
      this.say(request, response);
    });
  }

  async start(): Promise<this> {
    await once(this.#server.listen(0, "127.0.0.1"), "listening");
    this.url.port = String((this.#server.address() as AddressInfo).port);
    return this;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

const gives =
  (body: string | Buffer, { status = 200, type = "text/javascript" } = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(status, { "content-type": type }).end(body);

const redirects =
  (location: string): RequestListener =>
  (request, response) =>
    request.url === "/embed/embed.js" ? response.writeHead(302, { location }).end() : gives(script(1))(request, response);

/** More than a megabyte, piece by piece and without a content-length. Stops when nobody listens any more. */
const endless: RequestListener = (_request, response) => {
  response.setHeader("content-type", "text/javascript");
  const send = (): unknown => !response.destroyed && response.write(" ".repeat(50_000), send);
  send();
};

let started: Upstream[];
let log: MockInstance<typeof console.error>;
beforeEach(() => {
  started = [];
  log = vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await Promise.all(started.map((one) => one.stop()));
});

async function upstreamThat(say: RequestListener): Promise<Upstream> {
  const upstream = await new Upstream(say).start();
  started.push(upstream);
  return upstream;
}

/** The endpoint over an upstream, with a clock that stands until the test moves it. */
async function endpointOver(say: RequestListener, { timeLimitMs = 5_000 } = {}) {
  const upstream = await upstreamThat(say);
  let time = Date.UTC(2030, 0, 1);
  let work: Promise<unknown>[] = [];
  const endpoint = createEmbedScript({ url: upstream.url, now: () => time, timeLimitMs, waitUntil: (one) => work.push(one) });
  return {
    upstream,
    get: (headers: Record<string, string> = {}, query = "") => endpoint.answer(new Request(ENDPOINT + query, { headers })),
    pass(ms: number) {
      time += ms;
    },
    /** Waits for what the answers left running; says how many of them did. */
    async finishBackgroundWork(): Promise<number> {
      const left = work;
      work = [];
      await Promise.all(left);
      return left.length;
    },
  };
}

function route(handler: APIRoute, method = "GET"): Promise<Response> {
  return Promise.resolve(handler({ request: new Request(ENDPOINT, { method }) } as APIContext)) as Promise<Response>;
}

const logged = () => log.mock.calls.map((call) => call.join(" "));

describe("the script", () => {
  test("comes byte for byte, as JavaScript, with a validator, for minutes, and with no cookie", async () => {
    const { get } = await endpointOver(gives(script(1), { type: "Application/X-JavaScript; charset=UTF-8" }));
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(script(1));
    expect(Object.fromEntries(answer.headers)).toEqual({
      "content-type": "text/javascript; charset=utf-8",
      "x-content-type-options": "nosniff",
      etag: expect.stringMatching(/^"[\w-]{27}"$/),
      "cache-control": "public, max-age=300, stale-while-revalidate=3600",
      "cdn-cache-control": "max-age=300, stale-while-revalidate=86400, stale-if-error=604800",
    });
  });

  test("is fetched once for fifty visitors who come together, whatever their query strings", async () => {
    const { upstream, get } = await endpointOver(gives(script(1)));
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => get({}, `?v=${n}`)));
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(Array<string>(50).fill(script(1)));
    expect(upstream.requests).toBe(1);
  });

  test("is fetched again after five minutes, and nobody waits for that", async () => {
    const { upstream, get, pass, finishBackgroundWork } = await endpointOver(gives(script(1)));
    await get();
    upstream.say = gives(script(2));
    pass(5 * MINUTE - 1);
    expect(await (await get()).text()).toBe(script(1));
    expect(await finishBackgroundWork()).toBe(0);

    pass(1);
    const answers = await Promise.all([get(), get(), get()]);
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([script(1), script(1), script(1)]);
    expect(await finishBackgroundWork()).toBe(3);
    expect(await (await get()).text()).toBe(script(2));
    expect(upstream.requests).toBe(2);
  });

  test("is waited for when the copy is a day old", async () => {
    const { upstream, get, pass } = await endpointOver(gives(script(1)));
    await get();
    upstream.say = gives(script(2));
    pass(DAY);
    expect(await (await get()).text()).toBe(script(2));
  });

  test("ages at the edge from when it was fetched, not from when it was handed over", async () => {
    const { get, pass } = await endpointOver(gives(script(1)));
    const edge = async () => (await get()).headers.get("cdn-cache-control");
    await edge();
    pass(4 * MINUTE);
    expect(await edge()).toBe("max-age=60, stale-while-revalidate=86160, stale-if-error=604560");
    pass(56 * MINUTE);
    expect(await edge()).toBe("max-age=10, stale-while-revalidate=82800, stale-if-error=601200");
  });

  test.each(["/cdn/embed.js", "//{host}/cdn/embed.js"])("is followed to where its own origin sends: %s", async (location) => {
    const { upstream, get } = await endpointOver(gives(""));
    upstream.say = redirects(location.replace("{host}", upstream.url.host));
    expect(await (await get()).text()).toBe(script(1));
  });
});

describe("a visitor who has it already", () => {
  test.each([(tag: string) => tag, (tag: string) => `W/${tag}`, (tag: string) => `"other", ${tag}`, () => "*"])("gets 304 (%#)", async (header) => {
    const { get } = await endpointOver(gives(script(1)));
    const etag = (await get()).headers.get("etag") ?? "";
    const answer = await get({ "if-none-match": header(etag) });
    expect(answer.status).toBe(304);
    expect(await answer.text()).toBe("");
    expect(answer.headers.get("etag")).toBe(etag);
    expect(answer.headers.get("cache-control")).toContain("max-age=300");
  });

  test("gets the new one when it has changed", async () => {
    const { upstream, get, pass } = await endpointOver(gives(script(1)));
    const etag = (await get()).headers.get("etag") ?? "";
    upstream.say = gives(script(2));
    pass(DAY);
    const answer = await get({ "if-none-match": etag });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("etag")).not.toBe(etag);
  });
});

/** Everything that is not the script, and the word in the log that says so. */
const refused: [name: string, say: RequestListener, reason: string][] = [
  ["500", gives(script(1), { status: 500 }), "answered 500"],
  ["404", gives(script(1), { status: 404 }), "answered 404"],
  ["204", (_request, response) => response.writeHead(204, { "content-type": "text/javascript" }).end(), "answered 204"],
  ["a page", gives(script(1), { type: "text/html" }), '"text/html" instead of JavaScript'],
  ["no content type", (_request, response) => response.writeHead(200).end(script(1)), '"" instead of JavaScript'],
  ["999 bytes", gives(" ".repeat(999)), "sent 999 bytes"],
  ["nothing", gives(""), "sent 0 bytes"],
  ["a megabyte and a byte", gives(" ".repeat(1_000_001)), "more than 1000000 bytes"],
  ["a body without an end", endless, "more than 1000000 bytes"],
  ["a body that breaks off", (_request, response) => response.writeHead(200, { "content-type": "text/javascript", "content-length": "3000" }).write(script(1), () => response.destroy()), "could not be read"],
  ["a cut connection", (request) => request.socket.destroy(), "could not be read"],
  ["a redirect to foreign http", redirects("http://localhost:9/embed.js"), "redirects to http://localhost:9/embed.js"],
  ["a redirect to a file", redirects("file:///etc/passwd"), "redirects to file:///etc/passwd"],
  ["a redirect to nowhere", redirects("https://"), "redirects to https://"],
  ["redirects without an end", (request, response) => response.writeHead(302, { location: `${request.url}x` }).end(), "more than 3 times"],
];

describe("what is not the script is not served:", () => {
  test.each(refused)("%s", async (_name, say, reason) => {
    const { get } = await endpointOver(say);
    const answer = await get();
    expect(answer.status).toBe(502);
    expect(await answer.text()).toBe("Cal's embed script cannot be had from here just now.");
    expect(Object.fromEntries(answer.headers)).toEqual({
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
    expect(logged()).toEqual([expect.stringContaining(reason)]);
  });

  test.each(refused)("%s, and the good copy stays", async (_name, say) => {
    const { upstream, get, pass, finishBackgroundWork } = await endpointOver(gives(script(1)));
    await get();
    upstream.say = say;
    pass(5 * MINUTE);
    await get();
    await finishBackgroundWork();
    const answer = await get();
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(script(1));
    expect(logged()).toEqual([expect.stringContaining("The copy of 5 min ago is served.")]);
  });

  test.each([200, 404])("a refused body is not read any further (%i)", async (status) => {
    let answering: ServerResponse | undefined;
    const { get } = await endpointOver((request, response) => {
      answering = response;
      response.statusCode = status;
      endless(request, response);
    });
    await get();
    await expect.poll(() => answering?.destroyed).toBe(true);
  });

  test.each<[string, RequestListener]>([
    ["without a word", () => {}],
    ["in the middle", (_request, response) => response.writeHead(200, { "content-type": "text/javascript" }).write(script(1))],
  ])("a server that hangs %s: 504 after the time limit", async (_name, say) => {
    const { get } = await endpointOver(say, { timeLimitMs: 50 });
    const answer = await get();
    expect(answer.status).toBe(504);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(logged()).toEqual([expect.stringContaining("did not answer within 50 ms")]);
  });
});

describe("while Cal is down", () => {
  test("the old copy is served up to a week, and no longer", async () => {
    const { upstream, get, pass } = await endpointOver(gives(script(1)));
    await get();
    await upstream.stop();
    pass(7 * DAY - 1);
    expect(await (await get()).text()).toBe(script(1));
    pass(MINUTE);
    const answer = await get();
    expect(answer.status).toBe(502);
    expect(await answer.text()).not.toContain("release 1");
  });

  test("the log says why, in one line", async () => {
    const { upstream, get } = await endpointOver(gives(""));
    await upstream.stop();
    await get();
    const { href, host } = upstream.url;
    expect(logged()).toEqual([`Cal's embed script: ${href} could not be read: connect ECONNREFUSED ${host}. There is no copy to serve.`]);
  });

  test("it is left alone for ten seconds after a failure, then asked again", async () => {
    const { upstream, get, pass } = await endpointOver(gives("", { status: 500 }));
    for (let n = 0; n < 3; n++) expect((await get()).status).toBe(502);
    expect(upstream.requests).toBe(1);
    expect(log).toHaveBeenCalledTimes(1);

    pass(10_000);
    upstream.say = gives(script(1));
    expect((await get()).status).toBe(200);
  });

  test("fifty visitors without a copy wait for one attempt", async () => {
    const { upstream, get } = await endpointOver(gives("", { status: 500 }));
    const answers = await Promise.all(Array.from({ length: 50 }, () => get()));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([502]));
    expect(upstream.requests).toBe(1);
    expect(log).toHaveBeenCalledTimes(1);
  });
});

describe("the route", () => {
  test("fetches from CAL_EMBED_URL, and HEAD is GET without the body", async () => {
    vi.spyOn(Date, "now").mockReturnValue(Date.UTC(2030, 0, 1));
    vi.stubEnv("CAL_EMBED_URL", (await upstreamThat(gives(script(1)))).url.href);
    const [got, head] = [await route(GET), await route(HEAD, "HEAD")];
    expect(await got.text()).toBe(script(1));
    expect(head.status).toBe(200);
    expect(await head.text()).toBe("");
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(got.headers));
  });

  test("keeps its copy from one request to the next", async () => {
    const upstream = await upstreamThat(gives(script(1)));
    vi.stubEnv("CAL_EMBED_URL", upstream.url.href);
    await route(GET);
    await route(GET);
    expect(upstream.requests).toBe(1);
  });

  test("fetches from the calendar's own host where CAL_EMBED_URL is not set", async () => {
    const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(null, { status: 500 }));
    await route(GET);
    expect(String(fetched.mock.calls[0]?.[0])).toBe(`${PUBLIC_CAL_ORIGIN}/embed/embed.js`);
  });

  test("asks the host to stay awake while a copy is replaced", async () => {
    const work: Promise<unknown>[] = [];
    const clock = vi.spyOn(Date, "now").mockReturnValue(Date.UTC(2030, 0, 1));
    const host = { get: () => ({ waitUntil: (one: Promise<unknown>) => work.push(one) }) };
    // stubGlobal takes a symbol as well; only its type does not say so.
    vi.stubGlobal(Symbol.for("@vercel/request-context") as unknown as string, host);
    vi.stubEnv("CAL_EMBED_URL", (await upstreamThat(gives(script(1)))).url.href);
    await route(GET);
    expect(work).toEqual([]);
    clock.mockReturnValue(Date.UTC(2030, 0, 1) + 5 * MINUTE);
    await route(GET);
    expect(work).toHaveLength(1);
    await Promise.all(work);
  });

  test.each(["embed.js", "/embed/embed.js", "ftp://app.cal.com/embed.js", "https://user:hunter2@app.cal.com/embed.js", "user:hunter2@app.cal.com"])(
    "with %s for CAL_EMBED_URL: 503 for the visitor, the remedy for the operator, once",
    async (value) => {
      vi.stubEnv("CAL_EMBED_URL", value);
      const answer = await route(GET);
      await route(GET);
      expect(answer.status).toBe(503);
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(await answer.text()).toBe("Cal's embed script is not set up here.");
      expect(logged()).toEqual([expect.stringMatching(/^CAL_EMBED_URL .*for example "https:\/\/app\.cal\.com\/embed\/embed\.js"\.$/)]);
      expect(logged().join()).not.toContain("hunter2");
    },
  );

  test.each(["POST", "PUT", "DELETE", "OPTIONS"])("%s: 405 with what is allowed", async (method) => {
    const answer = await route(ALL, method);
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, HEAD");
  });
});
