/**
 * How long the pointer or the focus has to rest on a time before its form begins to load, in ms: longer than on a booking
 * link, because a pointer crosses many times on its way to one. A finger that begins to scroll has been taken back
 * (`pointercancel`) by the end of its own.
 */
const DWELL = { mouse: 150, finger: 50 };

/** How many forms resting may load on a page: Cal's form holds its time for five minutes, and offers it to no other visitor meanwhile. */
const MOST_FORMS = 4;

/**
 * Watches for visitors who are about to pick a time, or to ask for the whole calendar. A list that opens under the pointer
 * is no sign: the pointer has to move.
 *
 * @param prepare is called with the time, ISO 8601 in UTC; with undefined for the calendar.
 */
export function watchTimeIntent(section: HTMLElement, prepare: (slot: string | undefined) => void): void {
  const { connection } = navigator as { connection?: { saveData: boolean } };
  let rest: ReturnType<typeof setTimeout>;
  let left = MOST_FORMS;

  const consider = ({ target, type, pointerType, movementX, movementY }: Partial<PointerEvent> & Event) => {
    // Browsers send one when the list comes to lie under a pointer that rests.
    if (type === "pointermove" && !movementX && !movementY) return;
    clearTimeout(rest);
    const button = (target as Element).closest<HTMLElement>("[data-slot], [data-booking-calendar]");
    const isPressed = type === "pointerdown";
    if (!button || /out|cancel/.test(type) || (connection?.saveData && !isPressed)) return;
    const { slot } = button.dataset;
    // At once: the focus that comes with it would begin the wait anew.
    if (isPressed && pointerType !== "touch") return prepare(slot);
    rest = setTimeout(() => button.matches(":hover, :focus") && (isPressed || !slot || left-- > 0) && prepare(slot), isPressed ? DWELL.finger : DWELL.mouse);
  };
  for (const type of ["pointermove", "pointerout", "pointercancel", "pointerdown", "focusin"]) section.addEventListener(type, consider);
}
