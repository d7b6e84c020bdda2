/** What browsers post: full samples with the values of a site of usual size. */
import { randomUUID } from "node:crypto";
import { PHASES, type CalSample } from "../../../src/metrics/shared/sample.ts";
import { USER_AGENTS } from "../../fixtures/requests/user-agents.ts";
import { drawTime } from "./field-times.ts";

export interface Post {
  readonly body: string;
  readonly userAgent: string;
}

const PAGES = ["/", "/services", "/pricing", "/about", "/contact", "/services/strategy", "/services/design", "/team", "/blog", "/blog/booking", "/faq", "/cases"];
const PLACEMENTS = ["hero", "header", "footer", "pricing-table", "faq", "closing"];
const RELEASES = ["4fb454d", "5aa99df", "9569986"];
const POOL = 2_000;

/** A sample with every field that a ready opening can have, and an id of its own. */
export function fullSample(random: () => number): CalSample {
  const times = Object.fromEntries([...PHASES, "lcp", "inp", "ttfb"].map((name) => [name, drawTime(name as (typeof PHASES)[number], random)]));
  return {
    id: "30min",
    sampleId: randomUUID(),
    ...times,
    cls: drawTime("cls", random) / 1_000,
    page: mostlyFirst(PAGES, random),
    placement: mostlyFirst(PLACEMENTS, random),
    variant: mostlyFirst(["optimized", "baseline"], random),
    release: mostlyFirst(RELEASES, random),
    openKind: mostlyFirst(["warmed", "cold", "reopened"], random),
    outcome: "ready",
    connection: mostlyFirst(["4g", "3g", "2g", "slow-2g"], random),
    viewportWidth: 360 + Math.floor(random() * 1_500),
    viewportHeight: 640 + Math.floor(random() * 700),
    timestamp: new Date().toISOString(),
    dropped: 0,
  };
}

/** The least that is accepted, as the first senders knew it. */
export function minimalSample(random: () => number): CalSample {
  const { id, calLoadTime = 0, iframeLoadTime = 0, totalDuration = 0 } = fullSample(random);
  return { id, calLoadTime, iframeLoadTime, totalDuration };
}

/** A full sample of an opening that failed: the page's vitals, no phases, and why. */
export function errorSample(random: () => number): CalSample {
  const failed: CalSample = { ...fullSample(random), outcome: "failed", errorClass: "script-failed", error: "embed.js could not be loaded" };
  for (const phase of PHASES) delete failed[phase];
  return failed;
}

/** Gives one post after the other from a pool that is made beforehand; each has an id of its own. */
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

/** Each is half as likely as the one before: pages and placements are that unequal. */
function mostlyFirst<T>(values: readonly T[], random: () => number): T {
  const index = Math.min(Math.floor(-Math.log2(1 - random())), values.length - 1);
  return values[index] as T;
}
