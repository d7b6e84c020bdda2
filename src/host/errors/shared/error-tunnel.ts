/** Where pages send their errors: our own origin, which hands them on. */
export const ERROR_TUNNEL = "/api/errors";

/**
 * Stands in for the DSN in the browser. Whoever has the real one can post to Sentry past every bound of
 * ours; and a page that is older than a change of it still reports. `.invalid` is nobody's (RFC 2606).
 */
export const ERROR_TUNNEL_DSN = "https://page@errors.invalid/1";
