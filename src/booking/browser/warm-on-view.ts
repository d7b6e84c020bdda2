import { isFrugal, want } from "./want.ts";

/** How long a booking link has to stay in view after scrolling before its calendar is mounted, in ms. */
const REST = 200;

/** Where there is no `scrollend`: without a scroll event for this long, in ms, scrolling has ended. */
const STILL = 100;

/** Takes scrolling to a booking link, and resting there, for intent. */
export function warmOnView(links: string): void {
  const look = (kind: "warm" | "mount") => {
    for (const link of document.querySelectorAll<HTMLAnchorElement>(links)) {
      const { top, bottom } = link.getBoundingClientRect();
      if (top > 0 && bottom < innerHeight) return want(kind, link, performance.now());
    }
  };
  let rest: ReturnType<typeof setTimeout>;
  const pause = () => {
    look("warm");
    if (!isFrugal()) rest = setTimeout(look, REST, "mount");
  };
  addEventListener("scroll", () => {
    clearTimeout(rest);
    // Safari before 26.2.
    if (!("onscrollend" in window)) rest = setTimeout(pause, STILL);
  });
  addEventListener("scrollend", pause);
}
