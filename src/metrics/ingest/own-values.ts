import type { Dimension } from "../shared/sample.ts";

/** The placements of booking links: those of the site's components, and those that count up. */
const PLACEMENT = /^(?:header|hero|closing|measure|(?:section|plan|text)-[1-9])$/;

/**
 * The dimensions in which a record has one of the site's own values: a page of this build, a placement, an event that a link of this
 * build leads to, this release, a version of a tested hero. These keep their figures on a day on which strangers send thousands of other values.
 */
export function ownValues({ id, page, placement, release, hero }: { id?: string; page?: string; placement?: string; release?: string; hero?: string }): Dimension[] {
  const own = { hero: OWN_VALUES.heroes.includes(hero ?? ""), page: OWN_VALUES.pages.includes(page ?? ""), placement: PLACEMENT.test(placement ?? ""), id: OWN_VALUES.events.includes(id ?? ""), release: release === RELEASE };
  return (Object.keys(own) as (keyof typeof own)[]).filter((dimension) => own[dimension]);
}
