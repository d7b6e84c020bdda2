import { z } from "zod";

/** `utm_source`, `utm_*`, `metadata[plan]`, `metadata[*]`: a name, or all names that begin like this. */
const NAME = /^(?:[\w-]+|[\w-]{3,}\*|metadata\[(?:[\w-]+|\*)\])$/;

/** Parameters that decide what Cal's pages show. From a visitor's address they would change the calendar. */
const CALS_OWN =
  /^(?:embed|embedType|layout|theme|month|date|slot|duration|overlayCalendar|rescheduleUid|rescheduledBy|bookingUid|seatReferenceUid|uid|formerTime|isEmbed|isSuccessBookingPage|prerender|preload|debug)$/i;

const parameter = z
  .string()
  .regex(NAME, 'must be the name of a parameter, for example "utm_source"; "utm_*" for all names that begin with utm_, "metadata[*]" for all metadata')
  .refine((name) => !CALS_OWN.test(name), "is a parameter of Cal's own pages. Write it into the link instead, if the link needs it");

const list = z
  .array(parameter)
  .max(40, "must have at most 40 names")
  .refine((names) => new Set(names).size === names.length, "names a parameter twice");

/** Which parameters of the address that a visitor arrives with belong to the booking: `attribution` in src/site.config.ts. */
export const attributionConfig = z.strictObject({
  /**
   * Where the visit came from. Cal gets these parameters as they are and as `metadata[…]`, which its webhook repeats. Those of
   * the first and of the newest campaign are kept. An empty list keeps none.
   */
  campaign: list.default(["utm_*", "gclid", "gbraid", "wbraid", "fbclid", "msclkid", "li_fat_id", "ttclid", "ref"]),
  /** What fills in Cal's form, for example from a newsletter: "name", "email", or the identifier of a question of the event. */
  prefill: list.default(["name", "email", "guests", "metadata[*]"]),
});

export type AttributionConfig = z.output<typeof attributionConfig>;

/** The constants of the booking's inline script that are made of the two lists, as source text. */
export function attributionConstants({ campaign, prefill }: AttributionConfig): Record<"ATTRIBUTION" | "CAMPAIGN_PARAMETERS" | "PREFILL_PARAMETERS", string> {
  return {
    ATTRIBUTION: String(campaign.length + prefill.length > 0),
    CAMPAIGN_PARAMETERS: String(parameters(campaign)),
    PREFILL_PARAMETERS: String(parameters(prefill)),
  };
}

/**
 * Matches these parameters in a query in which each begins with "&": name and value as the address has them. A value that is
 * longer than all that advertisers and newsletters send is left out: with 8 of 400 characters in each of the lists, the
 * address of a calendar stays below the 14 KB that Vercel accepts, https://vercel.com/docs/errors/URL_TOO_LONG. So is a value
 * with NUL, which Cal's database refuses. The inline script contains it, so it is short.
 */
export function parameters(names: readonly string[]): RegExp {
  return new RegExp(`&(${names.map(pattern).join("|") || "(?!)"})=((?!%00)[^&#]){1,400}(?![^&#])`, "gi");
}

/** Cal takes `metadata[videoCallUrl]` for the address of the meeting. */
function pattern(name: string): string {
  return name.replace(/^metadata\[(.+)\]$/, "metadata(\\[|%5B)(?!video)$1(]|%5D)").replace("*", "[\\w-]+");
}
