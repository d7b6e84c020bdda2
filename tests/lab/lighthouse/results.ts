export const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;
export type Category = (typeof CATEGORIES)[number];

/** What one run of Lighthouse says of a page. */
export interface RunFigures {
  /** 0 to 100. */
  scores: Record<Category, number>;
  /** ms, first contentful paint. */
  fcp: number;
  /** ms, largest contentful paint. */
  lcp: number;
  /** Without a unit. */
  cls: number;
  /** ms, total blocking time. */
  tbt: number;
  /** The audits that count towards a score and do not have all of their points, each with what Lighthouse says of it. */
  failed: string[];
}

export interface PageResult {
  path: string;
  /** It asks search engines to leave it out, so it is not asked to be open to them. */
  noindex: boolean;
  /** The run nearest to the median of first paint and time to interactive: the one that Lighthouse itself would show. */
  median: RunFigures;
  runs: RunFigures[];
}

/** What docs/lighthouse.json holds. */
export interface LighthouseResults {
  takenAt: string;
  environment: { lighthouse: string; browser: string; node: string; platform: string; cpus: number };
  /** As Lighthouse names them: the device and the line that it reckons with. */
  throttling: { formFactor: string; method: string; rttMs: number; throughputKbps: number; cpuSlowdown: number };
  pages: PageResult[];
}

/** The scores are at least this, the times and the shift at most. */
export const TARGETS = { score: 100, lcp: 1_000, cls: 0 };

/** What the page's median misses, in words; empty where it misses nothing. */
export function missesOf({ median }: PageResult): string[] {
  const misses = CATEGORIES.filter((category) => !(median.scores[category] >= TARGETS.score)).map(
    (category) => `${category} ${median.scores[category]}, not ${TARGETS.score}`,
  );
  if (!(median.lcp <= TARGETS.lcp)) misses.push(`LCP ${Math.round(median.lcp)} ms, more than ${TARGETS.lcp}`);
  if (!(median.cls <= TARGETS.cls)) misses.push(`CLS ${median.cls}, not ${TARGETS.cls}`);
  return misses;
}
