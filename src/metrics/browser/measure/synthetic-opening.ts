import type { CalSample } from "../../shared/sample.ts";
import type { MeasuredDialog } from "../opening-report.ts";
import type { MeasureWords } from "./synthetic-figures.ts";

/** The result of an opening; `closed`: the dialog was closed before it was decided. */
export type OpeningResult = { sample: CalSample } | { problem: string } | "closed";

/**
 * In ms. The inline script waits 4.9 s for the booking code and then leaves for the booking page, which
 * would be the end of the run; so this gives up a little earlier.
 */
const CODE_LIMIT = 4_500;

/** In ms. Behind the longest limit of the session (15 s on a slow line), and some for the reporting code. */
const LIMIT = 30_000;

/**
 * Opens the calendar of a synthetic page as a visitor's click does, but without a pointer, and takes its sample in
 * place of the server. Call it before anything shows intent.
 *
 * @returns what opens it once and resolves when that is decided, in whichever way; the dialog may still
 * be open then.
 */
export function prepareOpening(dialog: MeasuredDialog, link: HTMLAnchorElement, { problems }: MeasureWords["measure"]): () => Promise<OpeningResult> {
  const taken = new Set<string | undefined>();
  let settle: ((result: OpeningResult) => void) | undefined;
  let isCodeMissing = false;

  const giveUpOnCode = () => {
    // Each try would end the same way, and the last one at the booking page.
    isCodeMissing = true;
    settle?.({ problem: problems.codeMissing });
    dialog.close();
  };
  const isWaitingForCode = () => !dialog.bookingSession;

  dialog.delivery = {
    keep(message) {
      // A sample is kept twice: at once, and again with the page's vitals.
      if ("bookingUid" in message || taken.has(message.sampleId)) return;
      taken.add(message.sampleId);
      settle?.({ sample: message });
    },
    flush() {},
  };
  dialog.addEventListener("close", () => settle?.("closed"));
  // In front of the inline script's own listener, which takes the visitor to the booking page.
  addEventListener("error", ({ target }) => target instanceof HTMLScriptElement && dialog.contains(target) && isWaitingForCode() && giveUpOnCode(), true);

  return async () => {
    // Without the inline script, too, the link would be a plain link and leave the page.
    if (isCodeMissing || !dialog.begin) return { problem: problems.codeMissing };
    const { promise, resolve } = Promise.withResolvers<OpeningResult>();
    settle = resolve;
    const timers = [
      setTimeout(() => isWaitingForCode() && giveUpOnCode(), CODE_LIMIT),
      setTimeout(() => resolve({ problem: problems.noSample({ ms: LIMIT }) }), LIMIT),
    ];
    link.click();
    const result = await promise;
    settle = undefined;
    timers.forEach(clearTimeout);
    return result;
  };
}
