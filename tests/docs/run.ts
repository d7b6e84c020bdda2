import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/settings.ts";
import { newcomersEnv } from "../fixtures/newcomers-env.ts";
import { documentsOf } from "./documents.ts";
import { followDocument, type Followed } from "./follow-document.ts";
import { insteadOf, makeOrigin } from "./fresh-clone.ts";
import { shellBlocks } from "./shell-blocks.ts";
import { openShell } from "./shell-session.ts";

/** The first creates the clone, the last changes it. */
const ORDER = ["docs/quick-start.md", "README.md", "", "CONTRIBUTING.md"];
const PORT = 4321;

export interface Output {
  log(text: string): void;
  report(followed: Followed): void;
}

/**
 * Makes a new clone with the commands of docs/quick-start.md, and runs in it, as written and in order, the commands in its
 * fences of `sh` and in the other documents', up to the first that fails.
 */
export async function followAll(output: Output): Promise<Followed[]> {
  const folder = await mkdtemp(join(tmpdir(), "readyslot-docs-"));
  try {
    return await followIn(folder, output);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function followIn(folder: string, { log, report }: Output): Promise<Followed[]> {
  makeOrigin(root, join(folder, "origin"));
  const { repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { repository: string };
  const address = `https://github.com/${repository.replace(/^github:/, "")}`;
  const port = await freePort();
  const host = `localhost:${port}`;
  if (port !== PORT) log(`Port ${PORT} or ${PORT + 1} is taken: using ${host} instead of localhost:${PORT}.`);
  const env = { ...newcomersEnv(), ...insteadOf(address, join(folder, "origin")), ...(port === PORT ? {} : { PORT: String(port) }) };

  const clone = join(folder, address.split("/").at(-1) ?? "");
  const all: Followed[] = [];
  for (const { path, text } of inOrder(documentsOf(root))) {
    const commands = shellBlocks(path, text);
    if (commands.length === 0) continue;
    log(`\n${path}`);
    const session = openShell({ cwd: path === ORDER[0] ? folder : clone, env });
    try {
      all.push(...(await followDocument(commands, { session, host, report })));
    } finally {
      await session.close();
    }
    if (all.some(({ verdict }) => verdict === "failed")) break;
  }
  return all;
}

function inOrder<T extends { path: string }>(documents: readonly T[]): T[] {
  return documents.toSorted((one, other) => placeOf(one.path) - placeOf(other.path));
}

function placeOf(path: string): number {
  return ORDER.indexOf(ORDER.includes(path) ? path : "");
}

/** The documents' port, or another one if it or the next one, the demo calendar's, is taken. */
async function freePort(): Promise<number> {
  for (const port of [PORT, 14_321, 24_321, 34_321]) {
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error(`Port ${PORT} is taken, and so are the ports that could replace it. Stop the program that uses port ${PORT}.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  server.close();
  await once(server, "close");
  return true;
}
