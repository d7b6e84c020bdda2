import type { Result } from "lighthouse";
import { CATEGORIES, type Category, type RunFigures } from "./results.ts";

/**
 * The part of a run that is kept.
 *
 * @throws {Error} if Lighthouse could not measure the page.
 */
export function runFigures(result: Result): RunFigures {
  if (result.runtimeError) throw new Error(`Lighthouse could not measure ${result.requestedUrl}: ${result.runtimeError.message}`);
  const scores = Object.fromEntries(CATEGORIES.map((category) => [category, scoreOf(result, category)])) as Record<Category, number>;
  return {
    scores,
    fcp: numberOf(result, "first-contentful-paint"),
    lcp: numberOf(result, "largest-contentful-paint"),
    cls: numberOf(result, "cumulative-layout-shift"),
    tbt: numberOf(result, "total-blocking-time"),
    failed: failedAudits(result),
  };
}

function scoreOf(result: Result, category: Category): number {
  const score = result.categories[category]?.score;
  if (typeof score !== "number") throw new Error(`Lighthouse gave ${result.requestedUrl} no score for ${category}.`);
  return Math.round(score * 100);
}

function numberOf(result: Result, audit: string): number {
  const value = result.audits[audit]?.numericValue;
  if (typeof value !== "number") throw new Error(`Lighthouse has no ${audit} of ${result.requestedUrl}.`);
  return value;
}

/** Only audits with a weight: the others are hints that change no score. */
function failedAudits({ categories, audits }: Result): string[] {
  const weighted = CATEGORIES.flatMap((category) => categories[category]?.auditRefs ?? []).filter(({ weight }) => weight > 0);
  return [...new Set(weighted.map(({ id }) => id))].flatMap((id) => {
    const audit = audits[id];
    if (!audit || audit.score === null || audit.score >= 1) return [];
    const where = audit.details?.type === "table" ? audit.details.items.map((item) => snippetOf(item)).filter(Boolean) : [];
    return [[`${id}: ${audit.title}`, audit.displayValue, ...new Set(where)].filter(Boolean).join(" · ")];
  });
}

/** The element or address in a row of an audit's table. */
function snippetOf(item: Record<string, unknown>): string {
  const { node, url, description } = item as { node?: { snippet?: string }; url?: string; description?: string };
  return node?.snippet ?? url ?? description ?? "";
}
