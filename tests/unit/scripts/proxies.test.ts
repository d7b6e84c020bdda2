/** The examples of reverse proxies in deploy/, with the real programs, if they are installed: what the site learns about its visitors. */
import { execFileSync, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { serveDeployedOutput, type DeployedOutput } from "../../../scripts/deployed-output/server.ts";
import { root } from "../../../scripts/settings.ts";
import { parseTrustProxy } from "../../../src/host/http/trust-proxy.ts";
import { layOutBuild } from "../../fixtures/builds/laid-out-build.ts";
import { freePort } from "../../fixtures/site/ports.ts";

const isInstalled = (program: string) => spawnSync(program, ["-h"]).error === undefined;
/** A visitor could send these headers to appear to be somebody else. */
const FORGED = { "x-forwarded-for": "198.51.100.1", "x-real-ip": "198.51.100.2", "x-forwarded-proto": "gopher", "x-request-id": "203.0.113.77" };
/** Answers with what the function gets. */
const ENTRY = `export default { fetch: async (request) => Response.json({ url: request.url, ...Object.fromEntries(["x-real-ip", "x-forwarded-for", "x-forwarded-proto", "x-request-id"].map((name) => [name, request.headers.get(name)])) }) };`;

let folder: string;
let site: DeployedOutput;
let upstream: string;
let proxy: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-proxy-"));
  site = await serveDeployedOutput({ root: await layOutBuild(join(folder, "build"), "a", { entry: ENTRY }), port: 0, trustsProxy: parseTrustProxy("1") });
  upstream = new URL(site.origin).host;
});
afterEach(async () => {
  if (!proxy) return;
  const ended = once(proxy, "exit");
  proxy.kill("SIGTERM");
  await ended;
  proxy = undefined;
});
afterAll(async () => {
  await site.close();
  await rm(folder, { recursive: true, force: true });
});

test.runIf(isInstalled("caddy"))("behind Caddy the visitor's address, protocol and request id are the proxy's word, and Host is kept", { tags: ["full"] }, async () => {
  const port = await freePort();
  const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, SITE_URL: `http://localhost:${port}`, SITE_UPSTREAM: upstream };
  proxy = spawn("caddy", ["run", "--config", join(root, "deploy", "Caddyfile"), "--adapter", "caddyfile"], { env, stdio: "ignore" });
  const ask = async () => (await fetch(`http://localhost:${port}/api/x?y=1`, { headers: FORGED })).json() as Promise<Record<string, string>>;
  await expect.poll(() => ask().catch(() => undefined)).toBeDefined();
  const seen = await ask();
  expect(seen).toMatchObject({ url: `http://localhost:${port}/api/x?y=1`, "x-forwarded-proto": "http", "x-request-id": expect.stringMatching(/^[\da-f-]{36}$/) });
  expect(["127.0.0.1", "::1"]).toContain(seen["x-real-ip"]);
});

describe.runIf(isInstalled("nginx"))("nginx", () => {
  test("as configured, gives the site the visitor's address, https and a request id, and keeps Host", { tags: ["full"] }, async () => {
    const [plain, secure] = [await freePort(), await freePort()];
    const file = (name: string) => join(folder, name);
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=example.com", "-keyout", file("key.pem"), "-out", file("cert.pem")], { stdio: "ignore" });
    // The example, with the places that it says to replace, and ports that a test may use.
    const server = readFileSync(join(root, "deploy", "nginx.conf"), "utf8")
      .replaceAll("/etc/ssl/example.com/fullchain.pem", file("cert.pem")).replaceAll("/etc/ssl/example.com/privkey.pem", file("key.pem"))
      .replaceAll("127.0.0.1:4321", upstream).replaceAll(/listen (\[::\]:)?80;/g, `listen $1${plain};`).replaceAll(/listen (\[::\]:)?443 /g, `listen $1${secure} `);
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${file(name)};`).join(" ");
    await writeFile(file("nginx.conf"), `daemon off; pid ${file("pid")}; error_log ${file("error.log")}; events {} http { access_log off; ${temporary}\n${server}\n}`);
    proxy = spawn("nginx", ["-p", folder, "-c", file("nginx.conf")], { stdio: "ignore" });
    const ask = () => overTls(secure, "/api/x?y=1");
    await expect.poll(() => ask().catch(() => undefined)).toBeDefined();
    expect(await ask()).toMatchObject({ url: "http://example.com/api/x?y=1", "x-real-ip": "127.0.0.1", "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "https", "x-request-id": expect.stringMatching(/^[\da-f]{32}$/) });
    const redirect = await fetch(`http://127.0.0.1:${plain}/about?x=1`, { redirect: "manual" });
    expect([redirect.status, redirect.headers.get("location")]).toEqual([308, "https://127.0.0.1/about?x=1"]);
  });
});

/** With a certificate of the test's own. */
async function overTls(port: number, path: string): Promise<unknown> {
  const asked = request({ host: "127.0.0.1", port, path, headers: { host: "example.com", ...FORGED }, rejectUnauthorized: false }).end();
  const [response] = (await once(asked, "response")) as [AsyncIterable<Buffer>];
  let text = "";
  for await (const chunk of response) text += chunk.toString();
  return JSON.parse(text);
}
