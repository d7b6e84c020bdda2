import type { Page } from "playwright/test";

/** React throws while it renders the dialog's part, so many times; React itself tries everything twice. */
export async function throwInReact(page: Page, times: number): Promise<void> {
  await page.addInitScript((left) => {
    Object.assign(window, { throws: left });
    document.addEventListener("DOMContentLoaded", () => {
      const element = document.querySelector("dialog");
      if (!element) return;
      // Nothing else reads the stopwatch's text.
      const dataset = new Proxy(element.dataset, {
        get(target, name: string) {
          const state = window as unknown as { throws: number };
          if (name !== "bookingReady" || state.throws === 0) return target[name];
          state.throws -= 1;
          throw new Error("rendering has failed");
        },
      });
      Object.defineProperty(element, "dataset", { value: dataset });
    });
  }, times);
}

/** More than any test lets React render. */
export const ALWAYS = 1_000;
