/** Records openings and intents: each is one record in the log of its hour, counted once by its idempotency key. */
import { randomBytes } from "node:crypto";
import type { KvClient } from "../../host/kv/kv.ts";
import type { Append, GroupCommit } from "../log/group-commit.ts";
import { failuresAt, KEPT } from "../log/keys.ts";
import { BLOCK_RECORDS, entryOf, markOf, sampleIdOf, type Logs } from "../log/logs.ts";
import { partsOf, readRecord, recordText, type LogRecord } from "../log/record-text.ts";
import type { PostCounter } from "../log/post-counter.ts";
import { isError } from "../rollups/samples.ts";
import { DIMENSIONS, type StoredSample } from "../shared/sample.ts";
import type { RecordFields } from "../statistics/fold.ts";
import { periodAt, type Period } from "../statistics/periods.ts";
import { sampleDelta } from "../statistics/sample-delta.ts";
import type { MetricsStore, Post } from "./metrics-store.ts";
import type { Today } from "./today.ts";

export interface RecorderSources {
  readonly client: KvClient;
  readonly commit: GroupCommit;
  readonly posts: PostCounter;
  readonly logs: Pick<Logs, "makeBlock">;
  readonly today: Today;
}

export function createRecorder({ client, commit, posts, logs, today }: RecorderSources): Pick<MetricsStore, "record" | "recordIntent"> {
  return {
    async record(sample, post) {
      const hour = periodAt("hour", new Date(sample.receivedAt));
      const record = recordOf(sampleIdOf(sample) === undefined ? "A" : "S", sample, hour, post);
      const mark = markOf(record);
      const isRepeated = post.isAgain === true && mark !== undefined;
      if (isRepeated) {
        const [known, counted] = await Promise.all([client.get<unknown>(mark), posts.count(post.sender)]);
        if (known !== null) {
          await addLater(known, record, hour);
          return { counted: false, today: await today.known(hour), posts: counted };
        }
      }
      const tailFrom = today.tailFrom(hour);
      const [appended, counted] = await Promise.all([
        commit.append({ ...appendOf(record, hour), tailFrom }),
        posts.count(post.sender, { isOpening: true, isCounted: isRepeated }),
      ]);
      if (!appended.isNew && mark !== undefined && record.fields.picked) await addLater(await client.get<unknown>(mark), record, hour);
      // Behind the answer. If this process ends before, the next reader makes it.
      if ((appended.place + 1) % BLOCK_RECORDS === 0) void logs.makeBlock(hour).catch(() => undefined);
      return { counted: appended.isNew, today: await today.after(hour, record, appended, tailFrom), posts: counted };
    },

    async recordIntent({ sampleId, values, at }, post) {
      const [hour, received] = [periodAt("hour", at), at.toISOString()];
      const record = recordOf("I", { ...values, sampleId, receivedAt: received, timestamp: received }, hour, post);
      const [{ isNew }, counted] = await Promise.all([commit.append(appendOf(record, hour)), posts.count(post.sender)]);
      return { counted: isNew, posts: counted };
    },
  };

  /** Adds what a sample that arrived again knows beyond the idempotency key of its first arrival. */
  async function addLater(known: unknown, record: LogRecord, hour: Period): Promise<void> {
    const first = readRecord(known);
    const delta = first && sampleDelta(first.fields, record.fields);
    if (first === undefined || delta === undefined) return;
    const { outcome: _, ...values } = first.fields;
    const later: LogRecord = { ...record, kind: "P", fields: { ...values, sampleId: sampleIdOf(record.fields) ?? "" }, ownValues: first.ownValues, delta };
    await commit.append(appendOf(later, hour));
    today.forget();
  }
}

function recordOf(kind: "S" | "A" | "I", fields: RecordFields & Pick<StoredSample, "receivedAt" | "timestamp">, hour: Period, { sender, network = sender, ownValues = [] }: Post): LogRecord {
  return { kind, token: newToken(), sender: network, ownValues, ...partsOf(fields, hour.start.getTime()) };
}

function appendOf(record: LogRecord, hour: Period): Append {
  const [text, mark, failures] = [recordText(record), markOf(record), failuresAt(hour.start)];
  return {
    hour,
    text,
    ...(mark !== undefined && { mark: { key: mark, value: markText(record, hour) } }),
    ...(isError(record.fields.outcome) && { copy: { key: failures.key, text: entryOf(failures, { text, hour }), keptSeconds: KEPT.failures } }),
  };
}

/** What an idempotency key keeps: the token, and what a booking, or the sample when it arrives again, needs of its opening. */
function markText({ fields, offset, delay = 0, ...record }: LogRecord, hour: Period): string {
  const isReady = fields.outcome === "ready" && fields.totalDuration !== undefined;
  const values = record.kind === "I" ? {} : Object.fromEntries(DIMENSIONS.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
  const clickedAt = Math.max(0, hour.start.getTime() + offset - delay);
  const went = fields.outcome === "times" ? { outcome: fields.outcome, ...(fields.picked && { picked: fields.picked }) } : isReady && { totalDuration: fields.totalDuration };
  return recordText({ ...record, kind: "K", offset: clickedAt, fields: { ...values, ...went } });
}

/** 6 characters: 36 random bits. */
export function newToken(): string {
  return randomBytes(5).toString("base64url").slice(0, 6);
}
