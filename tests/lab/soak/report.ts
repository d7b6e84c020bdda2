import type { SoakResults } from "./results.ts";

/** The run as text: every kind of traffic, then every check. */
export function reportText({ environment, takenAt, seed, minutes, pace, cpuShare, healthMs, kinds, checks }: SoakResults): string {
  return [
    `${takenAt.slice(0, 16).replace("T", " ")} UTC · Node ${environment.node} · ${environment.cpus} × ${environment.cpuModel} · load ${environment.loadAverage.toFixed(1)} before · seed ${seed}`,
    `${minutes} min at ${pace.reached.toFixed(1)} requests/s, at most ${pace.mostAtOnce} at once; the site took ${Math.round(cpuShare * 100)} % of a processor; /api/health p50 ${healthMs.p50} ms, p99 ${healthMs.p99} ms`,
    "",
    ...table([
      ["traffic", "sent", "answers"],
      ...Object.entries(kinds).map(([name, { sent, statuses, dropped }]) => [name, whole(sent), answersText(statuses, dropped)]),
    ]),
    "",
    ...checks.map(({ name, isMet, found }) => `  ${isMet ? "met   " : "FAILED"} ${name}: ${found}`),
  ].join("\n");
}

function answersText(statuses: Readonly<Record<number, number>>, dropped: number): string {
  const answers = Object.entries(statuses).map(([status, n]) => `${whole(n)} × ${status}`);
  return [...answers, ...(dropped > 0 ? [`${whole(dropped)} left on purpose`] : [])].join(", ");
}

function whole(number: number): string {
  return Math.round(number).toLocaleString("en");
}

/** Numbers to the right in the second column, words to the left in the others. */
function table(rows: readonly (readonly [string, string, string] | readonly string[])[]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [first, second] = [width(0), width(1)];
  return rows.map(([name = "", n = "", answers = ""]) => `  ${name.padEnd(first)}  ${n.padStart(second)}  ${answers}`);
}
