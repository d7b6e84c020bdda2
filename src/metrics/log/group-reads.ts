/**
 * Reads of the store. All that are asked for within one turn of the event loop share one request, and those of the same key one
 * command: a report asks for hundreds of keys, from many places that need not know of each other.
 */
import { setImmediate } from "node:timers/promises";
import type { KvClient } from "../../host/kv/kv.ts";

export interface GroupReads {
  /** The values of these keys; null for one that is missing. */
  values(keys: readonly string[]): Promise<unknown[]>;
  /** How many entries a list has; 0 for a key that is missing. */
  length(key: string): Promise<number>;
  /** The fields of a hash; none for a key that is missing. */
  hash(key: string): Promise<Readonly<Record<string, unknown>>>;
  /** A part of a list, newest first, as `LRANGE` counts. */
  range(key: string, from: number, to: number): Promise<unknown[]>;
}

type Pipeline = ReturnType<KvClient["pipeline"]>;

interface Batch {
  /** By their text: each adds itself to the pipeline. */
  readonly commands: Map<string, (pipeline: Pipeline) => void>;
  readonly keys: Set<string>;
  readonly replies: Promise<{ of(command: string): unknown; values: ReadonlyMap<string, unknown> }>;
}

/** In one MGET. A record's idempotency key has some 130 bytes. */
const MOST_KEYS = 2_000;

export function createGroupReads(client: KvClient): GroupReads {
  let open: Batch | undefined;

  function batch(): Batch {
    if (open !== undefined) return open;
    const [commands, keys]: [Batch["commands"], Batch["keys"]] = [new Map(), new Set()];
    const replies = setImmediate().then(() => {
      open = undefined;
      return send(client, commands, [...keys]);
    });
    return (open = { commands, keys, replies });
  }

  async function ask(command: string, add: (pipeline: Pipeline) => void): Promise<unknown> {
    const { commands, replies } = batch();
    commands.set(command, add);
    return (await replies).of(command);
  }

  return {
    async values(keys) {
      if (keys.length === 0) return [];
      const shared = batch();
      for (const key of keys) shared.keys.add(key);
      const { values } = await shared.replies;
      return keys.map((key) => values.get(key) ?? null);
    },
    length: async (key) => Number(await ask(`llen ${key}`, (pipeline) => pipeline.llen(key))),
    hash: async (key) => ((await ask(`hgetall ${key}`, (pipeline) => pipeline.hgetall(key))) ?? {}) as Readonly<Record<string, unknown>>,
    async range(key, from, to) {
      const reply = await ask(`lrange ${key} ${from} ${to}`, (pipeline) => pipeline.lrange(key, from, to));
      return Array.isArray(reply) ? reply : [];
    },
  };
}

/** @throws {Error} with the store's own words, for the one whose command failed. */
async function send(client: KvClient, commands: Batch["commands"], keys: readonly string[]) {
  const pipeline = client.pipeline();
  for (const add of commands.values()) add(pipeline);
  const parts = Array.from({ length: Math.ceil(keys.length / MOST_KEYS) }, (_, i) => keys.slice(i * MOST_KEYS, (i + 1) * MOST_KEYS));
  for (const part of parts) pipeline.mget(...part);
  const replies = await pipeline.exec({ keepErrors: true });
  const resultOf = (i: number): unknown => {
    const { error, result } = replies[i] ?? { error: "The store did not answer this command.", result: undefined };
    if (error) throw new Error(error);
    return result;
  };
  const places = new Map([...commands.keys()].map((command, i) => [command, i]));
  const values = new Map(parts.flatMap((part, i) => {
    const found = resultOf(commands.size + i) as unknown[];
    return part.map((key, j) => [key, found[j]] as const);
  }));
  return { of: (command: string) => resultOf(places.get(command) ?? -1), values };
}
