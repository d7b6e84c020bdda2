import { FIELDS } from "../fields.ts";
import { DIMENSIONS, nameOf, type DimensionName } from "../shared/sample.ts";

/** How the page names what openings are filtered and broken down by. */
export const LABELS = Object.fromEntries([...DIMENSIONS.map((dimension) => [nameOf(dimension), FIELDS[dimension].label]), ["outcome", FIELDS.outcome.label]]) as Readonly<Record<DimensionName | "outcome", string>>;
