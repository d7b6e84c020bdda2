import { parseBookingLink, type BookingLink, type CalHosts } from "./booking-link.ts";

export interface CalSettings extends CalHosts {
  readonly link: BookingLink;
  /** No calendar was configured: everything points at the demo calendar on this machine. */
  readonly isDemo: boolean;
  /** The share of visitors who get the optimized way, 0–100 %; the others get the baseline. */
  readonly rollout: number;
}

const DEMO_LINK = "studio/30min";

/**
 * The address of the demo calendar. 127.0.0.1 and not localhost: the two are different sites to a
 * browser, so the demo's frame is as foreign to the page as Cal's own is.
 */
function demoCalOrigin(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/**
 * The site's port, from `PORT` (4321).
 *
 * @throws {TypeError} if it is not a port that leaves room for the demo calendar one above it.
 */
export function sitePort(env: Readonly<Record<string, string | undefined>>): number {
  const text = env.PORT || "4321";
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_534) {
    throw new TypeError(`PORT is "${env.PORT}". Write a number from 1 to 65534, for example PORT=4321.`);
  }
  return port;
}

/**
 * Which calendar this build talks to, from `PUBLIC_CAL_LINK`, `PUBLIC_CAL_ORIGIN` and
 * `PUBLIC_CAL_SITE`; without a link, the demo calendar one port above the site's (`PORT`, 4321). And
 * for how many of its visitors, from `PUBLIC_CAL_ROLLOUT`.
 *
 * @throws {TypeError} for a malformed value, and for a missing link where a demo would reach the
 * public: on Vercel.
 */
export function calSettings(env: Readonly<Record<string, string | undefined>>): CalSettings {
  const rollout = rolloutOf(env.PUBLIC_CAL_ROLLOUT || "100");
  if (env.PUBLIC_CAL_LINK) {
    return {
      rollout,
      link: linkOf("PUBLIC_CAL_LINK", env.PUBLIC_CAL_LINK),
      origin: originOf("PUBLIC_CAL_ORIGIN", env.PUBLIC_CAL_ORIGIN || "https://app.cal.com"),
      site: originOf("PUBLIC_CAL_SITE", env.PUBLIC_CAL_SITE || "https://cal.com"),
      isDemo: false,
    };
  }
  if (env.VERCEL) {
    throw new TypeError(
      'PUBLIC_CAL_LINK is not set, so the booking buttons would lead nowhere. Set it to the path of your Cal.com event, for example "studio/30min", in the project\'s environment variables.',
    );
  }
  const demo = demoCalOrigin(sitePort(env) + 1);
  return { link: parseBookingLink(DEMO_LINK), origin: demo, site: demo, isDemo: true, rollout };
}

function linkOf(name: string, value: string): BookingLink {
  try {
    return parseBookingLink(value);
  } catch (error) {
    throw new TypeError(`${name}: ${(error as TypeError).message}`, { cause: error });
  }
}

function rolloutOf(value: string): number {
  if (/^\d{1,3}$/.test(value) && Number(value) <= 100) return Number(value);
  throw new TypeError(
    `PUBLIC_CAL_ROLLOUT is "${value}". Write the share of visitors who get the fast calendar, in whole percent: 100 for everybody, 90 to keep a tenth for comparison, 0 to switch it off.`,
  );
}

function originOf(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (!url || !isWeb || url.pathname !== "/" || url.search || url.hash || url.username) {
    throw new TypeError(`${name} ${url?.password ? "has a password in it" : `is "${value}"`}. Write an origin only, for example "https://app.cal.com".`);
  }
  return url.origin;
}
