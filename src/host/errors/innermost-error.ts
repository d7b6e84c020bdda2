/** What lies at the bottom of fetch's "fetch failed", for example "connect ECONNREFUSED 127.0.0.1:4322". */
export function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return innermostMessage(error.errors[0]);
  if (error.cause !== undefined) return innermostMessage(error.cause);
  return error.message || ("code" in error ? String(error.code) : error.name);
}
