/**
 * Adds what a dialog should do and some browsers leave out. It comes with the island: until then the
 * dialog closes by its button and by Escape.
 */
export function completeDialog(dialog: HTMLDialogElement): void {
  if (!("CloseWatcher" in window)) closeOnBack(dialog);
  if (!("closedBy" in HTMLDialogElement.prototype)) closeOnClickBeside(dialog);
  keepFocus(dialog);
}

/** In the state of the history entry that the open dialog has. */
const OPEN = "bookingOpen";

/** Whether the history's entry is the open dialog's. */
const hasEntry = () => (history.state as Record<string, unknown> | null)?.[OPEN] === true;

/**
 * Back closes the dialog: it has a history entry of its own while it is open. A close watcher does this
 * without one (Chrome on Android).
 */
function closeOnBack(dialog: HTMLDialogElement): void {
  let length = history.length;
  /** The dialog has been closed, and its entry is being left. */
  let isLeaving = false;

  function enter(): void {
    if (isLeaving) return;
    if (!hasEntry()) history.pushState({ ...(history.state as object | null), [OPEN]: true }, "");
    length = history.length;
  }

  function leave(): void {
    if (!hasEntry()) return;
    // The calendar has gone on to another page in its frame. Going back would undo that, and not leave the entry.
    if (history.length > length) return history.replaceState({ ...(history.state as object | null), [OPEN]: false }, "");
    isLeaving = true;
    history.back();
  }

  new MutationObserver(() => (dialog.open ? enter() : leave())).observe(dialog, { attributeFilter: ["open"] });
  if (dialog.open) enter();

  addEventListener("popstate", () => {
    const isOurs = isLeaving;
    isLeaving = false;
    if (!dialog.open) return;
    // It was opened again before its last entry was left.
    if (isOurs) enter();
    else if (!hasEntry()) dialog.close();
  });

  // A page that the dialog leads to takes the place of its entry, so that one Back leads here.
  dialog.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-booking-page]");
    if (!link || !hasEntry() || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    location.replace(link.href);
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && dialog.open && !hasEntry()) dialog.close();
  });
}

/** A click beside the dialog closes it, as `closedby="any"` does, if it was pressed there as well. */
function closeOnClickBeside(dialog: HTMLDialogElement): void {
  const isBeside = ({ target, clientX, clientY }: MouseEvent) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom);
  };
  let isPressedBeside = false;
  dialog.addEventListener("pointerdown", (event) => (isPressedBeside = isBeside(event)));
  dialog.addEventListener("click", (event) => {
    if (isPressedBeside && isBeside(event)) dialog.close();
  });
}

/** A state hides what another state shows. If it had the focus, the close button gets it; otherwise the page would. */
function keepFocus(dialog: HTMLDialogElement): void {
  new MutationObserver(() => {
    const active = document.activeElement;
    const isLost = !active || active === document.body || (dialog.contains(active) && active.getClientRects().length === 0);
    if (dialog.open && isLost) dialog.querySelector<HTMLElement>("[data-booking-close]")?.focus({ preventScroll: true });
  }).observe(dialog, { attributeFilter: ["data-state", "data-painted"] });
}
