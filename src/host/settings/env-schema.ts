import type { AstroUserConfig } from "astro";
import { envField } from "astro/config";
import type { CalSettings } from "../../booking/cal-settings.ts";
import { SETTINGS } from "./settings.ts";

type EnvSchema = NonNullable<NonNullable<AstroUserConfig["env"]>["schema"]>;

/**
 * The `astro:env` schema of all settings: what begins with PUBLIC_ is a constant of the build, also of
 * what is made for browsers; Astro refuses to give any other to code for browsers. Their values are
 * checked by `requireSettings`, whose words Astro's own check does not have.
 */
export function envSchema({ link, origin, site, rollout }: CalSettings): EnvSchema {
  const server = SETTINGS.filter(({ name, readBy }) => !name.startsWith("PUBLIC_") && (readBy === "server" || readBy === "both"));
  return {
    ...Object.fromEntries(server.map(({ name }) => [name, envField.string({ context: "server", access: "secret", optional: true })])),
    PUBLIC_CAL_LINK: constant(link.path),
    PUBLIC_CAL_ORIGIN: constant(origin),
    PUBLIC_CAL_SITE: constant(site),
    PUBLIC_CAL_ROLLOUT: envField.number({ context: "client", access: "public", default: rollout }),
    PUBLIC_ANALYTICS: optional,
    PUBLIC_SPEED_INSIGHTS: optional,
  };
}

const optional = envField.string({ context: "client", access: "public", optional: true });

function constant(fallback: string) {
  return envField.string({ context: "client", access: "public", default: fallback });
}
