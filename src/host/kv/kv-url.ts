const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Checks KV_REST_API_URL. "redis://…", which the same page at Vercel shows, is another protocol's, with
 * the password in it; the client would repeat all of it in its own error, and that goes to the log.
 *
 * @throws {TypeError} that repeats nothing of it.
 */
export function checkKvUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.test(url.hostname));
  if (url && isSafe && !url.username && !url.password) return;
  const found = url?.protocol.startsWith("redis") ? "is the address of another protocol (redis:)" : "is no https address, or has a user name in it";
  throw new TypeError(`KV_REST_API_URL ${found}. Copy the value of that name from the database's page at Vercel, for example "https://eu1-example-12345.upstash.io".`);
}
