import type { AdminResults, Target, ViewResult } from "./results.ts";

/** The run as text of at most 110 columns. */
export function reportText(results: AdminResults): string {
  const { environment, takenAt, seed, openings, days, rounds } = results;
  const lines = [`${takenAt.slice(0, 16).replace("T", " ")} UTC · Node ${environment.node} · ${environment.cpus} × ${environment.cpuModel} · seed ${seed}`];
  lines.push(`Load ${environment.loadAverage.toFixed(1)} before, ${environment.loadAverageAfter.toFixed(1)} at the end, this run's own work in it.`);
  if (environment.loadAverage > environment.cpus / 4) lines.push("The machine was busy with something else: take no time for true, and the ratios with care.");
  lines.push(
    "",
    `GET over ${whole(openings)} made-up openings of ${days} days, one connection, ${rounds} rounds by turns; ms.`,
    "CPU: the function's own, median, its engine in it.",
    "× sign-in, × report: the medians' ratio to that page and that answer, in the same rounds.",
    ...table([HEAD, ...results.views.map(row)]),
    "",
    "The first request to a process that was started for it, days packed:",
    ...table([HEAD, ...results.fresh.map(row)]),
    "",
    `The first read after the openings were put in, no day packed: ${whole(results.unpackedMs)} ms (n = 1)`,
    "",
    ...results.targets.map(targetLine),
  );
  return lines.join("\n");
}

const HEAD = ["", "n", "p50", "p95", "max", "CPU", "bytes", "gzip", "× sign-in", "× report"];

function row(view: ViewResult): string[] {
  const { what, n, p50, p95, max, cpu, bytes, gzipBytes, toSignIn, toReport } = view;
  return [what, whole(n), ...[p50, p95, max, cpu].map((ms) => ms.toFixed(1)), whole(bytes), whole(gzipBytes), ...[toSignIn, toReport].map(times)];
}

function targetLine({ what, unit, value, limit, isMet }: Target): string {
  const found = value === null ? "—" : `${value.toLocaleString("en", { maximumFractionDigits: unit === "ms" ? 1 : 0 })} ${unit}`;
  return `  ${isMet ? "met   " : "MISSED"} ${what}: ${found} (target: below ${whole(limit)})`;
}

function times(ratio: number | null): string {
  return ratio === null ? "—" : ratio.toFixed(2);
}

function whole(number: number): string {
  return Math.round(number).toLocaleString("en");
}

/** Words to the left in the first column, numbers to the right in the others. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return rows.map((cells) => `  ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart((widths[i] ?? 0) + 2))).join("")}`);
}
