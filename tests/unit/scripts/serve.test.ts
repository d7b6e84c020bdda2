/**
 * npm run serve on a host: where it listens, which settings it refuses, and how it stops.
 *
 * @module-tag posix
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { copyForServing, type Running, type ServedCopy } from "../../fixtures/builds/served-copy.ts";
import { freePort } from "../../fixtures/site/ports.ts";

/** Answers /slow, and finishes the background work of /work, once a file "go" exists. Answers with its NODE_ENV. */
const ENTRY = `
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const go = async () => {
  while (!existsSync(join(process.cwd(), "go"))) await new Promise((resolve) => setTimeout(resolve, 10));
};

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === "/slow") {
      console.log("asked for slow");
      await go();
    }
    if (pathname === "/work") {
      const { waitUntil } = globalThis[Symbol.for("@vercel/request-context")].get();
      waitUntil(go().then(() => writeFileSync(join(process.cwd(), "worked"), "")));
    }
    if (pathname === "/fail") throw new Error("guest: someone@example.com", { cause: new Error("inner") });
    if (pathname === "/warn") {
      console.warn("A warning.", { n: 1 });
      console.debug("A detail.");
      return new Response(request.headers.get("x-request-id"));
    }
    if (pathname === "/count") {
      const { connectKv } = await import(join(process.cwd(), "src", "host", "kv", "kv.ts"));
      return Response.json(await connectKv({ DATA_DIR: process.env.DATA_DIR }).writer.incr("counted"));
    }
    return new Response("answered in " + process.env.NODE_ENV);
  },
};
`;

let copy: ServedCopy;
let port: number;
beforeAll(async () => {
  copy = await copyForServing(ENTRY);
});
afterAll(() => copy.remove());
beforeEach(async () => {
  port = await freePort();
});
afterEach(async () => {
  await copy.stopAll();
  await copy.stamp({});
  for (const name of ["go", "worked"]) await rm(join(copy.root, name), { force: true });
});

const go = () => writeFile(join(copy.root, "go"), "");
const ask = (path: string, host = "127.0.0.1", at = port) => fetch(`http://${host}:${at}${path}`);
const isRefused = (host: string, at = port) => ask("/", host, at).then(() => false, () => true);

async function serving(env: Record<string, string> = {}, script: "serve" | "bootstrap" = "serve"): Promise<Running> {
  const running = copy.start(script, { PORT: String(port), ...env });
  await running.says("Readyslot is running");
  return running;
}

/** The message with which it refuses to start. */
async function refusal(env: Record<string, string>): Promise<string> {
  const running = copy.start("serve", { PORT: String(port), ...env });
  expect(await running.ended).toBe(1);
  expect(running.said()).not.toMatch(/ {4}at /);
  return running.said();
}

/** An address of this machine that is not 127.0.0.1. */
const ANOTHER = Object.values(networkInterfaces()).flat().find((one) => one?.family === "IPv4" && !one.internal)?.address ?? "127.0.0.2";

