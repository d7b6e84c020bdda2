/** The four numbers that the admin's page and the digest begin with, and their changes. */
import { formats } from "./formats.ts";

const { count, percent, plural, signed } = formats;

export const keyNumbers = {
  names: { bookings: "Bookings", conversion: "Conversion", openings: "Openings", wait: "Time to usable" },
  /** Where the time to something usable is measured. */
  usable: { timesTime: "median, click to free times", totalDuration: "median, click to calendar" },
  /** A relative change of a count: 0.2 is 20 % more. */
  relative: ({ share }: { share: number }) => `${share < 0 ? "−" : "+"}${percent(Math.abs(share))}`,
  /** A difference of shares. */
  points: ({ share }: { share: number }) => `${signed(share * 100)} ${plural(share * 100, { one: "point", other: "points" })}`,
  slower: ({ ms }: { ms: number }) => `${count(ms)} ms slower`,
  faster: ({ ms }: { ms: number }) => `${count(ms)} ms faster`,
  /** There was nothing before. */
  fromNothing: "new",
  between: ({ low, high }: { low: string; high: string }) => `between ${low} and ${high}`,
  atLeast: ({ low }: { low: string }) => `at least ${low}`,
  judgements: {
    better: "more than chance",
    worse: "more than chance",
    chance: "may be chance",
    "too-few": "too few to rule out chance",
    "no-past": "nothing before to compare with",
  },
  before: ({ value }: { value: string }) => `${value} before`,
  /** "+20 %, probably between +5 % and +38 %: more than chance" */
  changed: ({ size, range, judgement }: { size: string; range: string; judgement: string }) => `${size}, probably ${range}: ${judgement}`,
};
