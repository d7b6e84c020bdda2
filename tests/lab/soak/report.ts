import { headLines, table, verdictText, whole } from "../command/report-text.ts";
import type { SoakResults } from "./results.ts";

/** The run as text: every kind of traffic, then every check. */
export function reportText(results: SoakResults): string {
  const { minutes, pace, cpuShare, healthMs, kinds, checks } = results;
  return [
    ...headLines(results),
    `${minutes} min at ${pace.reached.toFixed(1)} requests/s, at most ${pace.mostAtOnce} at once; the site used ${Math.round(cpuShare * 100)} % of a CPU; /api/health p50 ${healthMs.p50} ms, p99 ${healthMs.p99} ms`,
    "",
    ...table([
      ["traffic", "sent", "answers"],
      ...Object.entries(kinds).map(([name, { sent, statuses, dropped }]) => [name, whole(sent), answersText(statuses, dropped)]),
    ], { words: [0, 2] }),
    "",
    ...checks.map(({ name, isMet, found }) => `  ${verdictText(isMet)} ${name}: ${found}`),
  ].join("\n");
}

function answersText(statuses: Readonly<Record<number, number>>, dropped: number): string {
  const answers = Object.entries(statuses).map(([status, n]) => `${whole(n)} × ${status}`);
  return [...answers, ...(dropped > 0 ? [`${whole(dropped)} left on purpose`] : [])].join(", ");
}