describe("a stop", () => {
  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("by %s accepts no more connections, and finishes the requests in progress", async (signal) => {
    const running = await serving();
    const slow = ask("/slow");
    await running.says("asked for slow");
    running.child.kill(signal);
    await running.says("Stopping");
    await expect.poll(() => isRefused("127.0.0.1")).toBe(true);
    expect(running.child.exitCode).toBeNull();
    await go();
    expect([(await slow).status, await (await slow).text()]).toEqual([200, "answered in production"]);
    expect(await running.ended).toBe(0);
    expect(running.said()).not.toContain("cut off");
  });

  test("finishes background work", async () => {
    const running = await serving();
    await ask("/work");
    running.child.kill("SIGTERM");
    await running.says("Stopping");
    expect(existsSync(join(copy.root, "worked"))).toBe(false);
    await go();
    expect(await running.ended).toBe(0);
    expect(existsSync(join(copy.root, "worked"))).toBe(true);
  });

  test.each(["SIGTERM", "SIGINT"] as const)("by %s leaves everything that was counted in the store's one file", async (signal) => {
    const data = join(copy.root, `data-${signal}`);
    const running = await serving({ DATA_DIR: data });
    for (let i = 1; i <= 20; i++) expect(await (await ask("/count")).json()).toBe(i);
    expect((await readdir(data)).toSorted()).toContain("metrics.db-wal");
    running.child.kill(signal);
    expect(await running.ended).toBe(0);
    expect(await readdir(data)).toEqual(["metrics.db"]);
  });

  test("closes keep-alive connections, including one that is waiting for an answer", async () => {
    const running = await serving();
    const sockets: Socket[] = [];
    for (const path of ["/", "/slow"]) {
      const socket = connect(port, "127.0.0.1");
      socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n`);
      sockets.push(socket);
      await (path === "/slow" ? running.says("asked for slow") : once(socket, "data"));
    }
    const closed = Promise.all(sockets.map((socket) => once(socket.resume(), "close")));
    running.child.kill("SIGTERM");
    await running.says("Stopping");
    await go();
    await closed;
    expect(await running.ended).toBe(0);
  });

  test("closes at once the connections that have sent nothing, such as those that browsers open in advance", async () => {
    const running = await serving();
    const slow = ask("/slow");
    await running.says("asked for slow");
    const idle = connect(port, "127.0.0.1");
    await once(idle, "connect");
    running.child.kill("SIGTERM");
    await once(idle, "close");
    expect(running.child.exitCode).toBeNull();
    await go();
    expect((await slow).status).toBe(200);
    expect(await running.ended).toBe(0);
  });

  test("is immediate with a second signal", async () => {
    const running = await serving();
    const slow = ask("/slow").catch((error: unknown) => error);
    await running.says("asked for slow");
    running.child.kill("SIGTERM");
    await running.says("Stopping");
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(143);
    expect(await slow).toBeInstanceOf(Error);
  });

  test.each([
    ["npm's process alone", (pid: number) => process.kill(pid, "SIGTERM")],
    ["all of its processes, as Ctrl+C and a service manager send it", (pid: number) => process.kill(-pid, "SIGTERM")],
  ])("finishes as well where the signal reaches %s", async (_name, send) => {
    const running = await serving({}, "bootstrap");
    const slow = ask("/slow");
    await running.says("asked for slow");
    send(running.child.pid ?? 0);
    await running.says("Stopping");
    await go();
    expect((await slow).status).toBe(200);
    expect(await running.ended).toBe(0);
  });
});

describe("the server listens", () => {
  test("only at 127.0.0.1 without settings", async () => {
    const running = await serving();
    expect([(await ask("/")).status, await isRefused(ANOTHER)]).toEqual([200, true]);
    expect(running.said()).toContain(`http://localhost:${port}\n`);
  });

  test("at every address with HOST=0.0.0.0", async () => {
    const running = await serving({ HOST: "0.0.0.0" });
    expect([(await ask("/")).status, (await ask("/", ANOTHER)).status]).toEqual([200, 200]);
    expect(running.said()).toContain(`http://localhost:${port}, and every other address of this machine`);
  });

  test.runIf(Object.values(networkInterfaces()).flat().some((one) => one?.family === "IPv6"))("at every address of both kinds with HOST=::", async () => {
    await serving({ HOST: "::" });
    expect([(await ask("/")).status, (await ask("/", "[::1]")).status, (await ask("/", ANOTHER)).status]).toEqual([200, 200, 200]);
  });

  test("at the address in HOST", async () => {
    const running = await serving({ HOST: ANOTHER });
    expect([(await ask("/", ANOTHER)).status, await isRefused("127.0.0.1")]).toEqual([200, true]);
    expect(running.said()).toContain(`http://${ANOTHER}:${port}`);
  });

  test("but refuses a HOST that is not an address, together with all other wrong settings", async () => {
    const said = await refusal({ HOST: "http://0.0.0.0", PORT: "http", TRUST_PROXY: "yes" });
    for (const name of ["HOST", "PORT", "TRUST_PROXY"]) expect(said).toMatch(new RegExp(`^${name} is ".*"\\.\\n  Write `, "m"));
  });

  test.each(["203.0.113.77", "no-such-host.invalid"])("but refuses HOST=%s, which belongs to another machine", async (host) => {
    expect(await refusal({ HOST: host })).toMatch(new RegExp(`HOST is "${host}", which is not an address of this machine\\. Use 127\\.0\\.0\\.1`));
  });

  test("but refuses a port that is taken", async () => {
    const other = createServer().listen(port, "127.0.0.1");
    await once(other, "listening");
    expect(await refusal({})).toMatch(new RegExp(`Port ${port} is taken by another program\\. .*PORT=\\d+ npm start`));
    other.close();
  });
});

/** The lines of a JSON log. */
const linesOf = (running: Running) => running.said().trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);

