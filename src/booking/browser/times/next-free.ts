import { MINUTE, readTimes } from "./free-times.ts";

const DAY = 24 * 60 * MINUTE;

/**
 * The script of NextFree.astro, inline behind the element that it fills: names the event's next free time there, once it
 * is in view or once the visitor shows intent, whichever the author has chosen; again when that time has passed, and when
 * the visitor comes back to the page. Where there is none, the line is empty.
 */
function fillIn(line: HTMLElement): void {
  const { bookingNext, when, text = "" } = line.dataset;
  let timer: ReturnType<typeof setTimeout>;

  const fill = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    let words = "";
    try {
      const answer = await fetch(`/api/slots?event=${bookingNext}`);
      const now = Date.now();
      const [next = 0] = readTimes(await answer.json(), now / MINUTE)?.starts ?? [];
      const wait = next * MINUTE - now;
      if (wait > 0) {
        // A weekday alone would be the next one of that name.
        const date = wait > 6 * DAY ? ({ day: "numeric", month: "short" } as const) : {};
        const format = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", hour: "numeric", minute: "2-digit", ...date });
        words = text.replace("{time}", format.format(next * MINUTE));
        timer = setTimeout(fill, Math.min(wait, DAY));
      }
    } catch {
      // The button works without it.
    }
    line.textContent = words;
  };
  const start = () => {
    void fill();
    document.addEventListener("visibilitychange", fill);
  };

  if (when === "intent") return addEventListener("readyslot:intent", start);
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    start();
  });
  observer.observe(line);
}

// Safe: NextFree.astro has the element in front of the script.
fillIn(document.currentScript?.previousElementSibling as HTMLElement);
