import { describe, expect, test } from "vitest";
import { noteCount, OPENINGS_PER_DAY, openingsPerDay, postsPerDay, waitOf } from "../../../../src/metrics/ingest/sender-limits.ts";

const RATE = 120;
const NOON = new Date("2026-11-22T12:00:00Z");
const HALF_DAY = 43_200;

let made = 0;
const newSender = () => `sender-${made++}`;

/** Takes a count, and gives how long the sender has to wait with a post and with an opening. */
function waits(count: Partial<{ day: number; minute: number; openings: number }>, sender = newSender()) {
  noteCount(sender, { day: 1, minute: 1, openings: 1, ...count }, RATE, NOON);
  return { post: waitOf(sender, "posts"), opening: waitOf(sender, "openings") };
}

describe("a sender", () => {
  test("below its limits need not wait", () => {
    expect(waits({ day: postsPerDay(RATE) - 1, minute: RATE - 1, openings: OPENINGS_PER_DAY - 1 })).toEqual({ post: undefined, opening: undefined });
  });

  test("with as many posts as a minute may have waits for a minute", () => {
    expect(waits({ minute: RATE })).toEqual({ post: 60, opening: undefined });
  });

  test("with as many openings as a day may have sends no more of them on this day (UTC), but other posts", () => {
    expect(waits({ openings: OPENINGS_PER_DAY })).toEqual({ post: undefined, opening: HALF_DAY });
  });

  test("with as many posts as a day may have sends nothing more on this day, even if it was refused for a minute", () => {
    const sender = newSender();
    waits({ minute: RATE }, sender);
    expect(waits({ minute: RATE, day: postsPerDay(RATE) }, sender)).toEqual({ post: HALF_DAY, opening: undefined });
  });

  test("may send more a day where it may send more a minute", () => {
    expect([openingsPerDay(RATE), openingsPerDay(1_000), postsPerDay(RATE), postsPerDay(1_000)]).toEqual([60, 500, 600, 5_000]);
  });
});
