/**
 * The client of @sentry/astro would print what it cannot read, so it is not given such a thing.
 *
 * @throws {TypeError} if it is no DSN. It is a secret, and not repeated.
 */
export function checkSentryDsn(dsn: string): void {
  if (/^https?:\/\/\w+(:\w+)?@[^/]+\/(.+\/)?\d+$/.test(dsn)) return;
  throw new TypeError('SENTRY_DSN is malformed. Copy it from Sentry, Settings › Projects › Client Keys, for example "https://key@o1.ingest.sentry.io/2".');
}
