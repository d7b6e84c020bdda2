import type { AstroUserConfig } from "astro";
import { envField } from "astro/config";
import { SETTINGS } from "./settings.ts";

type EnvSchema = NonNullable<NonNullable<AstroUserConfig["env"]>["schema"]>;

/**
 * The `astro:env` schema of all settings. Names that begin with PUBLIC_ are constants of the build, in
 * browsers' code too; Astro refuses to give any other setting to browsers' code. Their values are checked
 * by `requireSettings`, whose messages are better than Astro's.
 *
 * @param constants the public settings' parsed values, which apply where a setting is empty.
 */
export function envSchema(constants: Readonly<Record<string, string | number>>): EnvSchema {
  const server = envField.string({ context: "server", access: "secret", optional: true });
  return Object.fromEntries(
    SETTINGS.flatMap(({ name, readBy }): [string, EnvSchema[string]][] => {
      if (name.startsWith("PUBLIC_")) return [[name, publicField(constants[name])]];
      return readBy === "server" || readBy === "both" ? [[name, server]] : [];
    }),
  );
}

function publicField(fallback: string | number | undefined): EnvSchema[string] {
  const field = { context: "client", access: "public" } as const;
  if (typeof fallback === "number") return envField.number({ ...field, default: fallback });
  return envField.string({ ...field, ...(fallback === undefined ? { optional: true } : { default: fallback }) });
}
