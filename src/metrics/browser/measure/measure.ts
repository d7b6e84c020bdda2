import { measureWordsIn } from "../../../host/words/measure-words.ts";
import { runAsText } from "./synthetic-figures.ts";
import { nextStep, readRun, withOpening, type SyntheticPlan, type SyntheticRun } from "./synthetic-run.ts";
import { showRun } from "./synthetic-view.ts";
import type { Connection, Variant } from "../../shared/sample.ts";
import type { MeasuredDialog } from "../opening-report.ts";
import { prepareOpening } from "./synthetic-opening.ts";

/** Where this tab keeps its run. No name of the delivery's: nothing of it is ever sent. */
const KEPT = "synthetic-run";

/** Between two openings, in ms: the page view, or the dialog's closing, has come to rest. */
const PAUSE = 500;

/**
 * The page that measures openings on the device that it is open on: with the dialog, the inline script,
 * the booking code, the stopwatch and the reporting code that visitors get. Cold openings each have a
 * page view of their own, the reopened ones share the last; the run lives in `sessionStorage`.
 */
export function measureFromHere(page: HTMLElement, dialog: MeasuredDialog, link: HTMLAnchorElement): void {
  const words = measureWordsIn(document.documentElement.lang);
  const open = prepareOpening(dialog, link, words.measure);
  const form = page.querySelector<HTMLFormElement>("[data-run-form]");
  let run = readRun(kept(), Date.now());
  let isLeaving = false;

  function note(changed: SyntheticRun): void {
    if (isLeaving) return;
    run = changed;
    sessionStorage.setItem(KEPT, JSON.stringify(run));
    showRun(page, run, words);
  }

  function stop(): void {
    if (run?.state === "running") note({ ...run, state: "stopped" });
  }

  /** With a new document, as a visitor's next page view has: a reload would ask anew for what is cached. */
  function leaveFor(search: string): void {
    isLeaving = true;
    location.replace(location.pathname + search);
  }

  async function proceed(): Promise<void> {
    let hasOpened = false;
    // The page of a resumed run may have another address, which would load in another way.
    if (run?.state === "running" && location.search !== searchOf(run.plan)) return leaveFor(searchOf(run.plan));
    while (run?.state === "running") {
      const step = nextStep(run);
      await pause();
      if (!step || run.state !== "running") return;
      if (step === "cold" && hasOpened) return leaveFor(searchOf(run.plan));
      // In a page view that was begun between two reopened ones, the first is not one of them.
      const isCounted = step === "cold" || hasOpened;
      hasOpened = true;
      const result = await open();
      if (result === "closed") return stop();
      if (isCounted) note(withOpening(run, { step, ...result }, Date.now()));
      dialog.close();
    }
  }

  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const begun = newRun(new FormData(form), dialog.dataset.release ?? "unknown");
    try {
      note(begun);
    } catch {
      announce(page, words.measure.keepsNothing);
      return;
    }
    leaveFor(searchOf(begun.plan));
  });
  page.querySelector("[data-run-stop]")?.addEventListener("click", stop);
  page.querySelector("[data-run-copy]")?.addEventListener("click", () => {
    if (!run) return;
    navigator.clipboard.writeText(runAsText(run, words)).then(
      () => announce(page, words.measure.copied),
      () => announce(page, words.measure.noCopy),
    );
  });
  const noteHidden = () => {
    if (document.hidden && run?.state === "running") note({ ...run, wasHidden: true });
  };
  document.addEventListener("visibilitychange", noteHidden);
  addEventListener("pagehide", () => (isLeaving = true));
  // Its steps were cut off when it was left; a new page view goes on from what was kept.
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());

  page.toggleAttribute("data-can-measure", true);
  if (!run) return;
  note(run);
  noteHidden();
  if (document.readyState === "complete") void proceed();
  else addEventListener("load", () => void proceed());
}

/** The run that a submitted form asks for, not begun yet. @throws where the browser keeps nothing, when it is noted. */
function newRun(form: FormData, release: string): SyntheticRun {
  const { connection } = navigator as { connection?: { effectiveType: Connection } };
  const plan: SyntheticPlan = {
    cold: Number(form.get("cold")),
    reopened: Number(form.get("reopened")),
    // Safe: the form has no other values.
    variant: form.get("cal-variant") as Variant,
  };
  const now = new Date();
  return {
    plan,
    state: "running",
    startedAt: now.toISOString(),
    seenAt: now.getTime(),
    wasHidden: false,
    release,
    viewport: { width: innerWidth, height: innerHeight },
    ...(connection && { connection: connection.effectiveType }),
    openings: [],
  };
}

/** The page's address for a plan: what the form shows, and the way of loading that `variant.ts` reads. */
function searchOf({ cold, reopened, variant }: SyntheticPlan): string {
  return `?${new URLSearchParams({ cold: String(cold), reopened: String(reopened), "cal-variant": variant }).toString()}`;
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function announce(page: HTMLElement, text: string): void {
  const region = page.querySelector("[data-run-progress]");
  if (region) region.textContent = text;
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, PAUSE);
  });
}
