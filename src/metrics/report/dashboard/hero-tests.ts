/** The tests of pages' heroes: the two versions of each compared by what their visitors do. */
import { ENGLISH, type ReportWords } from "../../../host/words/words.ts";
import { MIN_SENDERS } from "../../shared/ratings.ts";
import { NO_FIGURES, type BookingSources, type Figures } from "../../statistics/figures.ts";
import type { HeroArm, HeroDifference, HeroTest } from "./comparisons-model.ts";
import { differenceOf } from "./experiment.ts";
import { bookingTimes, openingCounts } from "./opening-counts.ts";
import { proportionDifference, type Estimate, type Proportion } from "./proportions.ts";

/** How many visitors a version needs for a verdict: with fewer, a single booking is a percentage point. */
export const LEAST_VISITORS = 100;

/** The smallest differences that matter, as shares of the visitors: one in a hundred who opens, one in two hundred who books. */
export const HERO_MATTERS = { opened: 0.01, booked: 0.005 } as const;

export interface HeroTestsView {
  /** The visitors by test and version; undefined where they are not known for this view. */
  readonly views: ReadonlyMap<string, number> | undefined;
  readonly site: BookingSources;
}

type Verdicts = ReportWords["heroTests"]["verdicts"];
type Measure = keyof typeof HERO_MATTERS;

/** @param values the figures by test and version. */
export function heroTestsOf(values: ReadonlyMap<string, Figures>, { views, site }: HeroTestsView, { heroTests: { verdicts: words } }: Pick<ReportWords, "heroTests"> = ENGLISH): HeroTest[] {
  const names = [...new Set([...values.keys(), ...(views?.keys() ?? [])].map((value) => value.replace(/:[^:]*$/, "")))].toSorted();
  return names.flatMap((name) => {
    const figuresOf = (letter: string) => values.get(`${name}:${letter}`) ?? NO_FIGURES;
    const arms = { a: armOf(figuresOf("a"), views && (views.get(`${name}:a`) ?? 0), site), b: armOf(figuresOf("b"), views && (views.get(`${name}:b`) ?? 0), site) };
    // Other values of the field are none of a test of this site.
    if ([arms.a, arms.b].every(({ openings, visitors }) => openings === 0 && !visitors)) return [];
    const senders = Math.max(figuresOf("a").senders.length, figuresOf("b").senders.length);
    const reason = reasonFor(arms, senders, words);
    const compare = (measure: Measure) => (reason === undefined ? heroDifference(arms, measure) : null);
    const [opened, booked] = [compare("opened"), compare("booked")];
    return [{ name, arms, opened, booked, openedVerdict: verdictOf("opened", opened, reason, words), bookedVerdict: verdictOf("booked", booked, reason, words) }];
  });
}

function armOf(figures: Figures, visitors: number | undefined, site: BookingSources): HeroArm {
  const { total: openings, bookings } = openingCounts(figures, site);
  const share = (n: number) => (visitors ? Math.min(1, n / visitors) : null);
  return { visitors: visitors ?? null, openings, bookings, opened: share(openings), booked: share(bookings), ...bookingTimes(figures, site) };
}

function reasonFor({ a, b }: HeroTest["arms"], senders: number, words: Verdicts): string | undefined {
  if (a.visitors === null || b.visitors === null) return words.notCounted;
  if (Math.min(a.visitors, b.visitors) < LEAST_VISITORS) return words.tooFew({ a: a.visitors, b: b.visitors, least: LEAST_VISITORS });
  return senders < MIN_SENDERS ? words.tooFewSenders({ least: MIN_SENDERS }) : undefined;
}

/** Several openings of one visitor count once at most: a share cannot be above 1. */
function heroDifference({ a, b }: HeroTest["arms"], measure: Measure): HeroDifference {
  const of = ({ visitors, openings, bookings }: HeroArm, times: number): Proportion => {
    const all = visitors ?? 0;
    return { count: Math.min(measure === "opened" ? openings : bookings, all) * times, of: all * times };
  };
  const estimateAt = (times: number): Estimate => proportionDifference(of(b, times), of(a, times));
  const { openingsNeeded: visitorsNeeded, ...difference } = differenceOf(estimateAt, HERO_MATTERS[measure], (a.visitors ?? 0) + (b.visitors ?? 0));
  return { ...difference, visitorsNeeded };
}

function verdictOf(measure: Measure, difference: HeroDifference | null, reason: string | undefined, words: Verdicts): string {
  if (difference === null) return reason ?? "";
  const { value, low, high, visitorsNeeded } = difference;
  const matters = HERO_MATTERS[measure];
  if (low >= -matters && high <= matters) return words.notRelevant({ share: matters });
  if (visitorsNeeded > 0) return words.notYet({ n: visitorsNeeded });
  const [near, far] = low > 0 ? [low, high] : [-high, -low];
  return words[measure]({ value, low: near, high: far });
}
