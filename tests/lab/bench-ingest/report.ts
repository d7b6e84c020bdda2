import type { Summary } from "../bench/statistics.ts";
import { MOST_RATIO, type IngestResults } from "./results.ts";

/** The run as text of at most 110 columns. */
export function reportText(results: IngestResults): string {
  const { environment, takenAt, seed } = results;
  const lines = [`${takenAt.slice(0, 16).replace("T", " ")} UTC · Node ${environment.node} · ${environment.cpus} × ${environment.cpuModel} · seed ${seed}`];
  if (isBusy(environment)) {
    lines.push(`The machine was busy with something else (load ${environment.loadAverage} before the start): take no time for true.`);
  }
  lines.push(
    "",
    `POST of full samples, ${results.seconds} s each, after ${whole(results.postedOnTopOf)} others; sender and store share the processors`,
    ...table([
      ["engine", "connections", "posts/s", "p50, ms", "p99, ms", "max, ms", "posts", "CPU, ms"],
      ...results.posts.map((leg) => [leg.engine, ...[leg.connections, leg.postsPerSecond, leg.p50, leg.p99, leg.max, leg.posts].map(whole), leg.cpuPerPost.toFixed(1)]),
    ]),
    "",
    `GET of 28 days, one connection; medians of ${results.rounds} in ms (quartiles).`,
    "unpacked: by a new instance, no day packed; fresh: by a new one, from packs; warm: it has read them before.",
    "CPU: of the function, its engine or client in it; in posts per post, in reads unpacked, fresh, warm",

    ...table([
      ["engine", "samples", "unpacked", "fresh", "warm", "CPU, ms", "bytes"],
      ...results.reads.map(({ engine, samples, unpacked, fresh, warm, cpu, bytes }) => {
        const cpus = [cpu.unpacked, cpu.fresh, cpu.warm].map((ms) => ms.toFixed(0)).join(", ");
        return [engine, whole(samples), ...[unpacked, fresh, warm].map(spread), cpus, whole(bytes)];
      }),
    ]),
    ...results.ratios.map(
      ({ engine, kind, ratio, cpuRatio, isMet }) =>
        `  ${isMet ? "met   " : "MISSED"} ${engine}, ${kind}: the most samples take ${ratio.toFixed(2)} × the fewest (${isMet ? "≤" : ">"} ${MOST_RATIO}); of CPU ${cpuRatio.toFixed(2)} ×`,
    ),
  );
  if (results.costs.length > 0) {
    lines.push(
      "",
      `What the store is asked, by request, after ${whole(results.postedOnTopOf)} others. Bytes are those of bodies`,
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

/** Whoever else works on two processors is in every time. */
function isBusy({ loadAverage, cpus }: IngestResults["environment"]): boolean {
  return loadAverage > cpus / 4;
}

function spread({ median, q1, q3 }: Summary): string {
  return `${median.toFixed(1)} (${q1.toFixed(1)}–${q3.toFixed(1)})`;
}

function whole(number: number): string {
  return Math.round(number).toLocaleString("en");
}

/** Words to the left in the first column, numbers to the right in the others. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart((widths[i] ?? 0) + 2))).join("")}`);
}
