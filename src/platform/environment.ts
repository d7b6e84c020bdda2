/** The server's settings, read when they are needed: a deployed function gets them at run time. */
export function environment() {
  const { KV_REST_API_URL, KV_REST_API_TOKEN, METRICS_TOKEN, ADMIN_PASSWORD, CAL_EMBED_URL, DATA_DIR, VERCEL } = process.env;
  return {
    KV_REST_API_URL,
    KV_REST_API_TOKEN,
    METRICS_TOKEN,
    ADMIN_PASSWORD,
    /** Where Cal's embed script is fetched from, if not from PUBLIC_CAL_ORIGIN. */
    CAL_EMBED_URL,
    /** Where the embedded store keeps its file; a laptop's concern. */
    DATA_DIR,
    /** Set by Vercel in every function. */
    VERCEL,
  };
}
