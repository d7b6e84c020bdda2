/** What the server of a host of one's own tells the function about who asks, and what it does with the next deployment. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { serveDeployedOutput, type DeployedOutput } from "../../scripts/deployed-output/server.ts";

/** A build whose function answers with its release and with what it was told. */
async function layOutBuild(root: string, release: string): Promise<string> {
  const render = join(root, ".vercel", "output", "functions", "_render.func");
  await mkdir(render, { recursive: true });
  await mkdir(join(root, ".vercel", "output", "static"), { recursive: true });
  await writeFile(join(root, "vercel.json"), "{}");
  await writeFile(join(root, ".vercel", "output", "config.json"), JSON.stringify({ version: 3, routes: [{ src: "^/.*$", dest: "_render" }] }));
  await writeFile(join(render, ".vc-config.json"), JSON.stringify({ handler: "entry.mjs" }));
  const told = '["x-real-ip", "x-forwarded-for", "x-forwarded-proto"].map((name) => request.headers.get(name))';
  await writeFile(join(render, "entry.mjs"), `export default { fetch: async (request) => Response.json({ release: ${JSON.stringify(release)}, told: ${told} }) };\n`);
  return root;
}

let folder: string;
let site: DeployedOutput | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-"));
});
afterEach(async () => {
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

async function answer(headers: Record<string, string> = {}): Promise<unknown> {
  return (await fetch(site?.origin ?? "", { headers })).json();
}

const FORWARDED = { "x-forwarded-for": "198.51.100.1, 203.0.113.7", "x-forwarded-proto": "https", "x-real-ip": "198.51.100.9" };
const HERE = ["127.0.0.1", "127.0.0.1", "http"];

describe("who asks", () => {
  test("is who has the connection, whatever the request says", async () => {
    site = await serveDeployedOutput({ root: await layOutBuild(folder, "a"), port: 0 });
    expect(await answer(FORWARDED)).toMatchObject({ told: HERE });
  });

  test("is who the proxy saw, behind one that is trusted: the last of its list, and https if it says so", async () => {
    site = await serveDeployedOutput({ root: await layOutBuild(folder, "a"), port: 0, trustsProxy: true });
    expect(await answer(FORWARDED)).toMatchObject({ told: ["203.0.113.7", "203.0.113.7", "https"] });
    expect(await answer({ ...FORWARDED, "x-forwarded-proto": "http" })).toMatchObject({ told: ["203.0.113.7", "203.0.113.7", "http"] });
    expect(await answer()).toMatchObject({ told: HERE });
  });
});

describe("the next deployment", () => {
  test("answers every request from then on", async () => {
    site = await serveDeployedOutput({ root: await layOutBuild(join(folder, "1"), "a"), port: 0 });
    expect(await answer()).toMatchObject({ release: "a" });
    await site.deploy(await layOutBuild(join(folder, "2"), "b"));
    expect(await answer()).toMatchObject({ release: "b" });
  });

  test("that is broken changes nothing", async () => {
    site = await serveDeployedOutput({ root: await layOutBuild(join(folder, "1"), "a"), port: 0 });
    await expect(site.deploy(join(folder, "nothing"))).rejects.toThrow("There is no build");
    expect(await answer()).toMatchObject({ release: "a" });
  });
});
