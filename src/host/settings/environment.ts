/** The settings that the server reads at run time. Each is described in the list of its room: see settings.ts. */
export const SERVER_SETTINGS = [
  "KV_REST_API_URL",
  "KV_REST_API_TOKEN",
  "REDIS_URL",
  "METRICS_TOKEN",
  "METRICS_RATE_PER_MINUTE",
  "TIME_ZONE",
  "ADMIN_LANGUAGE",
  "ADMIN_PASSWORD",
  "ADMIN_PASSWORD_HASH",
  "ADMINS",
  "CAL_EMBED_URL",
  "CAL_API_URL",
  "CAL_API_KEY",
  "CAL_WEBHOOK_SECRET",
  "CRON_SECRET",
  "ALERT_WEBHOOK_URL",
  "ALERT_WEBHOOK_SECRET",
  "ALERT_TO",
  "DIGEST_TO",
  "DIGEST_FROM",
  "SLACK_WEBHOOK_URL",
  "GA4_MEASUREMENT_ID",
  "GA4_API_SECRET",
  "GA4_COLLECT_URL",
  "CONVERSION_WEBHOOK_URL",
  "CONVERSION_WEBHOOK_SECRET",
  "FORM_WEBHOOK_URL",
  "FORM_WEBHOOK_SECRET",
  "FORM_EMAIL_TO",
  "FORM_EMAIL_FROM",
  "RESEND_API_KEY",
  "POSTMARK_SERVER_TOKEN",
  "FORM_KEEP_DAYS",
  "SENTRY_DSN",
  "EDIT_GITHUB_ID",
  "EDIT_GITHUB_SECRET",
  "SITE_URL",
  "DATA_DIR",
] as const;

/** Set by Vercel in every build and function; VERCEL_ENV is "production", "preview" or "development". */
const VERCELS_OWN = ["VERCEL", "VERCEL_ENV"] as const;

export type ServerSetting = (typeof SERVER_SETTINGS)[number];
export type Environment = Readonly<Record<ServerSetting | (typeof VERCELS_OWN)[number], string | undefined>>;

/**
 * The server's settings, read at each call, because a deployed function gets them at run time. They come
 * from `process.env`, which `astro:env/server` reads as well; tests and scripts that run this code
 * without Astro do not have that module. A value of white space only counts as not set.
 */
export function environment(): Environment {
  return Object.fromEntries([...SERVER_SETTINGS, ...VERCELS_OWN].map((name) => [name, process.env[name]?.trim() ? process.env[name] : undefined])) as Environment;
}
