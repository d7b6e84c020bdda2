export const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"] as const;
export type Category = (typeof CATEGORIES)[number];

/** The result of one run of Lighthouse for a page. */
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
  /** The audits that lower a score, each with Lighthouse's description. */
  failed: string[];
}

export interface PageResult {
  path: string;
  /** The page asks search engines to leave it out, so Lighthouse's check of that is skipped. */
  noindex: boolean;
  /** The run nearest to the median of first paint and time to interactive, as Lighthouse chooses it. */
  median: RunFigures;
  runs: RunFigures[];
}

/** The content of docs/lighthouse.json. */
export interface LighthouseResults {
  takenAt: string;
  environment: { lighthouse: string; browser: string; node: string; platform: string; cpus: number };
  /** The simulated device and network, with Lighthouse's names. */
  throttling: { formFactor: string; method: string; rttMs: number; throughputKbps: number; cpuSlowdown: number };
  pages: PageResult[];
}

/** Minimum score, maximum time in ms and maximum layout shift. */
export const TARGETS = { score: 100, lcp: 1_000, cls: 0 };

/** The targets that the page's median misses, in words. */
export function missesOf({ median }: PageResult): string[] {
  const misses = CATEGORIES.filter((category) => !(median.scores[category] >= TARGETS.score)).map(
    (category) => `${category} ${median.scores[category]}, not ${TARGETS.score}`,
  );
  if (!(median.lcp <= TARGETS.lcp)) misses.push(`LCP ${Math.round(median.lcp)} ms, more than ${TARGETS.lcp}`);
  if (!(median.cls <= TARGETS.cls)) misses.push(`CLS ${median.cls}, not ${TARGETS.cls}`);
  return misses;
}