describe("the log", () => {
  const ID = "7f9c24e8-3b1d-4c62-9d1e-5a0b7c8d9e0f";

  test("is one JSON object a line where the output is no terminal, with the request's id in all lines of a request", async () => {
    const running = await serving({ LOG_FORMAT: "", LOG_LEVEL: "debug" });
    const answered = await fetch(`http://127.0.0.1:${port}/warn`, { headers: { "x-request-id": ID } });
    expect(await answered.text()).toBe(ID);
    const failed = await fetch(`http://127.0.0.1:${port}/fail`, { headers: { "x-request-id": "203.0.113.77" } });
    expect(failed.status).toBe(500);
    const made = failed.headers.get("x-request-id");
    expect(made).toMatch(/^[\da-f-]{36}$/);
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    const lines = linesOf(running);
    expect(lines).toHaveLength(5);
    // Standard output and standard error keep no order between them.
    expect(lines).toEqual(expect.arrayContaining([
      expect.objectContaining({ level: "info", message: "Readyslot is running.", site: `http://localhost:${port}`, admin: "sign in with the password in ADMIN_PASSWORD" }),
      expect.objectContaining({ level: "warn", message: "A warning.", n: 1, requestId: ID, method: "GET" }),
      expect.objectContaining({ level: "debug", message: "A detail.", requestId: ID }),
      expect.objectContaining({ level: "error", requestId: made, error: expect.objectContaining({ name: "Error", cause: expect.objectContaining({ message: "inner" }) }) }),
      expect.objectContaining({ level: "info", message: expect.stringContaining("Stopping") }),
    ]));
    expect(running.said()).not.toMatch(/someone@|203\.0\.113|correct horse/);
  });

  test("has no password, not even one that was generated", async () => {
    const data = join(copy.root, "data-logged");
    const running = await serving({ LOG_FORMAT: "json", ADMIN_PASSWORD: "", DATA_DIR: data });
    const password = (await readFile(join(data, "admin-password"), "utf8")).trim();
    expect(linesOf(running)).toEqual([expect.objectContaining({ admin: `sign in with the generated password in ${join(data, "admin-password")}` })]);
    expect(running.said()).not.toContain(password);
  });

  test("leaves out what is less severe than LOG_LEVEL", async () => {
    const running = copy.start("serve", { PORT: String(port), LOG_FORMAT: "json", LOG_LEVEL: "error" });
    await expect.poll(() => ask("/fail").then(({ status }) => status, () => 0)).toBe(500);
    await ask("/warn");
    running.child.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    expect(linesOf(running).map(({ level }) => level)).toEqual(["error"]);
  });

  test("is text with LOG_FORMAT=text", async () => {
    const running = await serving();
    const answered = await fetch(`http://127.0.0.1:${port}/warn`, { headers: { "x-request-id": ID } });
    await answered.text();
    await running.says("A warning.");
    expect(running.said()).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d WARN  A warning\\. \\{ n: 1 \\} \\[request ${ID}\\]$`, "m"));
  });

  test("has a wrong LOG_LEVEL refused", async () => {
    expect(await refusal({ LOG_LEVEL: "warning", LOG_FORMAT: "jsn" })).toMatch(/LOG_LEVEL is "warning"\.[^]*Write debug, info, warn or error[^]*LOG_FORMAT is "jsn"\.\n {2}Did you mean "json"\?/);
  });
});

/** Runs the health check of a container. */
const check = async (env: Record<string, string> = {}) => {
  const child = spawn(process.execPath, [join(copy.root, "scripts", "serve", "health-check.ts")], { env: { PATH: process.env.PATH, PORT: String(port), ...env }, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, said };
};

describe("the health check", () => {
  test("passes while the server serves, wherever it listens, and fails with the reason before and afterwards", async () => {
    expect(await check()).toEqual({ code: 1, said: expect.stringMatching(/^Not healthy: fetch failed \(connect ECONNREFUSED/) });
    const running = await serving({ HOST: "0.0.0.0" });
    expect(await check({ HOST: "0.0.0.0" })).toEqual({ code: 0, said: "" });
    expect(await check({ HOST: ANOTHER })).toEqual({ code: 0, said: "" });
    running.child.kill("SIGTERM");
    await running.ended;
    expect((await check()).code).toBe(1);
  });
});

describe("the demo calendar of a build", () => {
  let demo: number;
  beforeEach(async () => {
    demo = await freePort();
    await copy.stamp({ isDemo: true, calOrigin: `http://127.0.0.1:${demo}` });
  });

  test("uses the build's port, whatever PORT is, and is reachable only from this machine", async () => {
    const running = await serving({ HOST: "0.0.0.0" });
    expect((await ask("/studio/30min", "127.0.0.1", demo)).status).toBe(200);
    expect(await isRefused(ANOTHER, demo)).toBe(true);
    expect(running.said()).toContain("it opens only in browsers on this machine");
  });

  test("does not share its port with the site", async () => {
    expect(await refusal({ PORT: String(demo) })).toContain(`PORT is ${demo}, which the demo calendar of this build uses. Choose another port for the site, or build for this one: PORT=${demo} npm start`);
  });

  test("reports its port if another program uses it", async () => {
    const other = createServer().listen(demo, "127.0.0.1");
    await once(other, "listening");
    expect(await refusal({})).toMatch(new RegExp(`port ${demo} on 127\\.0\\.0\\.1 is in use\\. The demo calendar of this build needs it\\. .*PORT=\\d+ npm start`));
    other.close();
  });
});

