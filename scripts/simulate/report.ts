import { PRICE } from "../../tests/lab/bench-ingest/price.ts";
import { LIMITS } from "./plan.ts";
import type { Simulation } from "./run.ts";

/** The run as text. */
export function reportText({ writes, plan, sampling, windows, crashes, checks, options }: Simulation): string {
  const missed = checks.filter(({ isMet }) => !isMet);
  return [
    `An opening's cost: ${options.openings} openings through the store's own code, the steady state of an instance`,
    ...table([
      ["batch", "commands", "requests", "bytes up", "bytes down", "hottest key", "longest request"],
      ...writes.costs.map(({ batch, commands, requests, bytesUp, bytesDown, hottest, longest }) => [
        String(batch), commands.toFixed(1), requests.toFixed(2), whole(bytesUp), whole(bytesDown), `${hottest.commands.toFixed(1)} to ${hottest.key}`, `${whole(longest)} B`,
      ]),
    ]),
    `  ${percent(writes.dayShare)} of the commands go to the day's keys. Kept: ${whole(writes.kept.mark)} B an opening for 4 days, ${whole(writes.kept.hour)} B an hour, ${whole(writes.kept.day)} B a day.`,
    "",
    `A month at each rate; $${PRICE.dollarsPer100kCommands} per 100,000 commands, ${whole(LIMITS.commandsPerSecond)} commands a second and ${whole(LIMITS.bytesKept / 1e9)} GB to a database (${PRICE.source})`,
    ...table([
      ["openings/s", "share", "batch", "commands/s", "requests/s", "hottest/s", "GB up", "GB down", "GB kept", "$", "databases", "hour's count ±", "1 % errors ±"],
      ...plan.map((row) => [
        whole(row.rate), percent(row.share), whole(row.batch), whole(row.commandsPerSecond), shown(row.requestsPerSecond), whole(row.hottestKey), shown(row.gbUp), shown(row.gbDown),
        shown(row.gbKept), whole(row.dollars), whole(row.databases), percent(row.hourError), percent(row.hourRateError),
      ]),
    ]),
    "  The rates scale the cost of an opening: time, waiting, retries and what an instance asks first are not in it. ± is 1.96 standard errors, by formula.",
    "",
    `Sampling: ${sampling.runs} samples of ${whole(sampling.n)} openings; standard errors, measured / by formula`,
    ...table([
      ["share", "failures", "count", "error rate", ...[50, 75, 95].map((q) => `p${q}: ms, in its interval`)],
      ...sampling.errors.map(({ share, keepsFailures, count, errorRate, percentiles }) => [
        percent(share), keepsFailures ? "all sent" : "sampled",
        `${percent(count.sd / count.exact)} / ${percent(count.formula / count.exact)}`,
        `${percent(errorRate.sd / errorRate.exact)} / ${percent(errorRate.formula / errorRate.exact)} of ${percent(errorRate.exact)}`,
        ...percentiles.map(({ sdMs, exact, covered }) => `±${whole(sdMs)} of ${whole(exact)}, ${percent(covered)}`),
      ]),
    ]),
    `  The histogram alone: ${percent(sampling.histogramError)} at worst.`,
    "",
    "Windows begin with a whole hour or day, so they lack, on average and at most",
    ...table(windows.edges.map(({ window, mean, worst }) => [window, percent(mean), percent(worst)])),
    `  The fullest bucket has ${percent(windows.fullest.share)} of the openings (${windows.fullest.measure}): a day's field is full at ${whole(windows.fullAt.day)} openings/s, an hour's at ${whole(windows.fullAt.hour)}.`,
    "",
    "Openings lost by an instance that answers before it writes, and dies",
    ...table([
      ["openings/s", "batch", "or s", "mean", "by formula", "worst"],
      ...crashes.map(({ rate, most, seconds, mean, formula, worst }) => [whole(rate), whole(most), whole(seconds), mean.toFixed(2), formula?.toFixed(2) ?? "—", whole(worst)]),
    ]),
    "",
    `${checks.length - missed.length} of ${checks.length} claims hold.`,
    ...missed.map(({ claim, measured, expected, tolerance }) => `  MISSED ${claim}: ${measured}, expected ${expected} ± ${tolerance}`),
  ].join("\n");
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  ")}`);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en");
}

function shown(value: number): string {
  return value < 10 ? value.toFixed(2) : whole(value);
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
