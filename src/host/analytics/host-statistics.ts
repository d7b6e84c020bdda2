/** Vercel's own statistics, which a deployment may have beside the built-in ones. A page has no code for them unless they are switched on. */
export interface HostStatistics {
  /** Web Analytics: page views. */
  readonly analytics: boolean;
  /** Speed Insights: the page's vitals. */
  readonly speedInsights: boolean;
}

/** The only accepted value: they cost nothing before a visitor wants the calendar, and nothing of its time. */
export const AFTER_INTERACTION = "after-interaction";

/**
 * Which of them a build has, from `PUBLIC_ANALYTICS` and `PUBLIC_SPEED_INSIGHTS`.
 *
 * @throws {TypeError} for any other word than `after-interaction`.
 */
export function hostStatistics(env: Readonly<Record<string, string | undefined>>): HostStatistics {
  return {
    analytics: isWanted("PUBLIC_ANALYTICS", env.PUBLIC_ANALYTICS),
    speedInsights: isWanted("PUBLIC_SPEED_INSIGHTS", env.PUBLIC_SPEED_INSIGHTS),
  };
}

function isWanted(name: string, value = ""): boolean {
  const word = value.trim();
  if (word === "") return false;
  if (word === AFTER_INTERACTION) return true;
  throw new TypeError(
    `${name} is "${word}". Write "${AFTER_INTERACTION}" to load it once a visitor has gone for the calendar, or leave it out. Nothing is requested before that.`,
  );
}
