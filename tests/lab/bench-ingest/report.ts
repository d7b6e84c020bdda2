import { headLines, table, verdictText, whole } from "../command/report-text.ts";
import type { Summary } from "../command/statistics.ts";
import { PRICE } from "./price.ts";
import type { IngestResults } from "./results.ts";

/** The run as text of at most 110 columns. */
export function reportText(results: IngestResults): string {
  const lines = headLines(results);
  lines.push(
    "",
    `POST of full samples after ${whole(results.postedOnTopOf)} others, in ${results.rounds} interleaved slices of ${results.seconds} s.`,
    "Sender and store share the CPUs; floor: the same function, which keeps nothing.",
    ...table([
      ["contender", "connections", "posts/s", "p50, ms", "p99, ms", "posts", "CPU, ms"],
      ...results.posts.map(({ contender, connections, postsPerSecond, p50, p99, posts, cpuPerPost }) =>
        [contender, ...[connections, postsPerSecond.median, p50, p99, posts].map(whole), cpuPerPost.median.toFixed(2)]),
    ]),
    "",
    `Reads by an instance that remembers nothing; medians of ${results.rounds} in ms (quartiles).`,
    ...table([
      ["engine", "read", "openings", "time", "CPU"],
      ...results.reads.map(({ engine, what, openings, ms, cpu }) => [engine, what, whole(openings), spread(ms), spread(cpu)]),
    ], { words: [0, 1] }),
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
      "",
      `Prices at $${PRICE.dollarsPer100kCommands} per 100,000 commands (${PRICE.source}).`,
      ...table([
        ["openings", "commands each", "a million", "bytes each", "free tier, a month"],
        ...results.prices.map(({ what, commandsPerOpening, dollarsPerMillion, bytesPerOpening, free }) =>
          [what, commandsPerOpening.toFixed(2), `$${dollarsPerMillion.toFixed(1)}`, whole(bytesPerOpening), whole(free)]),
      ]),
    );
  }
  const verdicts = results.verdicts.map(({ what, value, most, least, isMet }) =>
    `  ${verdictText(isMet)} ${what}: ${Number(value.toFixed(2))} (${most === undefined ? `at least ${least}` : `at most ${most}`})`);
  return [...lines, "", ...verdicts].join("\n");
}

function spread({ median, q1, q3 }: Summary): string {
  return `${median.toFixed(1)} (${q1.toFixed(1)}–${q3.toFixed(1)})`;
}
