import { policyNeeds, PROVIDER_NAMES } from "../../analytics/provider-needs.ts";
import { POLICY_KINDS } from "../policy-source.ts";

/**
 * The line for src/site.config.ts that allows a violation of this kind ("script-src-elem https://plausible.io"), for the
 * owner who wants the blocked content on the pages. Undefined for what the configuration does not open.
 */
export function policyRemedy(kind: string): string | undefined {
  const [directive = "", content = ""] = kind.split(" ");
  const part = POLICY_KINDS.find((one) => directive === "form-action" ? one === "form" : new RegExp(`^${one}-src`).test(directive)) ?? (directive === "child-src" ? "frame" : undefined);
  if (!part) return undefined;
  if (content === "inline" && part === "script") return "policy: { inline: [`the code of the snippet`] }";
  if (content === "self" && part === "style") return `policy: { style: ["'self'"] }`;
  if (content === "data:" && part === "img") return 'policy: { img: ["data:"] }';
  if (!/^https?:\/\/./.test(content) && !(part === "connect" && content.startsWith("wss://"))) return undefined;
  const origin = content.replace(/^http:/, "https:");
  const provider = PROVIDER_NAMES.find((name) => Object.values(policyNeeds({ provider: name })).some((sources) => Array.isArray(sources) && sources.some((source: string) => source === origin || source.startsWith(`${origin}/`))));
  return provider ? `policy: { providers: ["${provider}"] }` : `policy: { ${part}: ["${origin}"] }`;
}
