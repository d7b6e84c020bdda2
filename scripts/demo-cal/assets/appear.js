// @ts-check
/**
 * Fades and slides something in, as framer-motion 10 does it for Cal's times and form (`fadeInLeft`:
 * 0.1 s delay, 0.3 s, ease in and out). Frame by frame: without animation frames, as in a
 * `visibility: hidden` frame, it never begins.
 */
const DELAY_MS = 100;
const DURATION_MS = 300;
const OFFSET_PX = 20;

/** @type {WeakMap<HTMLElement, symbol>} */
const runs = new WeakMap();

/** Out of sight until it appears. @param {HTMLElement} element */
export function conceal(element) {
  runs.delete(element);
  delete element.dataset.appeared;
  element.style.opacity = "0";
}

/**
 * At its end the element is fully opaque and has the attribute `data-appeared`.
 *
 * @param {HTMLElement} element
 * @param {"animated" | "at-once"} how
 */
export function appear(element, how) {
  if (how === "at-once") return show(element);
  conceal(element);
  const run = Symbol();
  runs.set(element, run);
  element.style.transform = `translateX(${OFFSET_PX}px)`;
  /** @type {number | undefined} */
  let began;
  /** @param {number} now */
  const step = (now) => {
    if (runs.get(element) !== run) return;
    began ??= now;
    const progress = Math.min(1, Math.max(0, (now - began - DELAY_MS) / DURATION_MS));
    if (progress === 1) return show(element);
    const eased = (1 - Math.cos(Math.PI * progress)) / 2;
    element.style.opacity = String(eased);
    element.style.transform = `translateX(${OFFSET_PX * (1 - eased)}px)`;
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** @param {HTMLElement} element */
function show(element) {
  runs.delete(element);
  element.style.opacity = "1";
  element.style.transform = "none";
  element.dataset.appeared = "";
}
