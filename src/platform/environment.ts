/** The server's settings, read when they are needed: a deployed function gets them at run time. */
export function environment() {
  const {
    KV_REST_API_URL,
    KV_REST_API_TOKEN,
    METRICS_TOKEN,
    METRICS_RATE_PER_MINUTE,
    ADMIN_PASSWORD,
    ADMIN_PASSWORD_HASH,
    CAL_EMBED_URL,
    DATA_DIR,
    VERCEL,
    VERCEL_ENV,
    CAL_WEBHOOK_SECRET,
    ALERT_WEBHOOK_URL,
    ALERT_WEBHOOK_SECRET,
    SENTRY_DSN,
    SITE_URL,
  } = process.env;
  return {
    KV_REST_API_URL,
    KV_REST_API_TOKEN,
    METRICS_TOKEN,
    /** How many samples one address may hand in per minute, 1–1,000,000. */
    METRICS_RATE_PER_MINUTE,
    ADMIN_PASSWORD,
    /** Instead of the password: what `npm run hash-password` prints. */
    ADMIN_PASSWORD_HASH,
    /** Where Cal's embed script is fetched from, if not from PUBLIC_CAL_ORIGIN. */
    CAL_EMBED_URL,
    /** What Cal signs its webhook with. */
    CAL_WEBHOOK_SECRET,
    /** Where alerts go, beside Sentry; signed with the secret, else with METRICS_TOKEN. */
    ALERT_WEBHOOK_URL,
    ALERT_WEBHOOK_SECRET,
    SENTRY_DSN,
    /** The site's own address, for the link in an alert. */
    SITE_URL,
    /** Where the embedded store keeps its file; a laptop's concern. */
    DATA_DIR,
    /** Set by Vercel in every function. */
    VERCEL,
    /** Set by Vercel: "production", "preview" or "development". */
    VERCEL_ENV,
  };
}
