import { z } from "zod";
import { entryKey, PROVIDER_NAMES } from "./provider-needs.ts";

/** The slice `analytics` of src/site.config.ts: the providers that page views and bookings are sent to. */

const LOADS = ["after-interaction", "after-consent", "at-load"] as const;

const load = z
  .enum(LOADS, { error: `must be one of ${LOADS.map((one) => `"${one}"`).join(", ")}` })
  .default("after-interaction")
  .describe('When the provider\'s script loads. "after-interaction": once the visitor\'s first calendar is ready or has failed. "after-consent": once the visitor has agreed. "at-load": with the page.');

const host = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).origin === text && /^https:|^http:\/\/(localhost|127\.0\.0\.1)(:|$)/.test(text), {
    error: 'must be an origin without a path, for example "https://stats.example.com"',
  })
  .optional()
  .describe("The origin of your own installation, or of the provider's region. Without it, the hosted service.");

const value = z
  .strictObject({
    amount: z.number({ error: "must be a number, for example 50" }).positive({ error: "must be above 0" }),
    currency: z.string().regex(/^[A-Z]{3}$/, { error: 'must be an ISO 4217 code, for example "EUR"' }),
  })
  .optional()
  .describe("What a booking is worth to you, for reports of revenue.");

const id = (pattern: RegExp, example: string, where: string) =>
  z.string({ error: `is missing: ${where}, for example "${example}"` }).regex(pattern, { error: `must look like "${example}": ${where}` });

/** The name under which the provider counts a booking. */
const event = (fallback: string, pattern = /^\S.{0,49}$/u, reason = "must have 1 to 50 characters") => z.string().regex(pattern, { error: reason }).default(fallback);

/** https://developers.google.com/analytics/devguides/collection/protocol/ga4/sending-events#limitations */
const ga4Event = event("generate_lead", /^(?!ga_|google_|firebase_)[a-zA-Z]\w{0,39}$/, "must begin with a letter, have up to 40 letters, digits and underscores, and not begin with ga_, google_ or firebase_");

const entry = z.discriminatedUnion(
  "provider",
  [
    z.strictObject({ provider: z.literal("plausible"), id: id(/^(pa-[\w-]{5,}|[a-z0-9-]+(\.[a-z0-9-]+)+)$/i, "pa-9Gk2xJ0aQeW", "the name of the script in your snippet, without .js; for an older installation, the domain"), load, host, event: event("Booking"), value }),
    z.strictObject({ provider: z.literal("ga4"), id: id(/^G-[A-Z0-9]{4,20}$/, "G-1A2B3C4D5E", "the measurement ID of the web stream"), load, event: ga4Event, value }),
    z.strictObject({ provider: z.literal("gtm"), id: id(/^GTM-[A-Z0-9]{4,12}$/, "GTM-ABC1234", "the container's ID"), load, event: event("readyslot_booking") }),
    z.strictObject({ provider: z.literal("google-ads"), id: id(/^AW-\d{6,14}$/, "AW-123456789", "the conversion ID"), label: id(/^[\w-]{8,40}$/, "AbC-D_efG-h12_34-567", "the label of the conversion action"), load, value }),
    z.strictObject({ provider: z.literal("meta"), id: id(/^\d{6,20}$/, "123456789012345", "the pixel's ID"), load, event: event("Schedule"), value }),
    z.strictObject({ provider: z.literal("posthog"), id: id(/^phc_\w{10,80}$/, "phc_a1B2c3D4e5F6", "the project's API key"), load, host, event: event("booking made") }),
    z.strictObject({ provider: z.literal("umami"), id: id(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, "94db1cb1-74f4-4a40-ad6c-962362670409", "the website's ID"), load, host, event: event("booking") }),
    z.strictObject({ provider: z.literal("fathom"), id: id(/^[A-Z]{5,12}$/, "ABCDEFGH", "the site's ID"), load, host, event: event("booking") }),
    z.strictObject({ provider: z.literal("vercel"), load, event: event("Booking") }),
    z.strictObject({
      provider: z.literal("own"),
      src: z.string({ error: 'is missing: the address of your script, for example "/analytics.js" for the file public/analytics.js' }).regex(/^(\/(?!\/)|https:\/\/)\S+$/, { error: 'must begin with "/" or "https://", for example "/analytics.js" for the file public/analytics.js' }),
      load,
    }),
  ],
  { error: (issue) => (issue.code === "invalid_union" ? `must be one of ${PROVIDER_NAMES.map((name) => `"${name}"`).join(", ")}` : undefined) },
);

/** An entry with its defaults filled in. */
export type AnalyticsEntry = z.output<typeof entry>;
export type EntryOf<Name extends AnalyticsEntry["provider"]> = Extract<AnalyticsEntry, { provider: Name }>;

export const analyticsConfig = z
  .array(entry, { error: 'must be a list, for example [{ provider: "plausible", id: "pa-9Gk2xJ0aQeW" }]' })
  .max(10, { error: "may have at most 10 entries" })
  .superRefine((entries, context) => {
    const seen = new Set<string>();
    for (const [i, one] of entries.entries()) {
      const key = entryKey(one);
      if (seen.has(key)) context.addIssue({ code: "custom", path: [i], message: `is there twice: every booking would be counted twice. Remove one of the entries for "${one.provider}"` });
      seen.add(key);
    }
  })
  .default([])
  .describe("Analytics providers that count page views and bookings. With none, pages contain no code for them.");
