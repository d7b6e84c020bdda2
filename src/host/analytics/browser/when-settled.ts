/**
 * Calls `then` once the page's first calendar is ready or has failed, so that what it loads takes no bandwidth from it. Every
 * booking session ends in one of the two states.
 */
export function whenSettled(dialog: HTMLElement, then: () => void): void {
  const isSettled = () => dialog.dataset.state === "ready" || dialog.dataset.state === "failed";
  if (isSettled()) return then();
  const observer = new MutationObserver(() => {
    if (!isSettled()) return;
    observer.disconnect();
    then();
  });
  observer.observe(dialog, { attributeFilter: ["data-state"] });
}
