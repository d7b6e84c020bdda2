import type { SettingList } from "../settings/setting.ts";

/** Vercel's own statistics, which a deployment may have beside this site's metrics. Without them, pages contain no code for them. */
export interface HostStatistics {
  /** Web Analytics: page views. */
  readonly analytics: boolean;
  /** Speed Insights: the page's vitals. */
  readonly speedInsights: boolean;
}

/** The only value: statistics load after a visitor's first calendar, so that they cost nothing before intent and never slow the calendar. */
const AFTER_INTERACTION = "after-interaction";

export const analyticsSettings = {
  PUBLIC_ANALYTICS: {
    purpose: "adds Vercel Web Analytics, loaded after a visitor has opened the calendar",
    example: AFTER_INTERACTION,
    readBy: "build",
    isSecret: false,
    check: (value) => void hostStatistics({ PUBLIC_ANALYTICS: value }),
  },
  PUBLIC_SPEED_INSIGHTS: {
    purpose: "adds Vercel Speed Insights, loaded after a visitor has opened the calendar",
    example: AFTER_INTERACTION,
    readBy: "build",
    isSecret: false,
    check: (value) => void hostStatistics({ PUBLIC_SPEED_INSIGHTS: value }),
  },
} satisfies SettingList;

/**
 * Which of them a build has, from `PUBLIC_ANALYTICS` and `PUBLIC_SPEED_INSIGHTS`.
 *
 * @throws {TypeError} for any value except `after-interaction`.
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
  throw new TypeError(`${name} is "${word}". Write "${AFTER_INTERACTION}" to load it after a visitor has opened the calendar, or remove it. Pages load nothing before that.`);
}
