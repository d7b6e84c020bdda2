import { difference } from "./booking-counts.ts";
import { countsOf, type Delta, type RecordFields } from "./fold.ts";

/**
 * The change of the counts when a sample arrives again with a pick. A visitor who looks at another tab may come back and pick a
 * time after the sample was sent without it. Undefined if nothing changes; each pick changes the counts once.
 */
export function sampleDelta(known: RecordFields, now: RecordFields): Delta | undefined {
  if (known.outcome !== "times" || known.picked || !now.picked) return undefined;
  const changed = difference(countsOf(known), countsOf(now));
  return { all: changed, value: changed, formTime: now.formTime };
}
