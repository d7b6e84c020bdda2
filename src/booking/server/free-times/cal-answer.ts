import { z } from "zod";

/** The free times that Cal's API answers with. */
export interface CalTimes {
  /** Their starts in whole minutes since 1970, sorted and distinct. */
  readonly starts: readonly number[];
  /** The length of the meeting; null if it is not known. */
  readonly minutes: number | null;
}

const MINUTE = 60_000;
const LONGEST_MEETING = 24 * 60;

const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** `GET /v2/slots` of the version 2024-09-04 with `format=range`. An event with seats has the number of those that are left. */
const answer = z.object({
  status: z.literal("success"),
  data: z.record(z.string(), z.array(z.object({ start: instant, end: instant.nullish(), seatsRemaining: z.number().nullish() }))),
});

/** Undefined for anything that is not such an answer: then none of it is used. */
export function parseCalAnswer(text: string): CalTimes | undefined {
  const parsed = answer.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const slots = Object.values(parsed.data.data).flat().filter(({ start, seatsRemaining }) => start % MINUTE === 0 && (seatsRemaining ?? 1) > 0);
  const lengths = new Set(slots.flatMap(({ start, end }) => (end ? (end - start) / MINUTE : [])));
  const [length = Number.NaN] = lengths;
  const isLength = lengths.size === 1 && Number.isInteger(length) && length > 0 && length <= LONGEST_MEETING;
  return { starts: [...new Set(slots.map(({ start }) => start / MINUTE))].toSorted((a, b) => a - b), minutes: isLength ? length : null };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
