/**
 * What each analytics provider needs from the content security policy. The policy, its tests and the list of third parties that
 * a build prints are made from this table.
 *
 * The sources are those of the providers' documentation, and what their scripts were seen to request:
 * https://developers.google.com/tag-platform/security/guides/csp · https://plausible.io/docs/script-extensions ·
 * https://posthog.com/docs/advanced/content-security-policy · https://docs.umami.is/docs/tracker-configuration ·
 * https://usefathom.com/support/tracking-advanced · https://developers.facebook.com/docs/meta-pixel
 *
 * None of them needs 'unsafe-inline' or 'unsafe-eval': the site's own code does the work of the inline snippets. Tags of Google
 * Tag Manager that are custom HTML, and variables that are custom JavaScript, need them, and stay blocked.
 */

import { postHogFiles } from "./posthog-files.ts";

/** The fields of an entry of `analytics` in src/site.config.ts on which a provider's sources depend. */
interface ProviderFields {
  readonly id?: string | undefined;
  /** The provider's own server, or the region's, instead of the hosted service: an origin. */
  readonly host?: string | undefined;
  /** "google-ads" only: the conversion action. */
  readonly label?: string | undefined;
  /** "own" only: the address of the script. */
  readonly src?: string | undefined;
}

export interface ProviderEntry extends ProviderFields {
  readonly provider: ProviderName;
}

export interface ProviderNeeds {
  /** How the provider is called, for a list of who is allowed and why. */
  readonly name: string;
  readonly why: string;
  /** Sources of the directives `script-src`, `connect-src`, `img-src`, `frame-src` and `form-action`. */
  readonly script: readonly string[];
  readonly connect: readonly string[];
  readonly img: readonly string[];
  readonly frame: readonly string[];
  readonly form: readonly string[];
}

const NONE = { script: [], connect: [], img: [], frame: [], form: [] };
const TAG = "https://www.googletagmanager.com";
const GA4 = {
  // For a second id, the first id's script loads /gtag/destination.
  script: [`${TAG}/gtag/`],
  connect: ["https://*.google-analytics.com", "https://*.analytics.google.com", TAG],
  img: ["https://*.google-analytics.com", TAG],
};

/** The needs of each provider with these fields; without fields, of the hosted service. */
const NEEDS = {
  plausible: ({ host = "https://plausible.io" }) => ({ ...NONE, name: "Plausible", why: "page views and bookings", script: [`${host}/js/`], connect: [`${host}/api/event`] }),
  ga4: () => ({ ...NONE, ...GA4, name: "Google Analytics 4", why: "page views and bookings" }),
  gtm: () => ({
    // A container decides by itself what it loads; Google's own tags are allowed, any other needs a line in `policy`.
    ...NONE, ...GA4, name: "Google Tag Manager", why: "the container's tags, and bookings in its dataLayer", script: [`${TAG}/gtm.js`, `${TAG}/gtag/`],
  }),
  "google-ads": () => ({
    ...NONE, name: "Google Ads", why: "bookings as conversions of advertisements",
    script: [`${TAG}/gtag/`, "https://www.googleadservices.com", "https://googleads.g.doubleclick.net", "https://pagead2.googlesyndication.com", "https://www.google.com"],
    connect: [TAG, "https://www.googleadservices.com", "https://googleads.g.doubleclick.net", "https://pagead2.googlesyndication.com", "https://www.google.com", "https://google.com"],
    img: [TAG, "https://www.googleadservices.com", "https://googleads.g.doubleclick.net", "https://pagead2.googlesyndication.com", "https://www.google.com", "https://google.com"],
    frame: [TAG, "https://td.doubleclick.net"],
  }),
  meta: () => ({
    ...NONE, name: "Meta pixel", why: "page views and bookings as conversions of advertisements",
    // fbevents.js loads the pixel's settings from /signals/ of the same host. Long events are sent as a form into a hidden frame.
    script: ["https://connect.facebook.net"],
    connect: ["https://www.facebook.com", "https://connect.facebook.net"],
    img: ["https://www.facebook.com"],
    frame: ["https://www.facebook.com"],
    form: ["https://www.facebook.com"],
  }),
  posthog: ({ host = "https://us.i.posthog.com" }) => ({ ...NONE, name: "PostHog", why: "page views and bookings", script: [`${postHogFiles(host)}/static/`, `${postHogFiles(host)}/array/`], connect: [...new Set([host, postHogFiles(host)])] }),
  umami: ({ host = "https://cloud.umami.is" }) => ({
    ...NONE, name: "Umami", why: "page views and bookings", script: [`${host}/script.js`],
    // The hosted script sends to a host of its own.
    connect: host === "https://cloud.umami.is" ? ["https://cloud.umami.is", "https://api-gateway.umami.dev"] : [host],
  }),
  fathom: ({ host = "https://cdn.usefathom.com" }) => ({ ...NONE, name: "Fathom", why: "page views and bookings", script: [`${host}/script.js`], connect: [host], img: [host] }),
  // Its script and its requests are of the site's own origin.
  vercel: () => ({ ...NONE, name: "Vercel Web Analytics", why: "page views and bookings" }),
  own: ({ src = "" }) => ({ ...NONE, name: "your own script", why: "what the script does with the events", script: /^https?:/.test(src) ? [src] : [] }),
} satisfies Record<string, (fields: ProviderFields) => ProviderNeeds>;

export type ProviderName = keyof typeof NEEDS;

export const PROVIDER_NAMES = Object.keys(NEEDS) as readonly ProviderName[];

/** What an entry of `analytics` needs from the policy; `{ provider: "ga4" }` alone: the hosted service with its defaults. */
export function policyNeeds(entry: ProviderEntry): ProviderNeeds {
  return NEEDS[entry.provider](entry);
}

/** Identifies an entry: each gets a booking once. */
export function entryKey({ provider, id, label, src }: ProviderEntry): string {
  return [provider, id, label, src].filter(Boolean).join(":");
}
