import type { LoaderContext } from "astro/loaders";

type Watcher = NonNullable<LoaderContext["watcher"]>;

/**
 * ms. Many programs save a file by emptying it and writing it again. The watcher tells of the first and,
 * for 50 ms, of nothing more (chokidar's throttle for "change"), so whoever reads at once may read the
 * empty file, and never hears of the full one.
 */
const SETTLE_MS = 100;

/** Calls a listener with every file that has been added or changed, when it has been left alone for a moment. */
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
