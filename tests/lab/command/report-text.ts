import { wasBusy, type Environment } from "./environment.ts";

interface Measured {
  takenAt: string;
  environment: Environment & { loadAverageAfter?: number };
  seed: number;
}

/** The first lines of a report: time, machine, seed, and a warning if other programs were at work. */
export function headLines({ takenAt, environment, seed }: Measured): string[] {
  const { node, cpus, cpuModel, loadAverage, loadAverageAfter } = environment;
  return [
    `${minuteText(takenAt)} · Node ${node} · ${cpus} × ${cpuModel} · seed ${seed}`,
    `Load average: ${loadAverage.toFixed(1)} before the run${loadAverageAfter === undefined ? "" : `, ${loadAverageAfter.toFixed(1)} at its end`}.`,
    ...(wasBusy(environment) ? ["The machine was busy before the run: do not rely on the times."] : []),
  ];
}

/** "2026-11-22 15:00 UTC" */
export function minuteText(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}

/** "1,234" */
export function whole(number: number): string {
  return Math.round(number).toLocaleString("en");
}

/** "met   ", "MISSED", or a dash for what was not measured; all of one width. */
export function verdictText(isMet: boolean | null | undefined): string {
  return (isMet === true ? "met" : isMet === false ? "MISSED" : "—").padEnd(6);
}

/** Indented rows; the columns named in `words` are aligned to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[], { words = [0] }: { words?: readonly number[] } = {}): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  const cellText = (cell: string, column: number) => (words.includes(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0));
  return rows.map((cells) => `  ${cells.map(cellText).join("  ").trimEnd()}`);
}
