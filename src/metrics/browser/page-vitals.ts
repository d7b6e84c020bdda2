import type { Vital } from "../shared/sample.ts";

/** The page's vitals so far, in ms (`cls` without a unit). */
export type PageVitals = Partial<Record<Vital, number>>;

/**
 * Starts to observe the page's vitals. They are read from what the browser has buffered, so it is
 * early enough after the page has loaded.
 *
 * @returns what is known at any time; it stays empty where `web-vitals` cannot be fetched. `isReady`
 * resolves when the browser has handed over what it had buffered.
 */
export function observeVitals(): { readonly now: PageVitals; readonly isReady: Promise<void> } {
  const now: PageVitals = {};
  const start = async () => {
    const { onCLS, onINP, onLCP, onTTFB } = await import("web-vitals");
    const options = { reportAllChanges: true };
    for (const observe of [onCLS, onINP, onLCP, onTTFB]) {
      observe(({ name, value }) => {
        now[name.toLowerCase() as Vital] = name === "CLS" ? Math.round(value * 1_000) / 1_000 : Math.round(value);
      }, options);
    }
    // Buffered entries come as a task of their own.
    await new Promise((resolve) => {
      setTimeout(resolve);
    });
  };
  return { now, isReady: start().catch(() => {}) };
}
