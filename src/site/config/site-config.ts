import type { AstroIntegration } from "astro";
import { z } from "zod";
import { attributionConfig } from "../../booking/attribution-config.ts";
import { analyticsConfig } from "../../host/analytics/analytics-config.ts";
import { policySchema } from "../../host/headers/policy-config.ts";
import { hostingConfig } from "../../host/http/hosting-config.ts";
import { didYouMean } from "../../host/settings/did-you-mean.ts";
import { brandSchema } from "../brand/brand-schema.ts";
import { editingConfig } from "../../editing/editing-config.ts";
import { languagesConfig } from "../languages/languages-config.ts";

/** What the owner of a site decides in code: src/site.config.ts. Texts are in src/content, secrets in the environment. */
export const siteConfigSchema = z.strictObject({
  /** The site's look; see docs/brand.md. */
  brand: brandSchema,
  languages: languagesConfig,
  /** Which parameters of a landing page's address go to Cal with the booking; see docs/campaigns.md. */
  attribution: attributionConfig.prefault({}),
  analytics: analyticsConfig,
  policy: policySchema,
  /** Vercel's plan, and how strictly browsers keep to https; see docs/hosting.md. */
  hosting: hostingConfig,
  /** Editing in a browser, at /edit; see docs/browser-editing.md. */
  editing: editingConfig,
  /** Astro integrations besides the engine's own; see docs/own-code.md. */
  integrations: z.array(z.custom<AstroIntegration>(isIntegration, "Expected an Astro integration, such as svelte(). Call the function that the package exports.")).default([]),
});

function isIntegration(value: unknown): boolean {
  return typeof value === "object" && value !== null && "hooks" in value && "name" in value;
}

/** The configuration with its defaults filled in. */
export type SiteConfig = z.output<typeof siteConfigSchema>;

/**
 * Checks a site's configuration and fills in the defaults. The editor completes the fields and explains them.
 *
 * @throws {TypeError} that names each wrong field of src/site.config.ts and says what is expected.
 */
export function defineSite(config: z.input<typeof siteConfigSchema>): SiteConfig {
  const { data, error } = siteConfigSchema.safeParse(config);
  if (data) return data;
  const problems = error.issues.map((issue) => `  ${issue.path.join(".") || "the object"}: ${issue.code === "unrecognized_keys" && issue.message.startsWith("Unrecognized") ? unknownFields(issue.path, issue.keys) : issue.message}`);
  throw new TypeError(`src/site.config.ts:\n${problems.join("\n")}`);
}

/** Fields that do not exist at a path, and those that do. */
function unknownFields(path: readonly PropertyKey[], unknown: readonly string[]): string {
  const whole = z.toJSONSchema(siteConfigSchema, { io: "input", unrepresentable: "any" });
  const at = path.reduce<z.core.JSONSchema.JSONSchema | undefined>((schema, key) => {
    const next = typeof key === "number" ? schema?.items : schema?.properties?.[String(key)];
    return typeof next === "object" && !Array.isArray(next) ? next : undefined;
  }, whole);
  const known = Object.keys(at?.properties ?? {});
  const words = unknown.map((name) => {
    const meant = didYouMean(name, known);
    return `There is no field "${name}".${meant ? ` Did you mean "${meant}"?` : ""}`;
  });
  return `${words.join(" ")}${known.length > 0 ? ` Fields here: ${known.join(", ")}.` : ""}`;
}
