/**
 * Keeps a page that is looked at up to date: fetches it again every 30 s and replaces its
 * `[data-live]` sections. The button that pauses this is hidden in the page, which is whole without; its two texts are its
 * `data-refresh` and `data-paused`.
 *
 * A section in which the keyboard is stays as it is, and so do folds, how far tables are scrolled, and the value of a chart that is read.
 */
const EVERY = 30_000;
const PAUSED = "admin-refresh-paused";
/** The part of a section's state that is the reader's own. */
const KEPT = "details,.table-scroll,input";

export function keepFresh(button: HTMLButtonElement): void {
  let isPaused = sessionStorage.getItem(PAUSED) === "true";
  const announce = () => {
    const { refresh: refreshes = "", paused = "" } = button.dataset;
    button.textContent = isPaused ? paused : refreshes;
  };
  button.addEventListener("click", () => {
    isPaused = !isPaused;
    sessionStorage.setItem(PAUSED, String(isPaused));
    announce();
  });
  announce();
  button.hidden = false;
  setInterval(() => {
    // Without a network the page stays as it is; it shows how old its numbers are.
    if (!isPaused && !document.hidden) refresh().catch(() => {});
  }, EVERY);
}

/** @throws {TypeError} without a network. */
export async function refresh(): Promise<void> {
  const answer = await fetch(location.href);
  // Signed out, or the store is down: that is a page of its own.
  if (!answer.ok || answer.redirected) return location.reload();
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const section of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(section.id);
    if (!next || section.contains(document.activeElement)) continue;
    const before = [...section.querySelectorAll(KEPT)];
    section.replaceWith(next);
    for (const [i, element] of next.querySelectorAll(KEPT).entries()) {
      if (before[i]?.hasAttribute("open")) element.setAttribute("open", "");
      element.scrollLeft = before[i]?.scrollLeft ?? 0;
      const input = before[i];
      if (input instanceof HTMLInputElement && element instanceof HTMLInputElement) element.checked = input.checked;
    }
  }
}
