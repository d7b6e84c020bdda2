import type { ConsentChange, ConsentScope } from "../events.ts";

/**
 * The visitor's consent, where the site asks for it. `keepConsent` is the first script of each page's head, so that no choice
 * comes before it; other scripts only ask and tell. It is kept in `<html data-consent="…">` for everybody who has to ask, and
 * remembered in one entry of `localStorage`, which is there only while something is given. See docs/reference/consent.md.
 */
const KEY = "readyslot-consent";
const SCOPES: readonly ConsentScope[] = ["calendar", "measuring"];

/** Entries of this site in the browser's storage, all of which go when the visitor withdraws. */
const OURS = /^(booking|readyslot)-/;

/** Ask only where `CONSENT` is not "none". */
export function isGiven(scope: ConsentScope): boolean {
  return !!document.documentElement.dataset.consent?.includes(scope);
}

/** Tells the page about the visitor's choice, as a consent manager would. */
export function changeConsent(detail: ConsentChange): void {
  document.dispatchEvent(new CustomEvent("readyslot:consent", { detail }));
}

/**
 * Reads the remembered choice and follows its changes: by events, in other tabs, and while this page was in the
 * back/forward cache or prerendered. Call it before anything asks.
 *
 * @param isSynthetic the page is an experiment: it remembers nothing.
 */
export function keepConsent(isSynthetic = false): void {
  const { dataset } = document.documentElement;
  let isKept = !isSynthetic;
  const remembered = () => (isKept ? attempt(() => localStorage[KEY] as string | undefined, dataset.consent) : dataset.consent) ?? "";
  dataset.consent = remembered();

  /** The choice may have changed where this page could not hear it. */
  const compare = () => {
    const now = remembered();
    if (now !== dataset.consent) changeConsent({ calendar: now.includes("calendar"), measuring: now.includes("measuring") });
  };

  // On the window and in the capturing phase: in front of every other listener.
  addEventListener(
    "readyslot:consent",
    (event) => {
      const { detail } = event as CustomEvent<ConsentChange | null>;
      if (detail === null) return;
      const wanted = (scope: ConsentScope) => (typeof detail === "object" ? detail[scope] : detail);
      const given = SCOPES.filter((scope) => (wanted(scope) === undefined ? isGiven(scope) : wanted(scope) === true));
      const isWithdrawn = SCOPES.some((scope) => isGiven(scope) && !given.includes(scope));
      // What happened before the visitor agreed is not measured.
      if (CONSENT === "all" && given.includes("measuring") && !isGiven("measuring")) clearMarks();
      dataset.consent = given.join(" ");
      if (isSynthetic) return;
      if (isWithdrawn || !given.length) for (const storage of ["localStorage", "sessionStorage"] as const) attempt(() => forget(window[storage]));
      // Where nothing can be kept, the choice is this page's.
      isKept = !given.length || attempt(() => !!(localStorage[KEY] = dataset.consent), false) === true;
    },
    true,
  );

  addEventListener("storage", compare);
  addEventListener("pageshow", compare);
  document.addEventListener("prerenderingchange", compare);
  // The button is useful only to visitors who have agreed to something.
  const showButton = () => {
    for (const offer of document.querySelectorAll<HTMLElement>("[data-consent-offer]")) offer.hidden = !dataset.consent;
  };
  document.addEventListener("click", ({ target }) => {
    const button = (target as Element).closest<HTMLElement>("[data-consent-withdraw]");
    if (!button) return;
    changeConsent(false);
    // The footer's button goes, and says so in its place.
    const status = button.closest("[data-consent-offer]")?.nextElementSibling;
    if (!status) return;
    status.textContent = button.dataset.consentWithdraw ?? "";
    (status as HTMLElement).focus();
  });
  for (const type of ["DOMContentLoaded", "readyslot:consent"]) document.addEventListener(type, showButton);
  if (CONSENT !== "all") return;
  for (const type of ["DOMContentLoaded", "readyslot:consent"]) document.addEventListener(type, startSnippets);
}

/** The snippets of src/site.config.ts that wait, further down in the head. */
function startSnippets(): void {
  if (!isGiven("measuring")) return;
  for (const snippet of document.querySelectorAll<HTMLTemplateElement>("template[data-consent-snippet]")) snippet.replaceWith(snippet.content);
}

function clearMarks(): void {
  for (const { name } of performance.getEntriesByType("mark")) if (name.startsWith("booking:")) performance.clearMarks(name);
}

function forget(storage: Storage): void {
  for (const key of Object.keys(storage)) if (OURS.test(key)) storage.removeItem(key);
}

/** A browser that keeps nothing for a page throws at any use of its storage. */
function attempt<T>(act: () => T, otherwise?: T): T | undefined {
  try {
    return act();
  } catch {
    return otherwise;
  }
}
