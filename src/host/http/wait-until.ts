interface HostContext {
  get?(): { waitUntil?(work: Promise<unknown>): void } | undefined;
}

/**
 * Lets work go on after the answer has been sent: Vercel freezes a function then, unless it was asked
 * not to. The same way as `waitUntil` of @vercel/functions goes; a server of one's own never sleeps.
 */
export function waitUntil(work: Promise<unknown>): void {
  hostContext()?.get?.()?.waitUntil?.(work);
}

/** Nothing but Vercel's runtime writes under this symbol, and every step through it may be missing. */
function hostContext(): HostContext | undefined {
  return (globalThis as { [key: symbol]: HostContext | undefined })[Symbol.for("@vercel/request-context")];
}
