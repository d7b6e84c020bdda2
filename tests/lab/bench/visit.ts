import type { Page } from "playwright";
import { approachAndClick } from "./approach.ts";
import type { Visitor } from "./browser.ts";
import { close } from "./gestures.ts";
import { measureOpening, measurePlainLink, measureTimes, type Sample } from "./opening.ts";
import { PAGES } from "./pages.ts";
import { pause, LIMIT_MS, within } from "./time-limit.ts";
import type { Contender, Situation, Visit } from "./plan.ts";

/** ms from the page's load event to the first action: fonts, first paint and idle work are done by then. */
const SETTLED_MS = 300;

/** A visit failed in this situation; the situations before it have samples. */
export class SituationFailed extends Error {
  readonly situation: Situation;

  constructor(situation: Situation, cause: unknown) {
    super((cause instanceof Error ? cause.message : String(cause)).split("\n")[0], { cause });
    this.situation = situation;
  }
}

/**
 * Opens the contender's page and performs the visit's situations, one after the other. Calls `onReady` at the
 * moment that counts as ready.
 *
 * @throws {SituationFailed} for the situation that failed.
 */
export async function visit(visitor: Visitor, { contender, situations }: Visit, onReady: (sample: Sample) => Promise<void>): Promise<void> {
  const { page } = visitor;
  let [current] = situations;
  try {
    await arrive(page, contender, current);
    for (current of situations) {
      await pause(SETTLED_MS);
      if (current === "reopened") {
        await close(page);
        await pause(SETTLED_MS);
      }
      if (contender === "plainLink") await onReady(await measurePlainLink(page));
      else {
        const leadFrom = await approachAndClick(visitor, contender, current);
        await onReady(await (contender === "instant" ? measureTimes(page, current, leadFrom) : measureOpening(page, contender, current, leadFrom)));
      }
    }
  } catch (error) {
    throw new SituationFailed(current, error);
  }
}

/** Opens the page and waits until it has loaded. */
async function arrive(page: Page, contender: Contender, situation: Situation): Promise<void> {
  const address = situation === "inView" ? PAGES.oursOnView : PAGES[contender];
  // The page's load event waits for the prerendered frame, so an early click is measured from the start of that frame.
  const isEarly = contender === "prerender" && situation === "cold";
  const loaded = page.goto(address, { waitUntil: isEarly ? "commit" : "load", timeout: 0 });
  await within(LIMIT_MS, `${isEarly ? "The first byte" : "The load event"} of ${address}`, loaded);
  if (isEarly) await within(LIMIT_MS, "The prerendered frame", page.waitForSelector("cal-modal-box iframe", { state: "attached", timeout: 0 }));
}
