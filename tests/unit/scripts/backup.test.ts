/** npm run backup and npm run restore, as processes, beside a server's connection in another process. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { VercelKV } from "@vercel/kv";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root } from "../../../scripts/settings.ts";
import { backUp } from "../../../scripts/store-file/store-file.ts";
import { openEmbeddedKv } from "../../../src/host/kv/embedded-kv.ts";

let folder: string;
let data: string;
let store: string;
let servers: ChildProcess[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "readyslot-backup-"));
  data = join(folder, "data");
  store = join(data, "metrics.db");
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map(stop));
  await rm(folder, { recursive: true, force: true });
});

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGKILL");
  await ended;
}

/** Runs the command. @returns its exit code and its output. */
async function run(name: "backup" | "restore", args: string[] = [], env: Record<string, string> = {}): Promise<{ code: number; said: string }> {
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(process.execPath, [join(root, "scripts", `${name}.ts`), ...args], { cwd: folder, env: { PATH, HOME, DATA_DIR: data, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, said };
}

/** Counts and appends in one transaction, over and over, in another process. Resolves when it has begun. */
async function startWriter(): Promise<ChildProcess> {
  const kv = pathToFileURL(join(root, "src", "host", "kv", "kv.ts")).href;
  const program = `
    const { connectKv } = await import(${JSON.stringify(kv)});
    const { writer } = connectKv({ DATA_DIR: ${JSON.stringify(data)} });
    for (let i = 1; ; i++) {
      await writer.multi().incr("counted").lpush("log", "record " + i).exec();
      if (i === 100) process.stdout.write("begun");
      await new Promise((resolve) => setImmediate(resolve));
    }`;
  return startServer(program);
}

async function startServer(program: string): Promise<ChildProcess> {
  const server = spawn(process.execPath, ["--no-warnings", "--input-type=module", "--eval", program], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  servers.push(server);
  await once(server.stdout ?? server, "data");
  return server;
}

async function write(counted: number): Promise<void> {
  const engine = openEmbeddedKv(store);
  await new VercelKV(engine).set("counted", counted);
  engine.close();
}

async function countedIn(path: string): Promise<unknown> {
  const engine = openEmbeddedKv(path);
  const counted = await new VercelKV(engine).get("counted");
  engine.close();
  return counted;
}

describe("a backup", () => {
  test("is consistent while a server writes, and has everything that was written before", async () => {
    await startWriter();
    for (const name of ["a.db", "b.db", "c.db"]) {
      const target = join(folder, name);
      expect(await run("backup", [target])).toEqual({ code: 0, said: expect.stringMatching(/^Wrote [\d.]+ MB to .*\. Copy it to another machine/) });
      const engine = openEmbeddedKv(target);
      const [counted, length] = await new VercelKV(engine).pipeline().get<number>("counted").llen("log").exec<[number, number]>();
      engine.close();
      expect(length).toBe(counted);
      expect(counted).toBeGreaterThanOrEqual(100);
    }
  });

  test("is one file, in the data folder by default, and leaves a stopped store as it was", async () => {
    await write(7);
    expect((await run("backup")).code).toBe(0);
    expect((await readdir(data)).toSorted()).toEqual(["backups", "metrics.db"]);
    const names = await readdir(join(data, "backups"));
    expect(names).toEqual([expect.stringMatching(/^metrics-\d{4}-\d\d-\d\dT\d{6}Z\.db$/)]);
    expect(await countedIn(join(data, "backups", names[0] ?? ""))).toBe(7);
  });

  test("never replaces a file", async () => {
    await write(7);
    await writeFile(join(folder, "kept.db"), "kept");
    expect(await run("backup", ["kept.db"])).toEqual({ code: 1, said: expect.stringContaining("kept.db exists") });
    expect(await readFile(join(folder, "kept.db"), "utf8")).toBe("kept");
  });

  test("needs a store", async () => {
    expect(await run("backup")).toEqual({ code: 1, said: expect.stringContaining("There is no store at") });
  });
});

describe("a restore", () => {
  let backup: string;
  beforeEach(async () => {
    backup = join(folder, "backup.db");
    await write(7);
    backUp(store, backup);
  });

  test("brings back what was counted, and keeps the store that was there", async () => {
    await write(8);
    const { code, said } = await run("restore", [backup]);
    expect([code, said]).toEqual([0, expect.stringMatching(/^Restored [\d.]+ MB from .*The store that was there is now .*metrics\.db\.before-restore-/)]);
    const names = (await readdir(data)).toSorted();
    expect(names).toEqual(["metrics.db", expect.stringContaining("metrics.db.before-restore-")]);
    expect([await countedIn(store), await countedIn(join(data, names[1] ?? ""))]).toEqual([7, 8]);
  });

  test("into an empty folder is the whole store", async () => {
    await rm(data, { recursive: true });
    expect((await run("restore", [backup])).code).toBe(0);
    expect(await readdir(data)).toEqual(["metrics.db"]);
    expect(await countedIn(store)).toBe(7);
  });

  test("keeps what a killed server had not written back into its file", async () => {
    await stop(await startWriter());
    const { code } = await run("restore", [backup]);
    const kept = (await readdir(data)).find((name) => name.includes(".before-restore-")) ?? "";
    expect([code, await countedIn(store), Number(await countedIn(join(data, kept)))]).toEqual([0, 7, expect.any(Number)]);
    expect(Number(await countedIn(join(data, kept)))).toBeGreaterThanOrEqual(107);
  });

  test("is refused while a server runs, even an idle one, and changes nothing", async () => {
    await write(8);
    const kv = JSON.stringify(pathToFileURL(join(root, "src", "host", "kv", "kv.ts")).href);
    await startServer(`
      const { connectKv } = await import(${kv});
      const { client } = connectKv({ DATA_DIR: ${JSON.stringify(data)} });
      process.stdout.write(String(await client.get("counted")));
      setInterval(() => {}, 1_000);`);
    expect(await run("restore", [backup])).toEqual({ code: 1, said: expect.stringMatching(/A server uses .*metrics\.db\. Stop it, and run the command again/) });
    expect((await readdir(data)).filter((name) => /before|part/.test(name))).toEqual([]);
    expect(await countedIn(store)).toBe(8);
  });

  test.each([
    ["text", (path: string) => writeFile(path, "not a database"), /is not a backup of the store: file is not a database/],
    ["another program's database", (path: string) => Promise.resolve(new DatabaseSync(path).exec("CREATE TABLE other (x)")), /a database of another program/],
    ["half a backup", async (path: string) => writeFile(path, (await readFile(backup)).subarray(0, 6_000)), /is not a backup of the store/],
    ["nothing", () => Promise.resolve(), /There is no file/],
    ["a store in use", async (path: string) => void (await Promise.all([writeFile(path, await readFile(backup)), writeFile(`${path}-wal`, "log")])), /is a store in use/],
  ])("refuses a file that is %s, and changes nothing", async (_name, make, reason) => {
    await write(8);
    const path = join(folder, "other.db");
    await make(path);
    expect(await run("restore", [path])).toEqual({ code: 1, said: expect.stringMatching(reason) });
    expect([await readdir(data), await countedIn(store)]).toEqual([["metrics.db"], 8]);
  });

  test("replaces a store that is damaged", async () => {
    await writeFile(store, "damaged");
    await writeFile(`${store}-wal`, "damaged");
    expect((await run("restore", [backup])).code).toBe(0);
    expect(await countedIn(store)).toBe(7);
    expect((await readdir(data)).filter((name) => /before-restore-.*Z$/.test(name))).toHaveLength(1);
  });

  test("needs the name of a file", async () => {
    expect(await run("restore")).toEqual({ code: 0, said: expect.stringContaining("npm run restore <file>") });
  });
});

test.each(["backup", "restore"] as const)("%s says where the backups of a Redis are", async (name) => {
  const { code, said } = await run(name, ["file.db"], { REDIS_URL: "redis://:hidden@cache" });
  expect([code, said]).toEqual([1, expect.stringContaining("redis-cli BGSAVE")]);
  expect(said).not.toContain("hidden");
});

test.each(["backup", "restore"] as const)("%s says where the backups of Vercel KV are", async (name) => {
  const { code, said } = await run(name, ["file.db"], { KV_REST_API_URL: "https://eu1.upstash.io", KV_REST_API_TOKEN: "AYNgASQgN2ZiY2E3" });
  expect([code, said]).toEqual([1, expect.stringContaining("Use the backups of Upstash instead")]);
});
