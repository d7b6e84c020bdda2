import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { UpstashRequest } from "@upstash/redis";
import { VercelKV } from "@vercel/kv";
import { openEmbeddedKv } from "../../src/host/kv/embedded-kv.ts";
import type { Kv } from "../../src/host/kv/kv.ts";

export type Command = readonly (string | number)[];

/** One round trip. */
export interface Sent {
  readonly kind: "one" | "pipeline" | "multi-exec";
  readonly commands: readonly Command[];
  /** Bytes of the bodies. */
  readonly up: number;
  readonly down: number;
}

/** The embedded engine in a file of its own, which knows what was asked of it. */
export interface MeteredStore {
  readonly kv: Pick<Kv, "client" | "writer">;
  readonly sent: Sent[];
  /** Sends commands as they are. */
  send(kind: "pipeline" | "multi-exec", commands: readonly Command[]): Promise<void>;
  /** Bytes of the names and values that are kept, by what their keys begin with; without what an engine needs beside them. */
  bytesKept(): Readonly<Record<KeptIn, number>>;
  close(): void;
}

export const KEPT_IN = ["hour", "day", "mark", "recent", "other"] as const;
export type KeptIn = (typeof KEPT_IN)[number];

export function openMeteredStore(now: () => Date): MeteredStore {
  const folder = mkdtempSync(join(tmpdir(), "readyslot-simulate-"));
  const path = join(folder, "metrics.db");
  const engine = openEmbeddedKv(path, { now: () => now().getTime() });
  const sent: Sent[] = [];

  const request = async <TResult>(asked: UpstashRequest) => {
    const answer = await engine.request<TResult>(asked);
    const endpoint = asked.path?.[0] ?? "";
    const kind = endpoint === "pipeline" || endpoint === "multi-exec" ? endpoint : "one";
    const commands = (kind === "one" ? [asked.body] : asked.body) as readonly Command[];
    sent.push({ kind, commands, up: bytesOf(asked.body), down: bytesOf(answer) });
    return answer;
  };
  const client = new VercelKV({ request });
  return {
    kv: { client, writer: client },
    sent,
    async send(kind, commands) {
      await request({ path: [kind], body: commands });
    },
    bytesKept() {
      const db = new DatabaseSync(path, { readOnly: true });
      const kept: Record<KeptIn, number> = { hour: 0, day: 0, mark: 0, recent: 0, other: 0 };
      const sizes = db.prepare(`
        SELECT key, length(key) + coalesce(length(value), 0) AS bytes FROM keys
        UNION ALL SELECT key, length(member) + coalesce(length(value), 0) FROM members
        UNION ALL SELECT key, length(value) FROM items`);
      for (const { key, bytes } of sizes.iterate()) kept[placeOf(String(key))] += Number(bytes);
      db.close();
      return kept;
    },
    close() {
      engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function bytesOf(body: unknown): number {
  return Buffer.byteLength(JSON.stringify(body));
}

function placeOf(key: string): KeptIn {
  const place = key.split(":")[2] ?? "";
  if (place === "h") return "hour";
  if (place === "d") return "day";
  return place === "mark" || place === "recent" ? place : "other";
}
