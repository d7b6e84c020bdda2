import { once } from "node:events";
import { Agent, createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { seededRandom } from "../../lab/openings/dice.ts";
import * as abuse from "../../lab/soak/abuse.ts";
import * as browsing from "../../lab/soak/browsing.ts";
import { createLedger } from "../../lab/soak/ledger.ts";
import * as reporting from "../../lab/soak/reporting.ts";
import { createMemory, createScene, type Scene } from "../../lab/soak/scene.ts";
import { ask as askWire } from "../../lab/soak/wire.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A made-up site, and a visitor in front of it. */
async function sceneOf(kind: string, answer: RequestListener): Promise<Scene> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return createScene({
    kind,
    origin: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    files: { pages: ["/about"], assets: ["/_astro/a.js"] },
    memory: createMemory(),
    ledger: createLedger(),
    visitor: { address: "127.0.0.1", agent: new Agent() },
    random: seededRandom(1),
  });
}

const says = (status: number, body: object = {}): RequestListener => (request, response) => {
  request.resume();
  request.on("end", () => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body)));
};

describe("the soak's traffic", () => {
  test("reports a 500", async () => {
    const scene = await sceneOf("page", says(500, { error: "planted" }));
    await browsing.page(scene);
    expect(scene.ledger.kinds.get("page")).toMatchObject({ sent: 1, statuses: { 500: 1 }, wrong: 1, examples: ['500 instead of 200 for /about: {"error":"planted"}'] });
  });

  test("reports a connection that is closed without an answer", async () => {
    const scene = await sceneOf("page", (request) => request.socket.destroy());
    await expect(browsing.page(scene)).rejects.toThrow("socket hang up");
    await expect(scene.askRaw({ pieces: ["GET / HTTP/1.1\r\nhost: x\r\n\r\n"] }, [200])).rejects.toThrow("closed without an answer");
  });

  test("retries only if the server has just closed an idle connection, as browsers do", async () => {
    let asked = 0;
    const agent = new Agent({ keepAlive: true });
    const scene = await sceneOf("page", (request, response) => {
      asked += 1;
      if (asked === 2) request.socket.resetAndDestroy();
      else response.end();
    });
    const ask = () => askWire(scene.origin, agent, { path: "/" });
    expect((await ask()).status).toBe(200);
    // The second comes over the first one's connection, the third over a new one.
    expect((await ask()).status).toBe(200);
    expect(asked).toBe(3);
    asked = 1;
    await expect(askWire(scene.origin, new Agent(), { path: "/" })).rejects.toThrow("ECONNRESET");
    agent.destroy();
  });

  test("sends the entity tag of the last answer", async () => {
    const tags: unknown[] = [];
    const scene = await sceneOf("known", (request, response) => {
      tags.push(request.headers["if-none-match"]);
      response.writeHead(request.headers["if-none-match"] ? 304 : 200, { etag: '"1"' }).end();
    });
    for (let n = 0; n < 6; n++) await browsing.knownFile(scene);
    expect(tags).toContain('"1"');
    expect(scene.ledger.kinds.get("known")).toMatchObject({ sent: 6, wrong: 0 });
  });

  test("records counted samples and refusals", async () => {
    const kept = { id: "30min", sampleId: "1", outcome: "ready", totalDuration: 900 };
    const good = await sceneOf("full sample", says(201, { success: true, metrics: kept }));
    await reporting.full(good);
    expect(good.ledger.samples).toEqual({ total: 1, withId: 1, outcomes: { ready: 1, opened: 0, failed: 0, "timed-out": 0, abandoned: 0, times: 0 }, totalDuration: 900, timesSeen: 0, picked: 0, pickedLater: 0, timesTime: 0, formTime: 0 });
    expect(good.memory.samples.bodies).toHaveLength(1);

    const refused = await sceneOf("bot", says(403, { success: false, error: "bot" }));
    await abuse.bot(refused);
    expect(refused.ledger.refusals.bot).toBe(1);
    expect(refused.ledger.samples.total).toBe(0);
  });

  test("does not record a repeated sample", async () => {
    const scene = await sceneOf("sample again", says(200, { success: true, metrics: { outcome: "ready" } }));
    scene.memory.samples.bodies.push("{}");
    await reporting.sampleAgain(scene);
    expect(scene.ledger.samples.total).toBe(0);
    expect(scene.ledger.kinds.get("sample again")?.wrong).toBe(0);
  });

  test("notices a sample that is counted twice", async () => {
    const scene = await sceneOf("twice", says(201, { success: true, metrics: { outcome: "ready", sampleId: "1" } }));
    await reporting.twiceAtOnce(scene);
    expect(scene.ledger.kinds.get("the same sample twice at once")?.examples).toEqual(["both were answered with 201"]);
  });

  test("breaks off in the middle of a body, which the server notices", async () => {
    const [broken, begun] = [Promise.withResolvers<string>(), Promise.withResolvers<number>()];
    const scene = await sceneOf("half a body", (request) => {
      begun.resolve(Number(request.headers["content-length"]));
      let bytes = 0;
      request.on("data", (chunk: Buffer) => (bytes += chunk.length));
      request.on("error", () => broken.resolve(`broken after ${bytes > 0 ? "some" : "no"} bytes`));
    });
    await abuse.halfBody(scene);
    expect(await begun.promise).toBeGreaterThan(400);
    expect(await broken.promise).toBe("broken after some bytes");
    expect(scene.ledger.kinds.get("half a body")).toMatchObject({ sent: 1, dropped: 1, wrong: 0 });
    expect(scene.ledger.refusals["broken-body"]).toBe(1);
  });
});
