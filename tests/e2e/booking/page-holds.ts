import type { Page } from "playwright/test";

/** What the page holds after a garbage collection; the heap in bytes. */
export async function pageHolds(page: Page): Promise<{ listeners: number; nodes: number; heap: number }> {
  const session = await page.context().newCDPSession(page);
  // Twice: an object that only a dropped listener holds goes with the second collection.
  for (let round = 0; round < 2; round++) await session.send("HeapProfiler.collectGarbage");
  const { jsEventListeners: listeners, nodes } = await session.send("Memory.getDOMCounters");
  const { usedSize: heap } = await session.send("Runtime.getHeapUsage");
  await session.detach();
  return { listeners, nodes, heap };
}
