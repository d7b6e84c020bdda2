interface HostContext {
  get?(): { waitUntil?(work: Promise<unknown>): void } | undefined;
}

/**
 * Lets work continue after the response has been sent. Vercel freezes functions then, unless they call its
 * `waitUntil`; this calls it like `waitUntil` of @vercel/functions. Other servers need no such call.
 */
export function waitUntil(work: Promise<unknown>): void {
  hostContext()?.get?.()?.waitUntil?.(work);
}

/** Only Vercel's runtime sets this symbol, and each of its properties may be missing. */
function hostContext(): HostContext | undefined {
  return (globalThis as { [key: symbol]: HostContext | undefined })[Symbol.for("@vercel/request-context")];
}