describe("the other settings", () => {
  test("need no writable DATA_DIR if a database keeps the statistics and the password is set", async () => {
    const file = join(copy.root, "package.json");
    const running = await serving({ DATA_DIR: file, REDIS_URL: "redis://127.0.0.1:1" });
    expect(running.said()).toContain("stored in the Redis in REDIS_URL");
    expect(await refusal({ DATA_DIR: file, REDIS_URL: "redis://127.0.0.1:1", ADMIN_PASSWORD: "" })).toContain("not a writable folder");
  });

  test.each(["serve", "bootstrap"] as const)("are not arguments of the command: %s", async (script) => {
    const running = copy.start(script, {}, ["--port", "5000"]);
    expect(await running.ended).toBe(1);
    expect(running.said().trim()).toBe('npm run serve has no arguments, but was given "--port 5000". Write settings in front of the command, for example PORT=5000 npm run serve');
  });

  test("NODE_ENV is always production", async () => {
    await serving({ NODE_ENV: "development" });
    expect(await (await ask("/")).text()).toBe("answered in production");
  });

  test("refuse a DATA_DIR that is a file", async () => {
    const file = join(copy.root, "package.json");
    expect(await refusal({ DATA_DIR: file })).toContain(`DATA_DIR is "${file}", which is not a writable folder`);
  });

  test("are listed if they have changed since the build", async () => {
    await copy.stamp({ settings: { PUBLIC_CAL_LINK: "you/30min", SITE_URL: "https://example.com" } });
    const running = await serving({ PUBLIC_CAL_LINK: "you/30min", SITE_URL: "https://other.example" });
    expect(running.said()).toMatch(/Settings +SITE_URL changed since the build, which still has the old values\. Run npm run build/);
    expect(running.said()).not.toContain("PUBLIC_CAL_LINK");
  });
});

test("without a build it says how to make one", async () => {
  const output = join(copy.root, ".vercel", "output");
  await rename(output, `${output}-away`);
  try {
    expect(await refusal({})).toContain('Run "npm run build" first');
  } finally {
    await rename(`${output}-away`, output);
  }
});
