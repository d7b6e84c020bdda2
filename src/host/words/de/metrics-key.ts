import type * as english from "../en/metrics-key.ts";
import { formats } from "./formats.ts";

const { count, percent, plural, signed } = formats;

export const keyNumbers: typeof english.keyNumbers = {
  names: { bookings: "Buchungen", conversion: "Conversion-Rate", openings: "Öffnungen", wait: "Zeit bis nutzbar" },
  usable: { timesTime: "Median, Klick bis Termine", totalDuration: "Median, Klick bis Kalender" },
  relative: ({ share }) => `${share < 0 ? "−" : "+"}${percent(Math.abs(share))}`,
  points: ({ share }) => `${signed(share * 100)} ${plural(share * 100, { one: "Punkt", other: "Punkte" })}`,
  slower: ({ ms }) => `${count(ms)} ms langsamer`,
  faster: ({ ms }) => `${count(ms)} ms schneller`,
  fromNothing: "neu",
  between: ({ low, high }) => `zwischen ${low} und ${high}`,
  atLeast: ({ low }) => `mindestens ${low}`,
  judgements: {
    better: "mehr als Zufall",
    worse: "mehr als Zufall",
    chance: "kann Zufall sein",
    "too-few": "zu wenige, um Zufall auszuschließen",
    "no-past": "davor gibt es nichts zum Vergleichen",
  },
  before: ({ value }) => `vorher ${value}`,
  changed: ({ size, range, judgement }) => `${size}, wahrscheinlich ${range}: ${judgement}`,
};
