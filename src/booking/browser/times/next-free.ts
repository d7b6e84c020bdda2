import { MINUTE, readTimes } from "./free-times.ts";

/**
 * The script of NextFree.astro, inline behind the element that it fills: names the event's next free time there, once it
 * is in view or once the visitor shows intent, whichever the author has chosen. Where there is none, the line stays empty.
 */
function fillIn(line: HTMLElement): void {
  const { bookingNext = "", when, text } = line.dataset;

  const fill = async () => {
    try {
      const answer = await fetch(`/api/slots?event=${encodeURIComponent(bookingNext)}`);
      const next = readTimes(await answer.json(), Date.now() / MINUTE)?.starts[0];
      if (!next) return;
      const format = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "short", hour: "numeric", minute: "2-digit" });
      line.textContent = text?.replace("{time}", format.format(next * MINUTE)) ?? "";
    } catch {
      // The button works without it.
    }
  };

  if (when === "intent") return addEventListener("readyslot:intent", fill);
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    void fill();
  });
  observer.observe(line);
}

// Safe: NextFree.astro has the element in front of the script.
fillIn(document.currentScript?.previousElementSibling as HTMLElement);
