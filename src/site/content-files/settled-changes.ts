import type { LoaderContext } from "astro/loaders";

type Watcher = NonNullable<LoaderContext["watcher"]>;

/**
 * ms. Many programs save a file by emptying it and writing it again. The watcher reports the first change and then
 * nothing for 50 ms (chokidar's throttle for "change"). Reading immediately may return the empty file, and the
 * second change is never reported.
 */
const SETTLE_MS = 100;

/** Calls a listener with every added or changed file once it has not changed for a moment. */
export function onSettled(watcher: Watcher, listener: (path: string) => void): void {
  const waiting = new Map<string, NodeJS.Timeout>();
  const wait = (path: string) => {
    clearTimeout(waiting.get(path));
    const call = () => {
      waiting.delete(path);
      listener(path);
    };
    waiting.set(path, setTimeout(call, SETTLE_MS));
  };
  for (const event of ["add", "change"] as const) watcher.on(event, wait);
}
