/**
 * Calls `then` once, when the page's first calendar is there or is known not to come, so that what can
 * wait takes nothing of its line. The session settles every calendar that it begins.
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
