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

/** First the one that makes the clone; last the one that changes it. */
const ORDER = ["docs/quick-start.md", "README.md", "", "CONTRIBUTING.md"];
const PORT = 4321;

export interface Telling {
  say(text: string): void;
  tell(followed: Followed): void;
}

/**
 * Makes a new clone with the commands of docs/quick-start.md, and runs in it, as written and in order, what stands in its
 * fences of `sh` and in the other documents', up to the first that fails.
 */
export async function followAll(telling: Telling): Promise<Followed[]> {
  const folder = await mkdtemp(join(tmpdir(), "readyslot-docs-"));
  try {
    return await followIn(folder, telling);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function followIn(folder: string, { say, tell }: Telling): Promise<Followed[]> {
  makeOrigin(root, join(folder, "origin"));
  const { repository } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { repository: string };
  const address = `https://github.com/${repository.replace(/^github:/, "")}`;
  const port = await freePort();
  const host = `localhost:${port}`;
  if (port !== PORT) say(`Port ${PORT} or ${PORT + 1} is taken: ${host} stands for localhost:${PORT}.`);
  const env = { ...newcomersEnv(), ...insteadOf(address, join(folder, "origin")), ...(port === PORT ? {} : { PORT: String(port) }) };

  const clone = join(folder, address.split("/").at(-1) ?? "");
  const all: Followed[] = [];
  for (const { path, text } of inOrder(documentsOf(root))) {
    const commands = shellBlocks(path, text);
    if (commands.length === 0) continue;
    say(`\n${path}`);
    const session = openShell({ cwd: path === ORDER[0] ? folder : clone, env });
    try {
      all.push(...(await followDocument(commands, { session, host, tell })));
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

/** The documents' port where it and the next, the demo calendar's, are free; else another such pair. */
async function freePort(): Promise<number> {
  for (const port of [PORT, 14_321, 24_321, 34_321]) {
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error(`Port ${PORT} is taken, and so are those that could stand for it. Stop what listens there.`);
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
