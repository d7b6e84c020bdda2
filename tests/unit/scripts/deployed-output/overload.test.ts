/** More requests than the function can work on get a fast 503, and one network cannot take all places. */
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { serveDeployedOutput, type DeployedOutput } from "../../../../scripts/deployed-output/server.ts";
import { layOutBuild } from "../../../fixtures/builds/laid-out-build.ts";

/** The function counts its requests and answers when it may. It reads a posted body first. */
const shared = globalThis as unknown as { atWork: number; mayAnswer: Promise<void> };
const ENTRY = `export default { async fetch(request) {
  globalThis.atWork += 1;
  await request.text();
  await globalThis.mayAnswer;
  return new Response("done");
} };`;

let folder: string;
let site: DeployedOutput;
let release: () => void;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
  site = await serveDeployedOutput({ root: await layOutBuild(folder, "a", { entry: ENTRY, files: { "index.html": "home" } }), port: 0, trustsProxy: true });
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  shared.atWork = 0;
  const mayAnswer = Promise.withResolvers<void>();
  shared.mayAnswer = mayAnswer.promise;
  release = mayAnswer.resolve;
});
afterEach(() => release());

const ask = (address: string, path = "/work") => fetch(site.origin + path, { headers: { "x-forwarded-for": address } });
/** 256 addresses in as many networks. */
const addressOf = (i: number) => `198.51.${i % 256}.7`;
/** As many requests at once. `refused` has the responses so far that did not wait for the function. */
function askAtOnce(n: number, address: (i: number) => string) {
  const refused: Response[] = [];
  const all = Array.from({ length: n }, async (_, i) => {
    const response = await ask(address(i));
    if (response.status !== 200) refused.push(response);
    return response.status;
  });
  return { refused, statuses: Promise.all(all) };
}

test("of 600 requests at once, 512 are worked on, and the others get a 503 with Retry-After while these are", async () => {
  const { refused, statuses } = askAtOnce(600, addressOf);
  await expect.poll(() => [shared.atWork, refused.length]).toEqual([512, 88]);
  const [first] = refused;
  expect([first?.headers.get("retry-after"), first?.headers.get("cache-control"), await first?.text()]).toEqual(["2", "no-store", "Too many requests at once. Try again in a few seconds."]);
  expect((await ask(addressOf(0), "/")).status).toBe(200);
  release();
  expect((await statuses).filter((status) => status === 200)).toHaveLength(512);
  expect((await ask(addressOf(0))).status).toBe(200);
});

test("one network gets a quarter of the places, and another one is served beside it", async () => {
  const flood = askAtOnce(200, (i) => `2001:db8:1:${i.toString(16)}::1`);
  await expect.poll(() => [shared.atWork, flood.refused.length]).toEqual([128, 72]);
  const other = ask("203.0.113.7");
  await expect.poll(() => shared.atWork).toBe(129);
  release();
  expect((await other).status).toBe(200);
  await flood.statuses;
});

test("one network that sends its bodies slowly gets no more", async () => {
  const { hostname, port } = new URL(site.origin);
  const answers: string[] = [];
  const sockets: Socket[] = Array.from({ length: 150 }, (_, i) => {
    const socket = connect(Number(port), hostname);
    socket.on("data", (chunk: Buffer) => answers.push(chunk.toString().slice(0, 12)));
    socket.write(`POST /work HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.${i}\r\nContent-Length: 10\r\n\r\nslow`);
    return socket;
  });
  await expect.poll(() => [shared.atWork, answers.length]).toEqual([128, 22]);
  expect(new Set(answers)).toEqual(new Set(["HTTP/1.1 503"]));
  release();
  expect((await ask("198.51.100.7")).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  // A sender who leaves gives its place back.
  await expect.poll(async () => (await ask("203.0.113.200")).status).toBe(200);
});
