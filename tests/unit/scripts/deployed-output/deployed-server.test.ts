/** The server on an own host gives the function the address and the protocol of the visitor. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi, type MockInstance } from "vitest";
import { serveDeployedOutput, type DeployedOutput } from "../../../../scripts/deployed-output/server.ts";
import { parseTrustProxy } from "../../../../src/host/http/trust-proxy.ts";
import { layOutBuild } from "../../../fixtures/builds/laid-out-build.ts";

let folder: string;
let site: DeployedOutput | undefined;
let log: MockInstance<typeof console.warn>;
beforeEach(async () => {
  // It warns if there seems to be a proxy.
  log = vi.spyOn(console, "warn").mockImplementation(() => {});
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

describe("the visitor", () => {
  test("is the peer of the connection, whatever the request's headers are", async () => {
    site = await serveDeployedOutput({ root: await layOutBuild(folder, "a"), port: 0 });
    expect(await answer(FORWARDED)).toMatchObject({ visitor: HERE });
  });

  test("is the last entry of a trusted proxy's list, and uses https if the proxy reports it", async () => {
    site = await serveDeployedOutput({ root: await layOutBuild(folder, "a"), port: 0, trustsProxy: true });
    expect(await answer(FORWARDED)).toMatchObject({ visitor: ["203.0.113.7", "203.0.113.7", "https"] });
    expect(await answer({ ...FORWARDED, "x-forwarded-proto": "http" })).toMatchObject({ visitor: ["203.0.113.7", "203.0.113.7", "http"] });
    expect(await answer()).toMatchObject({ visitor: HERE });
  });

  test.each([
    ["1", "198.51.100.1, 203.0.113.7", "203.0.113.7"],
    ["1", "203.0.113.9:50001", "203.0.113.9"],
    ["1", "203.0.113.9:50002", "203.0.113.9"],
    ["1", "[2001:DB8::1]:443", "2001:db8::1"],
    ["1", "::ffff:203.0.113.9", "203.0.113.9"],
    ["1", "fe80::1%eth0", "fe80::1"],
    ["1", "198.51.100.1, unknown", "127.0.0.1"],
    ["1", " , ,", "127.0.0.1"],
    ["2", "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"],
    ["2", "198.51.100.1, 203.0.113.7:40000, 10.0.0.2:80", "203.0.113.7"],
    ["2", "203.0.113.7", "203.0.113.7"],
    ["3", "203.0.113.7, 10.0.0.3, 10.0.0.2", "203.0.113.7"],
    ["loopback", "198.51.100.1, 203.0.113.7", "203.0.113.7"],
    ["loopback, 10.0.0.0/8", "198.51.100.1, 203.0.113.7, 10.1.2.3, 10.0.0.2:80", "203.0.113.7"],
    ["127.0.0.1 ::1, 10.0.0.2", "198.51.100.1, 10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["127.0.0.1 2001:db8::/32", "198.51.100.1, [2001:db8:1::2]:80", "198.51.100.1"],
    ["10.0.0.0/8", "198.51.100.1, 10.0.0.2", "127.0.0.1"],
  ])("with TRUST_PROXY=%s and X-Forwarded-For: %s is %s", async (setting, forwarded, address) => {
    site = await serveDeployedOutput({ root: await layOutBuild(folder, "a"), port: 0, trustsProxy: parseTrustProxy(setting) });
    expect(await answer({ "x-forwarded-for": forwarded })).toMatchObject({ visitor: [address, address, "http"] });
  });

  test.each([
    ["1", "https", "https"],
    ["1", "HTTPS", "https"],
    ["1", "https, http", "http"],
    ["2", "https, http", "https"],
    ["2", "https", "https"],
    ["2", "http, https, http", "https"],
    ["10.0.0.0/8", "https", "http"],
  ])("with TRUST_PROXY=%s and X-Forwarded-Proto: %s comes by %s", async (setting, protocol, scheme) => {
    site = await serveDeployedOutput({ root: await layOutBuild(folder, "a"), port: 0, trustsProxy: parseTrustProxy(setting) });
    const answered = await answer({ "x-forwarded-for": "203.0.113.7, 10.0.0.2", "x-forwarded-proto": protocol });
    expect(answered).toMatchObject({ visitor: [expect.anything(), expect.anything(), scheme] });
  });
});

describe("the log warns once", () => {
  test.each<[string, string | undefined, Record<string, string>, RegExp]>([
    ["if there seems to be a proxy", undefined, { "x-forwarded-for": "203.0.113.7" }, /x-forwarded-for.*TRUST_PROXY is not set.*Set TRUST_PROXY=1/],
    ["if the proxy sends Forwarded", undefined, { forwarded: "for=203.0.113.7" }, /forwarded.*TRUST_PROXY is not set/],
    ["if a proxy is not trusted", "10.0.0.0/8", { "x-forwarded-for": "203.0.113.7" }, /TRUST_PROXY does not name/],
    ["if a proxy sends visitors' addresses in another header", "1", { "x-real-ip": "203.0.113.7" }, /Let the proxy set X-Forwarded-For/],
  ])("%s", async (_name, setting, headers, message) => {
    site = await serveDeployedOutput({ root: await layOutBuild(folder, "a"), port: 0, trustsProxy: parseTrustProxy(setting) });
    for (const _ of [1, 2, 3]) await answer(headers);
    expect(log.mock.calls).toEqual([[expect.stringMatching(message)]]);
    // No log contains a visitor's address.
    expect(log.mock.calls.join()).not.toContain("203.0.113.7");
  });

  test("if a proxy changes Host, beside any other problem", async () => {
    site = await serveDeployedOutput({ root: await layOutBuild(folder, "a"), port: 0 });
    const headers = { "sec-fetch-site": "same-origin", origin: "https://example.com" };
    for (const more of [{}, { "x-forwarded-for": "203.0.113.7" }, {}]) await answer({ ...headers, ...more });
    expect(log.mock.calls).toEqual([[expect.stringMatching(/changes Host.*nginx: proxy_set_header Host/)], [expect.stringMatching(/TRUST_PROXY is not set/)]]);
  });

  test.each([{ "sec-fetch-site": "cross-site", origin: "https://evil.example" }, { origin: "https://evil.example" }, { "sec-fetch-site": "same-origin", origin: "null" }, { "sec-fetch-site": "same-origin" }])("not if another site sent a request: %j", async (headers) => {
    site = await serveDeployedOutput({ root: await layOutBuild(folder, "a"), port: 0 });
    await answer(headers as Record<string, string>);
    await answer({ "sec-fetch-site": "same-origin", origin: site.origin });
    expect(log).not.toHaveBeenCalled();
  });

  test("not if the requests match TRUST_PROXY", async () => {
    site = await serveDeployedOutput({ root: await layOutBuild(folder, "a"), port: 0, trustsProxy: parseTrustProxy("1") });
    await answer({ "x-forwarded-for": "203.0.113.7" });
    await answer();
    expect(log).not.toHaveBeenCalled();
  });
});

test("without a build it says how to make one", async () => {
  await expect(serveDeployedOutput({ root: join(folder, "nothing"), port: 0 })).rejects.toThrow("There is no build");
});
