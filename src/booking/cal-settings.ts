import { sitePort } from "../host/settings/listening.ts";
import { bookingKind, parseBookingLink, type BookingLink, type CalHosts } from "./booking-link.ts";
import { variantShares, type VariantShares } from "./variant-shares.ts";

export interface CalSettings extends CalHosts {
  readonly link: BookingLink;
  /** No calendar was configured: everything points at the demo calendar on this machine. */
  readonly isDemo: boolean;
  /** Which share of the visitors gets which variant. */
  readonly shares: VariantShares;
}

const DEMO_LINK = "studio/30min";

/** Cal.com's own. */
const EMBED_ORIGIN = "https://app.cal.com";
const SITE_ORIGIN = "https://cal.com";

/**
 * The address of the demo calendar. 127.0.0.1 and not localhost: the two are different sites to a
 * browser, so the demo's frame is as foreign to the page as Cal's own is.
 */
function demoCalOrigin(port: number): string {
  return `http://127.0.0.1:${port}`;
}

/**
 * Which calendar this build talks to, from `PUBLIC_CAL_LINK`, `PUBLIC_CAL_ORIGIN` and
 * `PUBLIC_CAL_SITE`; without a link, the demo calendar one port above the site's (`PORT`, 4321). And
 * in which way its visitors get it, from `PUBLIC_CAL_VARIANTS` or `PUBLIC_CAL_ROLLOUT`.
 *
 * @throws {TypeError} for a malformed value, and for a missing link where a demo would reach the
 * public: on Vercel.
 */
export function calSettings(env: Readonly<Record<string, string | undefined>>): CalSettings {
  const shares = variantShares(env);
  if (env.PUBLIC_CAL_LINK) {
    return {
      shares,
      link: linkOf("PUBLIC_CAL_LINK", env.PUBLIC_CAL_LINK),
      origin: embedOrigin(originOf("PUBLIC_CAL_ORIGIN", env.PUBLIC_CAL_ORIGIN || EMBED_ORIGIN)),
      site: siteOrigin(originOf("PUBLIC_CAL_SITE", env.PUBLIC_CAL_SITE || SITE_ORIGIN)),
      isDemo: false,
    };
  }
  if (env.VERCEL) {
    throw new TypeError(
      'PUBLIC_CAL_LINK is not set, so the booking buttons would lead nowhere. Set it to the path of your Cal.com event, for example "studio/30min", in the project\'s environment variables.',
    );
  }
  const demo = demoCalOrigin(sitePort(env) + 1);
  return { link: parseBookingLink(DEMO_LINK), origin: demo, site: demo, isDemo: true, shares };
}

export interface CalNotice {
  /** The value that was found. */
  readonly says: string;
  /** The value to set, or the text to write. */
  readonly remedy: string;
}

/** The addresses that a build uses in place of those that were set. */
export function calCorrections(env: Readonly<Record<string, string | undefined>>): readonly CalNotice[] {
  // The demo calendar's addresses are no settings.
  if (!env.PUBLIC_CAL_LINK) return [];
  const { origin, site } = calSettings(env);
  return [
    ...corrected("PUBLIC_CAL_ORIGIN", env.PUBLIC_CAL_ORIGIN, origin, "Cal's embed script always loads Cal.com's calendars from there."),
    ...corrected("PUBLIC_CAL_SITE", env.PUBLIC_CAL_SITE, site, "Cal.com's booking pages are there."),
  ];
}

function corrected(name: string, set: string | undefined, used: string, why: string): CalNotice[] {
  if (!set || new URL(set).origin === used) return [];
  return [{ says: `${name} is "${set}"; ${used} is used instead. ${why}`, remedy: `Set ${name}=${used}, or remove it.` }];
}

/**
 * embed.js replaces the text "https://cal.com" in every origin by "https://app.cal.com", so a frame's messages would
 * never come from the origin that was set.
 */
function embedOrigin(origin: string): string {
  if (/^https?:\/\/(?:(?:www|app)\.)?cal\.com$/.test(origin)) return EMBED_ORIGIN;
  if (!origin.startsWith(SITE_ORIGIN)) return origin;
  throw new TypeError(
    `PUBLIC_CAL_ORIGIN is "${origin}". Give this Cal another host name, for example "https://booking.example.com": Cal's embed script turns every address that begins with "${SITE_ORIGIN}" into one that begins with "${EMBED_ORIGIN}".`,
  );
}

function siteOrigin(origin: string): string {
  if (/^https?:\/\/(?:www\.)?cal\.com$/.test(origin)) return SITE_ORIGIN;
  return origin === "http://app.cal.com" ? EMBED_ORIGIN : origin;
}

function linkOf(name: string, value: string): BookingLink {
  let link: BookingLink;
  try {
    link = parseBookingLink(value);
  } catch (error) {
    throw new TypeError(`${name}: ${(error as TypeError).message}`, { cause: error });
  }
  if (bookingKind(link) !== "private") return link;
  throw new TypeError(`${name} is "${value}", a private link. Write the path of a public event, for example "studio/30min": Cal has no version of private links that a site can embed, so the booking buttons would have nothing to open.`);
}

function originOf(name: string, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (!url || !isWeb || url.pathname !== "/" || url.search || url.hash || url.username) {
    throw new TypeError(`${name} ${url?.password ? "has a password in it" : `is "${value}"`}. Write only the origin, for example "https://app.cal.com".`);
  }
  return url.origin;
}
