import { circumstances, openingCells, summarize, summaryCells, type MeasureWords } from "./synthetic-figures.ts";
import { nextStep, type SyntheticRun } from "./synthetic-run.ts";

/** Writes a run into the parts of the page that are named `data-run-…`: what it is doing, and its results so far. */
export function showRun(page: HTMLElement, run: SyntheticRun, words: MeasureWords): void {
  const part = (name: string) => page.querySelector<HTMLElement>(`[data-run-${name}]`);
  const isRunning = run.state === "running";
  page.toggleAttribute("data-running", isRunning);
  for (const name of ["form", "copy"]) part(name)?.toggleAttribute("hidden", isRunning);
  part("stop")?.toggleAttribute("hidden", !isRunning);
  part("results")?.toggleAttribute("hidden", run.openings.length === 0);
  say(part("progress"), progress(run, words.measure));
  say(part("warning"), run.wasHidden ? words.measure.hidden : "");
  part("circumstances")?.replaceChildren(...circumstances(run, words).map(([name, value]) => pair(name, value)));
  part("summary")?.replaceChildren(...summarize(run).map((summary) => row(summaryCells(summary, words))));
  part("openings")?.replaceChildren(...run.openings.map((opening, index) => row(openingCells(opening, index, words))));
}

function progress(run: SyntheticRun, words: MeasureWords["measure"]): string {
  const done = run.openings.length;
  const all = run.plan.cold + run.plan.reopened;
  if (run.state === "finished") return words.finished({ all });
  if (run.state === "stopped") return words.stopped({ done, all });
  return words.running({ number: done + 1, all, step: nextStep(run) ?? "" });
}

/** A live region is only written to where it says something new. */
function say(region: HTMLElement | null, text: string): void {
  if (region && region.textContent !== text) region.textContent = text;
}

function pair(name: string, value: string): HTMLElement {
  const [group, term, description] = [document.createElement("div"), document.createElement("dt"), document.createElement("dd")];
  term.textContent = name;
  description.textContent = value;
  group.append(term, description);
  return group;
}

/** The first cell heads the row, the last one is words, and those between are numbers. */
function row(texts: string[]): HTMLTableRowElement {
  const line = document.createElement("tr");
  for (const [index, text] of texts.entries()) {
    const cell = document.createElement(index === 0 ? "th" : "td");
    if (cell.localName === "th") cell.setAttribute("scope", "row");
    else if (index < texts.length - 1 && /^[\d—]/.test(text)) cell.className = "number";
    cell.textContent = text;
    line.append(cell);
  }
  return line;
}
