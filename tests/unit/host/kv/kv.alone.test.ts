import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { root } from "../../../../scripts/settings.ts";
import { connectKv, StoreNotConfiguredError } from "../../../../src/host/kv/kv.ts";
import type { KvEnv } from "../../../../src/host/kv/kv.ts";

const ADDRESS = "http://127.0.0.1:9";
const TOKEN = "secret-token";

function refusalOf(env: KvEnv): Error {
  try {
    connectKv(env);
  } catch (error) {
    if (error instanceof StoreNotConfiguredError) return error;
  }
  throw new Error("Expected a refusal.");
}

/** Runs against a server that does not answer, or that drops the connection. */
async function withServer(onRequest: (close: () => void) => void, run: (url: string) => Promise<void>): Promise<void> {
  const server = createServer((request) => onRequest(() => request.socket.destroy()));
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  try {
    await run(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

let folder: string;
const home = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kv-"));
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

describe("the chosen store", () => {
  it("is Vercel KV if both of its settings are set, on Vercel and elsewhere", () => {
    expect(connectKv({ KV_REST_API_URL: ADDRESS, KV_REST_API_TOKEN: TOKEN }).kind).toBe("vercel-kv");
    expect(connectKv({ KV_REST_API_URL: ADDRESS, KV_REST_API_TOKEN: TOKEN, VERCEL: "1", DATA_DIR: folder }).kind).toBe("vercel-kv");
  });

  it.each<KvEnv>([
    {},
    { KV_REST_API_URL: undefined, KV_REST_API_TOKEN: undefined, VERCEL: undefined },
    { KV_REST_API_URL: "", KV_REST_API_TOKEN: " ", VERCEL: "" },
  ])("is the embedded store if neither is set: %j", async (env) => {
    const kv = connectKv({ ...env, DATA_DIR: folder });
    expect(kv.kind).toBe("embedded");
    expect(await kv.client.incr("n")).toBe(1);
    expect((await stat(join(folder, "metrics.db"))).isFile()).toBe(true);
  });

  it("has its file in .data of the working directory by default", async () => {
    process.chdir(folder);
    connectKv({});
    expect((await stat(join(folder, ".data", "metrics.db"))).isFile()).toBe(true);
  });

  it("has one connection per environment", () => {
    const env = { DATA_DIR: folder };
    expect(connectKv({ ...env })).toBe(connectKv({ ...env }));
    expect(connectKv({ DATA_DIR: join(folder, "other") })).not.toBe(connectKv(env));
    const remote = { KV_REST_API_URL: ADDRESS, KV_REST_API_TOKEN: TOKEN };
    expect(connectKv({ ...remote })).toBe(connectKv({ ...remote }));
    expect(connectKv({ ...remote, KV_REST_API_TOKEN: "rotated" })).not.toBe(connectKv(remote));
  });
});

describe("a configuration error", () => {
  it("names the missing setting and the one that is set", () => {
    expect(refusalOf({ KV_REST_API_URL: ADDRESS }).message).toBe(
      "KV_REST_API_URL is set but KV_REST_API_TOKEN is not. " +
        "Set both to use Vercel KV, or neither to use the embedded store.",
    );
    expect(refusalOf({ KV_REST_API_TOKEN: TOKEN, KV_REST_API_URL: "" }).message).toMatch(
      /^KV_REST_API_TOKEN is set but KV_REST_API_URL is not\./,
    );
  });

  it("on Vercel names both settings and their origin, and opens no file", async () => {
    const { message } = refusalOf({ VERCEL: "1", DATA_DIR: folder });
    expect(message).toContain("KV_REST_API_URL and KV_REST_API_TOKEN are not set");
    expect(message).toContain("Connect a Redis database");
    await expect(stat(join(folder, "metrics.db"))).rejects.toThrow("ENOENT");
  });

  it("never repeats the token", () => {
    expect(refusalOf({ KV_REST_API_TOKEN: TOKEN }).message).not.toContain(TOKEN);
  });

  it.each([
    ["KV_REST_API_URL", { KV_REST_API_URL: "redis://default:hidden@eu1.upstash.io:6379", KV_REST_API_TOKEN: TOKEN }],
    ["KV_REST_API_URL", { KV_REST_API_URL: "hidden.upstash.io", KV_REST_API_TOKEN: TOKEN }],
    ["KV_REST_API_TOKEN", { KV_REST_API_URL: ADDRESS, KV_REST_API_TOKEN: "hidden\nhidden" }],
    ["KV_REST_API_TOKEN", { KV_REST_API_URL: ADDRESS, KV_REST_API_TOKEN: "“hidden”" }],
  ])("is thrown for a malformed %s, which the client's own error would repeat", (name, env) => {
    const refusal = refusalOf(env);
    expect(refusal.message).toMatch(new RegExp(`^${name} `));
    expect(inspect(refusal, { depth: null })).not.toContain("hidden");
  });

  it("is thrown again at the next call", () => {
    expect(refusalOf({ KV_REST_API_URL: ADDRESS }).name).toBe("StoreNotConfiguredError");
    expect(refusalOf({ KV_REST_API_URL: ADDRESS }).name).toBe("StoreNotConfiguredError");
  });
});

describe("a Vercel KV that does not answer", () => {
  it.each([
    ["client", "twice", 2],
    ["writer", "once", 1],
  ] as const)("is called by the %s %s when it drops the connection, and then the call fails", async (which, _word, asked) => {
    let requests = 0;
    const drop = (close: () => void) => {
      requests += 1;
      close();
    };
    await withServer(drop, async (url) => {
      const kv = connectKv({ KV_REST_API_URL: url, KV_REST_API_TOKEN: TOKEN });
      await expect(kv[which].get("k")).rejects.toThrow("fetch failed");
    });
    expect(requests).toBe(asked);
  });

  it("is waited for 2 s at most per call, and the call rejects", async () => {
    const timers: AbortController[] = [];
    const timeout = vi.spyOn(AbortSignal, "timeout").mockImplementation(() => {
      const timer = new AbortController();
      timers.push(timer);
      return timer.signal;
    });
    const hang = () => timers.at(-1)?.abort(new DOMException("The time is up.", "TimeoutError"));
    await withServer(hang, async (url) => {
      const { client, writer } = connectKv({ KV_REST_API_URL: url, KV_REST_API_TOKEN: TOKEN });
      await expect(client.get("k")).rejects.toThrow("The time is up.");
      await expect(writer.multi().incr("n").exec()).rejects.toThrow("The time is up.");
    });
    expect(timeout.mock.calls).toEqual([[2_000], [2_000]]);
  });
});

describe("the embedded store", () => {
  it("is closed when its process ends, so that the file alone is a complete copy", () => {
    const store = mkdtempSync(join(tmpdir(), "readyslot-"));
    const kv = pathToFileURL(join(root, "src", "host", "kv", "kv.ts")).href;
    // Two builds of the site in one server have a module each.
    const program = `
      for (const build of ["?1", "?2"]) {
        const { connectKv } = await import("${kv}" + build);
        await connectKv({ DATA_DIR: ${JSON.stringify(store)} }).writer.incr("counted");
      }
      console.log(JSON.stringify((await import("node:fs")).readdirSync(${JSON.stringify(store)})));
      process.exit(0);
    `;
    const said = execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8", cwd: root });
    expect(JSON.parse(said)).toContain("metrics.db-wal");
    expect(readdirSync(store)).toEqual(["metrics.db"]);
    rmSync(store, { recursive: true });
  });
});
