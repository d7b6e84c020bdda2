import type { Ledger } from "./ledger.ts";
import type { Visitor } from "./visitors.ts";
import { ask, askRaw, dropRaw, type Answer, type RawSent, type Sent } from "./wire.ts";

/** The paths of the built site. */
export interface SiteFiles {
  readonly pages: readonly string[];
  /** Under their hashed names. */
  readonly assets: readonly string[];
}

/** Data of earlier requests that later ones use. */
export interface Memory {
  /** Entity tags, by path. */
  readonly etags: Map<string, string>;
  readonly samples: Kept;
  readonly bookings: Kept;
  readonly intents: Kept;
}

/** The newest bodies that were counted. */
export interface Kept {
  readonly bodies: string[];
  next: number;
}

/** Two minutes at 200 requests per second, so that repeated bodies are not only the latest. */
const REMEMBERED = 2_000;

export function createMemory(): Memory {
  const [samples, bookings, intents] = Array.from({ length: 3 }, (): Kept => ({ bodies: [], next: 0 })) as [Kept, Kept, Kept];
  return { etags: new Map(), samples, bookings, intents };
}

export function remember(kept: Kept, body: string): void {
  kept.bodies[kept.next++ % REMEMBERED] = body;
}

/** The environment of a request of one kind. */
export interface Scene {
  readonly origin: URL;
  readonly files: SiteFiles;
  readonly memory: Memory;
  readonly ledger: Ledger;
  readonly visitor: Visitor;
  readonly random: () => number;
  /** Sends a request and records the answer. @throws {Error} without an answer. */
  ask(sent: Sent, expected: readonly number[]): Promise<Answer>;
  /** The same with raw bytes. @returns the status. */
  askRaw(raw: Omit<RawSent, "from">, expected: readonly number[]): Promise<number>;
  /** Sends the pieces and disconnects. */
  drop(raw: Omit<RawSent, "from">): Promise<void>;
}

export type SceneSettings = Omit<Scene, "ask" | "askRaw" | "drop"> & { kind: string };

export function createScene(settings: SceneSettings): Scene {
  const { kind, origin, visitor, ledger } = settings;
  return {
    ...settings,
    async ask(sent, expected) {
      const started = performance.now();
      ledger.sent(kind);
      const answer = await ask(origin, visitor.agent, sent);
      ledger.answered(kind, answer.status, { expected, ms: performance.now() - started, path: sent.path, body: answer.body });
      return answer;
    },
    async askRaw(raw, expected) {
      const started = performance.now();
      ledger.sent(kind);
      const status = await askRaw(origin, { ...raw, from: visitor.address });
      ledger.answered(kind, status, { expected, ms: performance.now() - started, path: raw.pieces[0] ?? "", body: "" });
      return status;
    },
    async drop(raw) {
      ledger.sent(kind);
      await dropRaw(origin, { ...raw, from: visitor.address });
      ledger.droppedOnPurpose(kind);
    },
  };
}

export function oneOf<T>(values: readonly T[], random: () => number): T {
  // The list is never empty.
  return values[Math.floor(random() * values.length)] as T;
}
