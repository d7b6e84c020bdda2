/** The posts of browsers: full samples with the values of a site of usual size. */
import { randomUUID } from "node:crypto";
import { FIELDS, type Field, type FieldName } from "../../../src/metrics/fields.ts";
import { PHASES, SENT_FIELDS, type CalSample } from "../../../src/metrics/shared/sample.ts";
import { USER_AGENTS } from "../../fixtures/requests/user-agents.ts";
import { drawTime, type Measured } from "./field-times.ts";

export interface Post {
  readonly body: string;
  readonly userAgent: string;
}

/** The values of names and paths, most frequent first. */
const NAMES: Readonly<Partial<Record<FieldName, readonly string[]>>> = {
  page: ["/", "/services", "/pricing", "/about", "/contact", "/services/strategy", "/services/design", "/team", "/blog", "/blog/booking", "/faq", "/cases"],
  placement: ["hero", "header", "footer", "pricing-table", "faq", "closing"],
  release: ["4fb454d", "5aa99df", "9569986"],
};
/** The values of choices, most frequent first; other choices in their own order. */
const USUAL_ORDER: Readonly<Partial<Record<FieldName, readonly string[]>>> = {
  openKind: ["warmed", "cold", "reopened"],
  connection: ["4g", "3g", "2g", "slow-2g"],
};
const POOL = 2_000;

/** Left out of a ready opening of a visitor. */
const ABSENT: ReadonlySet<FieldName> = new Set(["error", "errorClass", "synthetic", "userAgent"]);

/** A sample with every field that a ready opening can have, and its own id. */
export function fullSample(random: () => number): CalSample {
  const names = SENT_FIELDS.filter((name) => !ABSENT.has(name));
  const values = Object.fromEntries(names.map((name) => [name, valueOf(name, FIELDS[name], random)]));
  return { ...values, id: "30min", sampleId: randomUUID(), outcome: "ready", dropped: 0 };
}

/** A value of the usual size and distribution. */
function valueOf(name: FieldName, field: Field, random: () => number): unknown {
  switch (field.kind) {
    case "time":
      return drawTime(name as Measured, random);
    case "score":
      return drawTime(name as Measured, random) / 1_000;
    case "pixels":
      return 360 + Math.floor(random() * 1_500);
    case "choice":
      return mostlyFirst(USUAL_ORDER[name] ?? field.values, random);
    case "instant":
      return new Date().toISOString();
    default:
      return mostlyFirst(NAMES[name] ?? [name], random);
  }
}

/** The minimal payload of older senders. */
export function minimalSample(random: () => number): CalSample {
  const { id, calLoadTime = 0, iframeLoadTime = 0, totalDuration = 0 } = fullSample(random);
  return { id, calLoadTime, iframeLoadTime, totalDuration };
}

/** A full sample of a failed opening: the page's vitals, no phases, and the error. */
export function errorSample(random: () => number): CalSample {
  const failed: CalSample = { ...fullSample(random), outcome: "failed", errorClass: "script-failed", error: "embed.js could not be loaded" };
  for (const phase of PHASES) delete failed[phase];
  return failed;
}

/** Returns the next post from a pool that is made beforehand; each has its own id. */
export function createPosts(random: () => number): () => Post {
  const pool = Array.from({ length: POOL }, () => ({ sample: fullSample(random), userAgent: userAgentOf(random) }));
  let next = 0;
  return () => {
    const { sample, userAgent } = pool[next++ % POOL] as (typeof pool)[number];
    return { body: JSON.stringify({ ...sample, sampleId: randomUUID() }), userAgent };
  };
}

function userAgentOf(random: () => number): string {
  return mostlyFirst(USER_AGENTS, random).userAgent;
}

/** Each value is half as likely as the one before, as with real pages and placements. */
function mostlyFirst<T>(values: readonly T[], random: () => number): T {
  const index = Math.min(Math.floor(-Math.log2(1 - random())), values.length - 1);
  return values[index] as T;
}
