/**
 * The container image and its examples: what can be checked without an engine, and, in the full run, the image's steps in a sandbox.
 *
 * @module-tag posix
 */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { chown, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { root } from "../../../scripts/settings.ts";
import { settingProblems } from "../../../src/host/settings/setting-problems.ts";
import { SETTINGS } from "../../../src/host/settings/settings.ts";
import { makeOrigin } from "../../docs/fresh-clone.ts";
import { buildImage, firstProcess, hasSandbox, instructionsOf, isIgnored, patternsOf, start, type Stage } from "../../fixtures/builds/container.ts";
import { startRedis } from "../../fixtures/kv/redis-rest.ts";
import { freePort } from "../../fixtures/site/ports.ts";

const read = (name: string) => readFileSync(join(root, name), "utf8");
const instructions = instructionsOf(read("Dockerfile"));
const textsOf = (name: string) => instructions.filter((one) => one.name === name).map(({ text }) => text);
/** The instructions of the stage that is shipped. */
const shipped = instructions.slice(instructions.findLastIndex(({ name }) => name === "FROM"));

describe("the Dockerfile", () => {
  test("asks for every setting of the pages that is no secret", () => {
    // Vercel's statistics exist on Vercel only, and source maps are uploaded by a build that has the token.
    const elsewhere = /^(?:PUBLIC_ANALYTICS|PUBLIC_SPEED_INSIGHTS|SENTRY_(?:ORG|PROJECT|URL))$/;
    const ofPages = SETTINGS.filter(({ name, readBy, isSecret }) => (readBy === "build" || readBy === "both") && !isSecret && !elsewhere.test(name)).map(({ name }) => name);
    const asked = textsOf("ARG").map((text) => text.replace("=", ""));
    expect(asked.toSorted()).toEqual([...ofPages, "SENTRY_DSN", "COMMIT"].toSorted());
    // The server compares them with those of the build, and reads some.
    for (const name of ofPages) expect(textsOf("ENV")[0]).toContain(`${name}=$${name}`);
  });

  test("ships no secret and runs as a user without rights, by number", () => {
    const named = shipped.map(({ name, text }) => `${name} ${text}`).join("\n");
    for (const { name } of SETTINGS.filter(({ isSecret }) => isSecret)) expect(named).not.toMatch(new RegExp(`\\b${name}\\b`));
    expect(shipped.filter(({ name }) => name === "USER")).toEqual([{ name: "USER", text: "1000:1000" }]);
    expect(shipped.findIndex(({ name }) => name === "USER")).toBeLessThan(shipped.findIndex(({ name }) => name === "CMD"));
  });

  test("starts and checks with files that exist, and without a shell", () => {
    for (const name of ["CMD", "HEALTHCHECK"]) {
      const [text = ""] = shipped.filter((one) => one.name === name).map((one) => one.text);
      const [program, file = ""] = JSON.parse(text.replace(/^.*?CMD /, "")) as string[];
      expect(program).toBe("node");
      expect(existsSync(join(root, file))).toBe(true);
    }
  });

  test("listens for the network, and keeps its data in the volume", () => {
    expect(shipped.find(({ name, text }) => name === "ENV" && text.startsWith("HOST"))?.text).toBe("HOST=0.0.0.0 PORT=4321 DATA_DIR=/data");
    expect(textsOf("VOLUME")).toEqual(["/data"]);
  });
});

describe(".dockerignore", () => {
  const patterns = patternsOf(read(".dockerignore"));

  test.each([".env", ".env.production", ".git/config", "node_modules/astro/package.json", "tests/vercel/node_modules/vercel/package.json", ".data/metrics.db", ".data/admin-password", ".vercel/output/config.json", "dist/index.html", "tests/.results/a.json"])("leaves %s out", (path) => {
    expect(isIgnored(path, patterns)).toBe(true);
  });

  test.each(["package.json", "package-lock.json", ".npmrc", "src/site.config.ts", "src/content/pages/index.md", "scripts/serve.ts", "docs/bench.json", "vercel.json", "public/robots.txt"])("keeps %s", (path) => {
    expect(isIgnored(path, patterns)).toBe(false);
  });

  test("leaves out what git ignores, except what only tests write", () => {
    const ignored = read(".gitignore").split("\n").filter(Boolean).filter((line) => !line.startsWith("!")).map((line) => line.replace(/\/$/, ""));
    expect(ignored.filter((path) => !isIgnored(path.replace("*", "x"), patterns))).toEqual([]);
  });
});

interface Service {
  image?: string;
  build?: { args: Record<string, string> };
  environment?: Record<string, string>;
  ports?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  env_file?: string;
  volumes: string[];
  stop_grace_period?: string;
  command?: string[];
}
const { services: { site, caddy, valkey }, volumes } = parse(read("compose.yaml")) as { services: Record<"site" | "caddy" | "valkey", Service>; volumes: object };

describe("compose.yaml", () => {
  test("starts the site without privileges, and only the proxy can reach it", () => {
    expect(site).toMatchObject({ read_only: true, cap_drop: ["ALL"], security_opt: ["no-new-privileges:true"] });
    expect(site.ports).toBeUndefined();
    expect(site.environment).toMatchObject({ TRUST_PROXY: "1", HOST: "0.0.0.0", PORT: "4321", DATA_DIR: "/data" });
  });

  test("gives the site valid settings", () => {
    const fromUser = { SITE_URL: "https://example.com", PUBLIC_CAL_LINK: "you/30min", ADMIN_PASSWORD: "correct horse" };
    expect(settingProblems({ ...fromUser, ...site.environment }, "local")).toEqual([]);
    expect(Object.keys(site.build?.args ?? {}).every((name) => textsOf("ARG").includes(`${name}=`))).toBe(true);
  });

  test("waits longer before a kill than the server needs to stop", () => {
    const limit = Number(/DRAIN_LIMIT = (\d+)_000/.exec(read("scripts/serve/serve-site.ts"))?.[1]);
    expect(Number.parseInt(site.stop_grace_period ?? "", 10)).toBeGreaterThan(limit);
  });

  test("has a database that keeps every key and every change", () => {
    expect(valkey.command?.join(" ")).toMatch(/--appendonly yes .*--maxmemory-policy noeviction/);
    expect(valkey.volumes).toEqual(["statistics:/data"]);
    expect(site.environment?.["REDIS_URL"]).toBe("redis://valkey:6379");
  });

  test("mounts files and volumes that exist", () => {
    const sources = [site, caddy, valkey].flatMap((service) => service.volumes.map((mount) => mount.replace(/:.*/, "")));
    expect(sources.filter((source) => !(source.startsWith("./") ? existsSync(join(root, source)) : Object.keys(volumes).includes(source)))).toEqual([]);
  });
});

/** The steps of the image are carried out as written, in a clone; installing and building take a minute or two. */
describe.runIf(hasSandbox())("the image, without an engine", { tags: ["full"] }, () => {
  let folder: string;
  let image: Stage;
  let data: string;
  let port: number;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "readyslot-image-"));
    makeOrigin(root, join(folder, "clone"));
    image = await buildImage(join(folder, "clone"), join(folder, "stages"), { PUBLIC_CAL_LINK: "studio/30min", SITE_URL: "https://example.com", COMMIT: "abcdef0" });
    data = join(folder, "data");
    await mkdir(data);
    await chown(data, 1_000, 1_000);
    port = await freePort();
  }, 600_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A started container, its log so far, and its end. */
  async function container(env: Record<string, string> = {}) {
    const child = start(image, image.command, { data, env: { PORT: String(port), HOST: "127.0.0.1", ADMIN_PASSWORD: "correct horse", ...env } });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (log += chunk.toString()));
    const ended = once(child, "exit");
    await expect.poll(() => log, { timeout: 60_000 }).toContain("Readyslot is running");
    return {
      log: () => log,
      async stop() {
        process.kill(await firstProcess(child), "SIGTERM");
        return (await ended)[0] as number | null;
      },
    };
  }

  const healthCheck = async () => {
    const child = start(image, image.healthCheck, { data, env: { PORT: String(port), HOST: "127.0.0.1" } });
    return (await once(child, "exit"))[0] as number;
  };

  test("has less than 250 MB of packages and files", async () => {
    expect(Number.parseInt(execFileSync("du", ["-sm", join(image.root, "site")], { encoding: "utf8" }), 10)).toBeLessThan(250);
    const packages = await readdir(join(image.root, "site", "node_modules"));
    for (const tool of ["astro", "vite", "typescript", "playwright", "node"]) expect(packages).not.toContain(tool);
  });

  test("serves the site as a user without rights from files that it cannot change, is healthy, and stops on SIGTERM", async () => {
    expect(await healthCheck()).toBe(1);
    const running = await container({ LOG_LEVEL: "debug" });
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("studio/30min")]);
    const health = await fetch(`http://127.0.0.1:${port}/api/health`);
    expect(await health.json()).toMatchObject({ status: "ok", store: "embedded", release: "abcdef0" });
    expect(health.headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
    expect(await healthCheck()).toBe(0);
    expect(await running.stop()).toBe(0);
    // Every line of the log is JSON, and names the request that it belongs to.
    const lines = running.log().trim().split("\n").map((line) => JSON.parse(line) as { message: string });
    expect(lines.map(({ message }) => message)).toEqual(["Readyslot is running.", "Request answered.", expect.stringContaining("Stopping")]);
    expect(lines[1]).toMatchObject({ level: "debug", method: "GET", route: "/api/health", status: 200, requestId: health.headers.get("x-request-id") });
    // What was counted is in one file of the volume.
    expect(await readdir(data)).toEqual(["metrics.db"]);
  });

  test("may write nowhere but in its volume and /tmp", async () => {
    const script = 'id -u; for at in /site /site/.vercel /site/node_modules /etc /; do touch $at/x 2>/dev/null && echo "wrote $at"; done; touch /data/x /tmp/x && echo done; rm /data/x';
    const child = start(image, ["sh", "-c", script], { data });
    let said = "";
    child.stdout?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await once(child, "close");
    expect(said).toBe("1000\ndone\n");
  });

  test.runIf(spawnSync("caddy", ["version"]).status === 0)("runs with the services of compose.yaml: behind Caddy, with the database's settings", async () => {
    const [database, front] = [await freePort(), await freePort()];
    const statistics = join(folder, "statistics");
    await mkdir(statistics);
    const redis = await startRedis(["--port", String(database), "--bind", "127.0.0.1", "--dir", statistics, ...(valkey.command ?? []).slice(1)]);
    const REDIS_URL = site.environment?.["REDIS_URL"]?.replace("valkey:6379", `127.0.0.1:${database}`) ?? "";
    const running = await container({ ...site.environment, REDIS_URL, PORT: String(port), HOST: "127.0.0.1" });
    const env = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, SITE_URL: `http://localhost:${front}`, SITE_UPSTREAM: `127.0.0.1:${port}` };
    const proxy = spawn("caddy", ["run", "--config", join(root, "deploy", "Caddyfile"), "--adapter", "caddyfile"], { env, stdio: "ignore" });
    try {
      const health = async () => (await fetch(`http://localhost:${front}/api/health`)).json() as Promise<object>;
      await expect.poll(() => health().catch(() => undefined)).toMatchObject({ status: "ok", store: "redis" });
      expect(await (await fetch(`http://localhost:${front}/`)).text()).toContain("studio/30min");
      // A restart of the database loses nothing.
      expect(await readdir(statistics)).toContain("appendonlydir");
    } finally {
      proxy.kill("SIGTERM");
      redis.kill("SIGTERM");
      await Promise.all([once(proxy, "exit"), once(redis, "exit")]);
    }
    expect(await running.stop()).toBe(0);
  });

  test("starts without any volume if a database keeps the statistics", async () => {
    const nothing = join(folder, "nothing");
    await mkdir(nothing, { recursive: true });
    const child = start(image, image.command, { data: nothing, env: { PORT: String(port), HOST: "127.0.0.1", ADMIN_PASSWORD: "correct horse", REDIS_URL: "redis://127.0.0.1:1" } });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (log += chunk.toString()));
    await expect.poll(() => log, { timeout: 60_000 }).toContain("Readyslot is running");
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
    expect((await (await fetch(`http://127.0.0.1:${port}/api/health`)).json()) as object).toMatchObject({ status: "failing", store: "redis" });
    const ended = once(child, "exit");
    process.kill(await firstProcess(child), "SIGTERM");
    expect((await ended)[0]).toBe(0);
  });
});
