/** Samples as browsers post them: of the same made-up visitors and openings as the demo's months. */
import { randomUUID } from "node:crypto";
import { FRAME_PHASES, INTENT_FIELDS, PHASES, type CalSample, type IntentEvent, type IntentField } from "../../../src/metrics/shared/sample.ts";
import { diceOf, type Dice } from "./dice.ts";
import { openCalendar, type Went } from "./open-calendar.ts";
import { newVisitor, vitalsOf, type Visitor, type Vitals } from "./visitors.ts";

export type Sample = CalSample & { sampleId: string };

export interface Post {
  readonly body: string;
  readonly userAgent: string;
  /** IPv4; another one for each post, and another network than that of the posts before. */
  readonly address: string;
}

export const EVENT = "30min";
const RELEASES = [["4fb454d", 4], ["5aa99df", 2], ["9569986", 1]] as const;
const POOL = 2_000;

interface Opening {
  readonly visitor: Visitor;
  readonly release: string;
  readonly vitals: Vitals;
  readonly went: Went;
  readonly at: Date;
}

/** The sample that reports an opening. */
export function sampleOf({ visitor, release, vitals, went, at }: Opening, dice: Dice): Sample {
  const sampleId = dice.uuid();
  const timestamp = new Date(at.getTime() - dice.between(80, 900)).toISOString();
  return { id: EVENT, sampleId, timestamp, ...visitor.facts, release, ...vitals, ...went };
}

/** The intent of a page view without an opening. */
export function intentOf({ facts }: Visitor, release: string, dice: Dice): IntentEvent {
  return { sampleId: dice.uuid(), intent: true, ...intentFields({ id: EVENT, ...facts, release }) };
}

/** The fields of a sample that an intent has, too. */
export function intentFields(sample: CalSample): Pick<CalSample, IntentField> {
  return Object.fromEntries(INTENT_FIELDS.map((name) => [name, sample[name]])) as Pick<CalSample, IntentField>;
}

/** A sample with every field that an opening with Cal's frame can have. Its id depends on `random`. */
export function fullSample(random: () => number): Sample {
  return fullOpening(random).sample;
}

/** A sample of an opening in which the dialog showed free times, with a pick or without. */
export function timesSample(random: () => number, { isPicked = true } = {}): Sample {
  const sample: Sample = { ...fullSample(random), variant: "instant", outcome: "times", timesTime: 40 + Math.round(random() * 400) };
  for (const phase of FRAME_PHASES) delete sample[phase];
  return isPicked ? { ...sample, picked: true, formTime: 20 + Math.round(random() * 1_500) } : sample;
}

/** The smallest sample that is accepted, as the first version of the page sent it. */
export function minimalSample(random: () => number): CalSample {
  const { id, calLoadTime = 0, iframeLoadTime = 0, totalDuration = 0 } = fullSample(random);
  return { id, calLoadTime, iframeLoadTime, totalDuration };
}

/** A sample of an opening that failed: vitals and error, no phases. */
export function errorSample(random: () => number): Sample {
  const failed: Sample = { ...fullSample(random), outcome: "failed", errorClass: "script-failed", error: "embed.js could not be loaded" };
  for (const phase of PHASES) delete failed[phase];
  return failed;
}

/** Gives one post after the other from a pool that is made beforehand; each has an id and an address of its own. */
export function createPosts(random: () => number): () => Post {
  const pool = Array.from({ length: POOL }, () => fullOpening(random));
  let next = 0;
  return () => {
    const { sample, userAgent } = pool[next++ % POOL] as (typeof pool)[number];
    const address = [10, next, next >> 8, next >> 16].map((byte) => byte & 255).join(".");
    return { body: JSON.stringify({ ...sample, sampleId: randomUUID() }), userAgent, address };
  };
}

/** Only Chromium reports the connection and all vitals, and only a first opening has the time of its code. */
function fullOpening(random: () => number): { sample: Sample; userAgent: string } {
  const dice = diceOf(random);
  for (;;) {
    const visitor = newVisitor(dice);
    const went = openCalendar(visitor, { isOut: false, isSlowRelease: false, isFirst: true }, dice);
    if (visitor.facts.connection === undefined || went.outcome !== "ready") continue;
    const sample = sampleOf({ visitor, release: dice.pick(RELEASES), vitals: vitalsOf(visitor, dice), went, at: new Date() }, dice);
    return { sample: { ...sample, dropped: 0 }, userAgent: visitor.userAgent };
  }
}
