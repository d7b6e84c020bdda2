import { z } from "zod";
import { policyNeeds, PROVIDER_NAMES, type ProviderNeeds } from "../analytics/provider-needs.ts";
import { didYouMean } from "../settings/did-you-mean.ts";
import { POLICY_KINDS, policySource, type PolicyKind } from "./policy-source.ts";

/**
 * `policy` in src/site.config.ts: the third parties that pages may load from, send to, frame or post forms to. Everything else
 * is blocked. The policies, the build's list and the development server's are made from it.
 */
const HINTS: Readonly<Record<PolicyKind, string>> = {
  script: 'Scripts, by address or origin, e.g. "https://plausible.io/js/".',
  connect: 'Addresses that scripts may send to, e.g. "https://plausible.io/api/event".',
  img: 'Pictures, e.g. "https://www.facebook.com"; "data:" allows pictures inside a page or style sheet.',
  frame: 'Frames, e.g. "https://www.youtube-nocookie.com".',
  form: 'Addresses that forms may be sent to, e.g. "https://newsletter.example.com".',
  style: 'Style sheets, e.g. "https://cdn.example.com"; "\'self\'" allows files of this site.',
  font: 'Fonts, e.g. "https://fonts.gstatic.com".',
};

/** Third parties that are known by name and measure nothing; those that do are in provider-needs.ts. */
const OTHERS = {
  cookiebot: { name: "Cookiebot", script: ["https://consent.cookiebot.com", "https://consentcdn.cookiebot.com"], connect: ["https://consentcdn.cookiebot.com"], frame: ["https://consentcdn.cookiebot.com"], img: ["https://imgsct.cookiebot.com"], form: [] },
  youtube: { name: "YouTube", script: [], connect: [], frame: ["https://www.youtube-nocookie.com"], img: [], form: [] },
} as const satisfies Record<string, Omit<ProviderNeeds, "why">>;

const NAMES = [...PROVIDER_NAMES.filter((name) => name !== "own"), ...(Object.keys(OTHERS) as (keyof typeof OTHERS)[])];

const sources = (kind: PolicyKind) => z.array(checked((text) => policySource(kind, text))).default([]).describe(HINTS[kind]);

const FIELDS = {
  ...(Object.fromEntries(POLICY_KINDS.map((kind) => [kind, sources(kind)])) as Record<PolicyKind, ReturnType<typeof sources>>),
  providers: z.array(checked(providerName)).default([]).describe(`Third parties by name: ${NAMES.join(", ")}. The providers in \`analytics\` are allowed without it.`),
  inline: z
    .array(
      z
        .union([
          z.string(),
          z.strictObject({
            code: z.string(),
            waits: z.boolean().default(true).describe("With CONSENT=all, the code runs once the visitor has agreed to being measured; false runs it in any case, for example a consent manager's."),
          }),
        ])
        .transform((one, context) => {
          const { code, waits } = typeof one === "string" ? { code: one, waits: true } : one;
          return { code: read(snippet, code, context), waits };
        }),
    )
    .default([])
    .describe("The code of snippets for the head of every page, without <script> tags. The build adds their hashes to the policy."),
};

export const policySchema = z
  .strictObject(FIELDS, { error: (issue) => (issue.code === "unrecognized_keys" ? unknownFields(issue.keys as string[]) : undefined) })
  .prefault({})
  .describe("The third parties that pages may use.");

export type SitePolicy = z.output<typeof policySchema>;

/** Sources for each part of the policy, and one line for each third party, with what it may do and why. */
export interface Allowances {
  readonly sources: Readonly<Record<PolicyKind, readonly string[]>>;
  readonly reasons: readonly string[];
}

/** @param analytics the needs of the providers in `analytics`. */
export function allowances(policy: SitePolicy, analytics: readonly ProviderNeeds[] = []): Allowances {
  const named = policy.providers.map((name) => ({ needs: needsOf(name), why: `policy.providers has "${name}"` }));
  const measured = analytics.map((needs) => ({ needs, why: `analytics, for ${needs.why}` }));
  const parties = [...named, ...measured].map(({ needs, why }) => ({ title: needs.name, why, sources: needs as Partial<Record<PolicyKind, readonly string[]>> }));
  const own = POLICY_KINDS.flatMap((kind) => policy[kind].map((source) => ({ title: source, why: `policy.${kind}`, sources: { [kind]: [source] } as Partial<Record<PolicyKind, readonly string[]>> })));
  const all = [...parties, ...own];
  return {
    sources: Object.fromEntries(POLICY_KINDS.map((kind) => [kind, [...new Set(all.flatMap((one) => one.sources[kind] ?? []))]])) as Record<PolicyKind, string[]>,
    reasons: all.map(({ title, why, sources: allowed }) => {
      const parts = POLICY_KINDS.flatMap((kind) => (allowed[kind]?.length ? [`${kind} ${title === allowed[kind][0] ? "" : allowed[kind].join(", ")}`.trim()] : []));
      return `${title} (${why}): ${parts.length ? parts.join("; ") : "nothing beyond this site"}`;
    }),
  };
}

function needsOf(name: string): Omit<ProviderNeeds, "why"> {
  return name in OTHERS ? OTHERS[name as keyof typeof OTHERS] : policyNeeds({ provider: name as (typeof PROVIDER_NAMES)[number] });
}

function providerName(name: string): string {
  if ((NAMES as readonly string[]).includes(name)) return name;
  const meant = didYouMean(name, NAMES);
  throw new TypeError(`"${name}" is not a known provider. ${meant ? `Did you mean "${meant}"? ` : ""}The known ones are ${NAMES.join(", ")}. List the addresses of any other under script, connect, img, frame and form.`);
}

function snippet(text: string): string {
  const code = text.trim();
  if (code === "") throw new TypeError("is empty. Write the code of the snippet.");
  if (/<\/?script/i.test(code)) throw new TypeError('contains a <script> tag. Write only the code between the tags; for a snippet with src="…", add its address to policy.script and write code that adds the script element.');
  if (code.includes("<!--")) throw new TypeError('contains "<!--", after which HTML reads scripts differently. Remove it.');
  return code;
}

function unknownFields(keys: readonly string[]): string {
  const names = Object.keys(FIELDS);
  return keys.map((key) => `"${key}" is not a field of policy. ${didYouMean(key, names) ? `Did you mean "${didYouMean(key, names)}"? ` : ""}The fields are ${names.join(", ")}.`).join(" ");
}

/** A text that `check` accepts. */
function checked(check: (text: string) => string) {
  return z.string().transform((text, context) => read(check, text, context));
}

/** What `check` makes of the text. Its error is the message. */
function read(check: (text: string) => string, text: string, context: z.RefinementCtx): string {
  try {
    return check(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as TypeError).message });
    return z.NEVER;
  }
}
