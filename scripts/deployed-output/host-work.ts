/** The key under which @vercel/functions and src/host/http/wait-until.ts look for the host. */
const HOST_CONTEXT = Symbol.for("@vercel/request-context");

const pending = new Set<Promise<unknown>>();

/** Gives the function a `waitUntil`, as Vercel's runtime does. */
export function provideWaitUntil(): void {
  (globalThis as { [key: symbol]: unknown })[HOST_CONTEXT] = { get: () => ({ waitUntil }) };
}

function waitUntil(work: Promise<unknown>): void {
  const settled = Promise.allSettled([work]);
  pending.add(settled);
  void settled.then(() => pending.delete(settled));
}

/** Resolves when all background work has ended, including work that it started itself. */
export async function workEnded(): Promise<void> {
  while (pending.size > 0) await Promise.all(pending);
}
