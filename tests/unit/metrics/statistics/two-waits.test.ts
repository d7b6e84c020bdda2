/** No percentile mixes the wait for Cal's frame with the wait for free times in the dialog, whatever senders claim. */
import { describe, expect, test } from "vitest";
import { storedSample } from "../../../../src/metrics/ingest/stored-sample.ts";
import { parseSample } from "../../../../src/metrics/ingest/sample-schema.ts";
import { readRecord, recordText, partsOf, type LogRecord } from "../../../../src/metrics/log/record-text.ts";
import { blockText, readCounted, rollupTexts, withPhases } from "../../../../src/metrics/log/rollup-text.ts";
import { FRAME_PHASES, OPEN_KINDS, OUTCOMES, PHASES, TIMES_PHASES, VARIANTS, type CalSample, type Phase } from "../../../../src/metrics/shared/sample.ts";
import { summaryOf, type Figures } from "../../../../src/metrics/statistics/figures.ts";
import { foldOf, mergeCounted, type Counted } from "../../../../src/metrics/statistics/fold.ts";
import { sampleDelta } from "../../../../src/metrics/statistics/sample-delta.ts";
import { createDice } from "../../../lab/openings/dice.ts";

const HOUR = Date.parse("2026-11-22T15:00:00.000Z");
const NOW = new Date(HOUR + 1_000);
/** Each kind of time has its own range, so that one in the wrong place is seen. */
const RANGES = { frame: [5_000, 90_000], times: [20, 1_000] } as const;
const rangeOf = (phase: Phase) => RANGES[TIMES_PHASES.some((one) => one === phase) ? "times" : "frame"];
/** A percentile is within 1 % of a value. */
const isIn = (phase: Phase, ms: number) => ms >= rangeOf(phase)[0] * 0.99 && ms <= rangeOf(phase)[1] * 1.01;

const dice = createDice(21);

/** Any field that the schema takes beside any outcome, also those that no browser of ours sends together. */
function anySample(i: number): CalSample {
  const sometimes = (phase: Phase) => (dice.chance(0.6) ? { [phase]: Math.round(dice.between(rangeOf(phase)[0], rangeOf(phase)[1])) } : {});
  const outcome = dice.pick(OUTCOMES.map((one) => [one, 1] as const));
  const sample = {
    id: "30min", sampleId: `s-${i}`, outcome, variant: dice.pick(VARIANTS.map((one) => [one, 1] as const)), openKind: dice.pick(OPEN_KINDS.map((one) => [one, 1] as const)),
    page: dice.pick([["/", 1], ["/services", 1]]),
    ...Object.assign({}, ...PHASES.map((phase) => sometimes(phase))),
    ...(dice.chance(0.4) && { picked: true as const }),
    ...((outcome === "failed" || outcome === "timed-out") && { error: "frame-timeout: 6500 ms" }),
  };
  return sample as CalSample;
}

function recordOf(sample: CalSample): LogRecord {
  const record: LogRecord = { kind: "S", token: "abcdef", sender: "sender", ownValues: [], ...partsOf(storedSample(sample, {}, NOW), HOUR) };
  return readRecord(recordText(record)) as LogRecord;
}

const accepted = Array.from({ length: 6_000 }, (_, i) => anySample(i)).filter((sample) => "sample" in parseSample(sample));
const records = accepted.map((sample) => recordOf(sample));

/** The figures after everything that a store does with them. */
function stored(): Counted[] {
  const halves = [records.slice(0, 2_000), records.slice(2_000)].map((some) => foldOf(some).counted);
  const merged = mergeCounted(halves.map((one) => JSON.parse(JSON.stringify(blockText(1, one))) as ReturnType<typeof blockText>).map((text) => readCounted(text)));
  const parts = rollupTexts(records.length, merged);
  return [merged, { whole: readCounted(parts.whole).whole, values: withPhases(readCounted(parts.values).values, readCounted(parts.phases).values) }];
}

const isFrame = ({ outcome }: CalSample) => outcome === "ready" || outcome === "opened";
const countsOf = (sample: CalSample) => foldOf([recordOf(sample)]).whole.counts;
const figuresIn = ({ whole, values }: Counted): Figures[] => [whole, ...[...values.values()].flatMap((one) => [...one.values()])];

describe("thousands of openings with any fields beside any outcome", () => {
  test("are accepted in every outcome, with and without a pick", () => {
    expect(accepted.length).toBeGreaterThan(2_000);
    for (const outcome of OUTCOMES) expect(accepted.filter((sample) => sample.outcome === outcome && sample.picked).length).toBeGreaterThan(50);
  });

  test("have every minimum, maximum and percentile of a phase in the phase's own range", () => {
    for (const figures of stored().flatMap((one) => figuresIn(one))) {
      for (const [phase, { n, ...summary }] of Object.entries(summaryOf(figures, "all").phases)) {
        const times = Object.values(summary).filter((ms) => ms !== null);
        expect(times.length).toBe(n === 0 ? 0 : 8);
        expect(times.filter((ms) => !isIn(phase as Phase, ms)).map((ms) => [phase, ms])).toEqual([]);
      }
    }
  });

  test("count each opening in the phases of one way only: that of its outcome", () => {
    for (const sample of accepted) {
      const counted = [...foldOf([recordOf(sample)]).whole.measures.keys()];
      const allowed: readonly string[] = sample.outcome === "ready" ? FRAME_PHASES : sample.outcome === "times" ? TIMES_PHASES : [];
      expect(counted.filter((measure) => !allowed.includes(measure))).toEqual([]);
    }
  });

  test("count a pick only where the dialog can have shown a time", () => {
    for (const sample of accepted.filter(isFrame)) expect(Object.keys(countsOf(sample))).not.toEqual(expect.arrayContaining([expect.stringMatching(/picked|times-seen/)]));
    for (const sample of accepted.filter((one) => !isFrame(one))) expect(countsOf(sample)["picked"] ?? 0).toBe(sample.picked ? 1 : 0);
  });

  test("add a later pick once, with the form's time and nothing else", () => {
    const [without, withPick] = [{ outcome: "times", timesTime: 120 }, { outcome: "times", timesTime: 120, picked: true, formTime: 400 }] as const;
    expect(sampleDelta(without, withPick)).toEqual({ all: { picked: 1 }, value: { picked: 1 }, formTime: 400 });
    expect(sampleDelta(without, { outcome: "timed-out", timesTime: 120, picked: true })).toEqual({ all: { times: -1, "timed-out": 1, picked: 1 }, value: { times: -1, "timed-out": 1, picked: 1 }, formTime: undefined });
    for (const [known, now] of [[without, without], [withPick, withPick], [withPick, without], [{ outcome: "ready" }, withPick], [{}, withPick]] as const) expect(sampleDelta(known, now)).toBeUndefined();
  });
});
