import { headLines, table, verdictText, whole } from "../command/report-text.ts";
import type { Summary } from "../command/statistics.ts";
import { MOST_RATIO, type IngestResults } from "./results.ts";

/** The run as text of at most 110 columns. */
export function reportText(results: IngestResults): string {
  const lines = headLines(results);
  lines.push(
    "",
    `POST of full samples, ${results.seconds} s each, after ${whole(results.postedOnTopOf)} others; sender and store share the CPUs.`,
    ...table([
      ["engine", "connections", "posts/s", "p50, ms", "p99, ms", "max, ms", "posts", "CPU, ms"],
      ...results.posts.map((leg) => [leg.engine, ...[leg.connections, leg.postsPerSecond, leg.p50, leg.p99, leg.max, leg.posts].map(whole), leg.cpuPerPost.toFixed(1)]),
    ]),
    "",
    `GET of 28 days, one connection; medians of ${results.rounds} in ms (quartiles).`,
    "fresh: new instance; warm: it has read them before.",
    "CPU: the function's, including its engine or client; per post, and for fresh and warm reads.",
    ...table([
      ["engine", "samples", "fresh", "warm", "CPU, ms", "bytes"],
      ...results.reads.map(({ engine, samples, fresh, warm, cpu, bytes }) => {
        const cpus = [cpu.fresh, cpu.warm].map((ms) => ms.toFixed(0)).join(", ");
        return [engine, whole(samples), ...[fresh, warm].map(spread), cpus, whole(bytes)];
      }),
    ]),
    ...results.ratios.map(
      ({ engine, kind, ratio, cpuRatio, isMet }) =>
        `  ${verdictText(isMet)} ${engine}, ${kind}: the most samples take ${ratio.toFixed(2)} × the fewest (${isMet ? "≤" : ">"} ${MOST_RATIO}); of CPU ${cpuRatio.toFixed(2)} ×`,
    ),
  );
  if (results.costs.length > 0) {
    lines.push(
      "",
      `Requests to the store, after ${whole(results.postedOnTopOf)} other samples. Bytes of bodies only.`,
      ...table([
        ["request", "round trips", "commands", "bytes up", "bytes down"],
        ...results.costs.map(({ what, roundTrips, commands, leastCommands, mostCommands, bytesUp, bytesDown }) => {
          const shown = leastCommands === mostCommands ? whole(commands) : `${commands} (${leastCommands}–${mostCommands})`;
          return [what, whole(roundTrips), shown, whole(bytesUp), whole(bytesDown)];
        }),
      ]),
    );
  }
  return [...lines, ...priceLines(results)].join("\n");
}

function priceLines({ price }: IngestResults): string[] {
  if (!price) return [];
  const { commandsPerOpening, dollarsPerMillion, dollarsPer100kCommands, source, free, budgets } = price;
  return [
    "",
    `A million openings: ${commandsPerOpening} million commands, $${whole(dollarsPerMillion)} at $${dollarsPer100kCommands} per 100,000`,
    `(${source}).`,
    `A month: the free tier takes ${whole(free)} openings; ${budgets.map(({ dollars, openings }) => `$${dollars} pay ${whole(openings)}`).join(", ")}.`,
  ];
}

function spread({ median, q1, q3 }: Summary): string {
  return `${median.toFixed(1)} (${q1.toFixed(1)}–${q3.toFixed(1)})`;
}
