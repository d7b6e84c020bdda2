/**
 * What the server reads at run time; src/host/settings/settings.ts says of each what it is. DATA_DIR and what Vercel
 * sets beside it.
 */
export const SERVER_SETTINGS = [
  "KV_REST_API_URL",
  "KV_REST_API_TOKEN",
  "METRICS_TOKEN",
  "METRICS_RATE_PER_MINUTE",
  "ADMIN_PASSWORD",
  "ADMIN_PASSWORD_HASH",
  "CAL_EMBED_URL",
  "CAL_WEBHOOK_SECRET",
  "CRON_SECRET",
  "ALERT_WEBHOOK_URL",
  "ALERT_WEBHOOK_SECRET",
  "SENTRY_DSN",
  "SITE_URL",
  "DATA_DIR",
] as const;

/** Set by Vercel in every build and function; VERCEL_ENV is "production", "preview" or "development". */
const VERCELS_OWN = ["VERCEL", "VERCEL_ENV"] as const;

export type ServerSetting = (typeof SERVER_SETTINGS)[number];
export type Environment = Readonly<Record<ServerSetting | (typeof VERCELS_OWN)[number], string | undefined>>;

/**
 * The server's settings, read when they are needed: a deployed function gets them at run time. From
 * `process.env`, which is what `astro:env/server` reads as well; the tests and scripts that run this
 * code without Astro have no such module. Blanks alone count as not set: they are nobody's password.
 */
export function environment(): Environment {
  return Object.fromEntries([...SERVER_SETTINGS, ...VERCELS_OWN].map((name) => [name, process.env[name]?.trim() ? process.env[name] : undefined])) as Environment;
}
