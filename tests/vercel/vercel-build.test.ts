/** `vercel build` produces the same output as `npm run build`, the routes of `scripts/deployed-output`, and the settings of vercel.json. */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import type { Route } from "@vercel/routing-utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deployedRoutes, type VercelJson } from "../../scripts/deployed-output/routes.ts";
import { cronsFor } from "../../src/host/http/crons.ts";
import vercelJson from "../../vercel.json" with { type: "json" };
import { buildIn } from "../fixtures/builds/built-copy.ts";
import { copyProject, type ProjectCopy } from "../fixtures/builds/project-copy.ts";
import { vercelBuild } from "./vercel-command.ts";

interface Output {
  config: { version: number; routes: Route[]; crons?: unknown };
  functions: string[];
  functionConfig: Record<string, unknown>;
  /** The static files' hashes, by their paths. */
  files: Record<string, string>;
}

/** The settings of a production deployment, and the variables that Vercel's command sets. */
const ENV = {
  VERCEL: "1",
  VERCEL_ENV: "production",
  PUBLIC_CAL_LINK: "studio/30min",
  SITE_URL: "https://readyslot.test",
  KV_REST_API_URL: "https://store.readyslot.test",
  KV_REST_API_TOKEN: "no-token-at-all",
  ADMIN_PASSWORD: "no-password-of-anybody",
  CRON_SECRET: "no-secret-for-a-clock",
};

let copy: ProjectCopy;
let ours: Output;
let vercels: Output;

beforeAll(async () => {
  copy = await copyProject();
  // Its list of packages is linked as well, so the project's own `npm run build`, which the command runs, installs nothing.
  await buildIn(copy.root, ENV);
  ours = await readOutput(copy.root);
  await rm(join(copy.root, ".vercel"), { recursive: true });
  await vercelBuild(copy.root, ENV);
  vercels = await readOutput(copy.root);
});

afterAll(() => copy.remove());

describe("vercel build", () => {
  test("deploys the routes of npm run serve, in the same order", () => {
    expect(vercels.config.routes).toEqual(deployedRoutes(ours.config.routes, vercelJson as VercelJson));
  });

  test("deploys the cron jobs", () => {
    expect(vercels.config.crons).toEqual(cronsFor("hobby"));
    expect(ours.config.crons).toEqual(vercels.config.crons);
  });

  test("keeps the memory, the time limit and the region of the function", () => {
    expect(vercels.functions).toEqual(["_hero.func", "_render.func"]);
    expect(vercels.functionConfig).toEqual(ours.functionConfig);
    expect(vercels.functionConfig).toMatchObject({ runtime: "nodejs24.x", memory: 1_024, maxDuration: 60, regions: vercelJson.regions });
  });

  test("serves the same static files, byte for byte", () => {
    expect(Object.keys(vercels.files).length).toBeGreaterThan(50);
    expect(vercels.files).toEqual(ours.files);
  });

  test("refuses an invalid vercel.json, so that this test finds its errors", async () => {
    const file = join(copy.root, "vercel.json");
    await writeFile(file, JSON.stringify({ ...vercelJson, functions: { "_render.func": { memory: 512 } } }));
    await expect(vercelBuild(copy.root, ENV)).rejects.toThrow(/doesn't match any Serverless Functions/);
  });
});

async function readOutput(root: string): Promise<Output> {
  const output = join(root, ".vercel", "output");
  const readJson = async <T>(...path: string[]) => JSON.parse(await readFile(join(output, ...path), "utf8")) as T;
  const files: [string, string][] = [];
  for (const entry of await readdir(join(output, "static"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    files.push([relative(join(output, "static"), file).split(sep).join("/"), createHash("sha256").update(await readFile(file)).digest("hex")]);
  }
  return {
    config: await readJson("config.json"),
    functions: await readdir(join(output, "functions")),
    functionConfig: await readJson("functions", "_render.func", ".vc-config.json"),
    files: Object.fromEntries(files.toSorted()),
  };
}
